"""A person gets another address by hand or by a file, and stays one person."""

import pytest
from sqlalchemy import insert

from bot.people.store.tables import Contact
from tests.imports.conftest import Operator

HEAD = "id,email,name,partner,role,mutes\n"
ADA = "1,ada@acme.example,Ada,acme,sales,"
BOB = "2,bob@acme.example,Bob,acme,sales,"
NEW = "ada@group.example"


@pytest.fixture
def settled(programme: Operator) -> Operator:
    programme.brought("contacts", f"{HEAD}{ADA}\n{BOB}\n")
    return programme


def emails(operator: Operator) -> list[tuple[str, ...]]:
    return operator.rows("contact", "name", "email", "email_key", everything=True)


def renamed(operator: Operator, old: str = "ADA@acme.example", new: str = NEW) -> None:
    said = operator.run("contacts", "rename", old, new)
    assert said.code == 0, said.err


@pytest.mark.both_databases
def test_a_renamed_person_is_found_by_the_new_address_and_by_the_old_one(settled: Operator):
    ids = settled.rows("contact", "id")
    settled.brought(
        "responses", "survey,wave,contact,score,answered_at\nP,Q1,ada@acme.example,9,2025-01-31\n"
    )
    renamed(settled)
    shown = settled.run("contacts", "show", NEW)
    answer = "survey,wave,contact,score,answered_at\nP,Q1,{},7,2025-01-31\n"
    again = [
        settled.brought("responses", answer.format(each)) for each in (NEW, "ada@acme.example")
    ]

    assert "Ada" in shown.out
    assert emails(settled) == [("Ada", NEW, NEW), ("Bob", *["bob@acme.example"] * 2)]
    assert settled.rows("contact", "id") == ids
    assert [(each["new"], each["changed"]) for each in again] == [(0, 1), (0, 0)]
    assert settled.rows("audit", "by", "act", "about_kind")[-1][1:] in {
        ("import", "import"),
        ("rename", "contact"),
    }
    assert ("operator", "rename", "contact") in settled.rows("audit", "by", "act", "about_kind")


@pytest.mark.both_databases
@pytest.mark.parametrize("person", ["1", ""])
def test_a_file_that_still_has_the_old_address_makes_no_second_person(
    settled: Operator, person: str
):
    renamed(settled)
    told = settled.brought("contacts", f"{HEAD}{person},ada@acme.example,Ada B,acme,sales,\n")

    assert (told["new"], told["changed"]) == (0, 1)
    assert next(iter(told["notes"])).startswith("have an address that somebody had before")
    assert emails(settled) == [("Ada B", NEW, NEW), ("Bob", *["bob@acme.example"] * 2)]


def test_an_address_that_somebody_else_took_over_is_theirs(settled: Operator):
    renamed(settled)
    told = settled.brought("contacts", f"{HEAD}9,ada@acme.example,Ada Two,acme,sales,\n")
    again = settled.brought(
        "contacts", "email,name,partner,role\nada@acme.example,Ada Two,acme,sales\n"
    )

    assert (told["new"], again["new"], again["unchanged"]) == (1, 0, 1)


def test_who_is_renamed_back_is_who_they_were(settled: Operator):
    renamed(settled)
    renamed(settled, NEW, "ada@acme.example")
    told = settled.brought("contacts", f"{HEAD}{ADA}\n{BOB}\n")

    assert (told["unchanged"], told["notes"]) == (2, {})
    assert settled.rows("former_email", "email_key") == [(NEW,)]


REFUSED = {
    "somebody else's": ("ada@acme.example", "BOB@acme.example", "is the address of Bob"),
    "no address": ("ada@acme.example", "ada at acme", "is no address to write to"),
    "no relay": ("ada@acme.example", "añá@acme.example", "before the @ stands ñ"),
    "unknown": ("eve@acme.example", NEW, "nobody here has the email address eve@acme.example"),
    "erased": ("ada@acme.example", "carl@acme.example", "drumbeat erase readmit contact carl@"),
    "two": ("twin@acme.example", NEW, "import a file of contacts with the `id` of each"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_with_what_to_do(small_programme: Operator, case: str):
    old, new, reason = REFUSED[case]
    operator = small_programme
    operator.brought("contacts", f"{HEAD}{ADA}\n{BOB}\n3,carl@acme.example,Carl,acme,sales,\n")
    assert operator.run("erase", "contact", "carl@acme.example", "--yes").code == 0
    facts = {"partner_id": "acme", "role": "sales", "permission": "partner", "name": "T"}
    twins = [
        {"id": each, "email": each, **facts} for each in ("twin@acme.example", "TWIN@acme.example")
    ]
    with operator.engine.begin() as connection:
        connection.execute(insert(Contact), twins)
    before = emails(operator)
    said = operator.run("contacts", "rename", old, new)

    assert said.code == 1
    assert reason in " ".join(said.err.split())
    assert emails(operator) == before


def test_to_rename_twice_says_what_they_are_called_today(settled: Operator):
    renamed(settled)
    said = settled.run("contacts", "rename", "ada@acme.example", "ada@other.example")
    same = settled.run("contacts", "rename", NEW, NEW.upper())

    assert said.code == 1
    assert f"they have {NEW} today" in " ".join(said.err.split())
    assert "That is the address of Ada already." in same.out


def test_who_is_erased_after_it_does_not_come_back_by_the_old_address(settled: Operator):
    renamed(settled)
    assert settled.run("erase", "contact", NEW, "--yes").code == 0
    told = settled.brought("contacts", f"{HEAD},ada@acme.example,Ada,acme,sales,\n{BOB}\n")

    assert (told["new"], list(told["passed_over"].values())) == (0, [1])
    assert settled.rows("former_email", "email_key") == []
