"""Deals, payouts and certifications come in: every fault told, money converted, people known."""

import json
import shlex
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.workbooks import workbook
from tests.imports.conftest import Operator

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "import.md"
PEOPLE = (
    "email,name,partner,role,permission\n"
    "ada@acme.example,Ada Byte,Acme,sales,\nvera@cirrus.example,Vera,,executive,manager\n"
)
DEALS = "id,partner,registered_on,state,amount,currency,protected_until,closed_on"
PAYOUTS = "id,partner,kind,earned_on,amount,currency,due_on,paid_on"
CERTIFIED = "person,partner,what,earned_on,valid_until,reference"
Fault = tuple[str, str, str]
"""A row, the column where it is wrong, and words of what is to be done."""
FAULTS: dict[str, tuple[str, list[Fault]]] = {
    "deals": (
        DEALS,
        [
            (",Acme,2025-01-01,won,1,,,2025-01-02", "id", "may not be empty"),
            ("a,Nobody,2025-01-01,registered,1,,,", "partner", "drumbeat import partners"),
            ("b,,2025-01-01,registered,1,,,", "partner", "may not be empty"),
            ("c,Acme,soon,registered,1,,,", "registered_on", "write the day as 2026-11-30"),
            ("d,Acme,2199-01-01,registered,1,,,", "registered_on", "has not come yet"),
            ("e,Acme,2025-01-01,maybe,1,,,", "state", "write one of registered, won, lost"),
            ("f,Acme,2025-01-01,won,-1,,,2025-02-01", "amount", "below zero makes no sense"),
            ("g,Acme,2025-01-01,won,1.0051,,,2025-02-01", "amount", "no more: write 1.0"),
            ("h,Acme,2025-01-01,registered,1,EUR,,", "currency", "drumbeat import rates"),
            ("i,Acme,2025-01-01,registered,1,XYZ,,", "currency", "write a code such as EUR"),
            ("j,Acme,2025-01-01,registered,1,,2024-12-31,", "protected_until", "before regist"),
            ("k,Acme,2025-01-01,won,1,,,", "closed_on", "was closed: write the day"),
            ("l,Acme,2025-01-01,lost,1,,,2024-12-31", "closed_on", "before registered_on"),
            ("m,Acme,2025-01-01,registered,1,,,2025-02-01", "closed_on", "say won or lost"),
            ("n,Acme,2025-01-01,won,1,,,2199-02-01", "closed_on", "has not come yet"),
        ],
    ),
    "payouts": (
        PAYOUTS,
        [
            ("a,Acme,gift,2025-01-01,1,,,", "kind", "write one of rebate, commission, mdf"),
            ("b,Acme,mdf,2025-01-01,,,,", "amount", "may not be empty"),
            ("c,Acme,mdf,2199-01-01,1,,,", "earned_on", "has not come yet"),
            ("d,Acme,mdf,2025-01-01,1,EUR,,", "currency", "drumbeat import rates"),
            ("e,Acme,mdf,2025-01-01,1,,2024-12-31,", "due_on", "before earned_on"),
            ("f,Acme,mdf,2025-01-01,1,,,2199-01-01", "paid_on", "has not come yet"),
            ("f,Nobody,mdf,2025-01-01,1,,,", "partner", "drumbeat import partners"),
        ],
    ),
    "certifications": (
        CERTIFIED,
        [
            (",Acme,Mail,2025-01-01,,", "person", "may not be empty"),
            ("ada@acme,Acme,Mail,2025-01-01,,", "person", "write an email address such as"),
            ("bo@acme.example,Acme,Mail,2025-01-01,,", "person", "write the person's name"),
            ("Bo,,Mail,2025-01-01,,", "partner", "Name the partner, or write a contact's email"),
            ("vera@cirrus.example,,Mail,2025-01-01,,", "partner", "the vendor's own people"),
            ("Bo,Acme,,2025-01-01,,", "what", "may not be empty"),
            ("Bo,Acme,Mail,2199-01-01,,", "earned_on", "has not come yet"),
            ("Bo,Acme,Mail,2025-01-01,2024-01-01,", "valid_until", "before earned_on"),
        ],
    ),
}


@pytest.fixture
def house(programme: Operator) -> Operator:
    programme.brought("contacts", PEOPLE)
    return programme


@pytest.fixture
def small_house(small_programme: Operator) -> Operator:
    small_programme.brought("contacts", PEOPLE)
    return small_programme


TABLES = {"deals": "deal", "payouts": "payout", "certifications": "certification"}


def table(text: str) -> list[list[Any]]:
    return [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("is_sheet", [False, True], ids=["csv", "xlsx"])
def test_every_fault_of_a_file_is_told_in_one_run(
    small_house: Operator, kind: str, *, is_sheet: bool
):
    header, faults = FAULTS[kind]
    text = "\n".join((header, *(row for row, _, _ in faults), ""))
    said = small_house.bring(kind, workbook(table(text)) if is_sheet else text)

    assert said.code == 1
    told = {each["line"]: each for each in said.json["first_faults"]}
    assert sorted(told) == list(range(2, len(faults) + 2))
    for line, (_, column, reason) in enumerate(faults, 2):
        assert told[line]["column"] == column
        assert reason in told[line]["reason"]
    assert small_house.rows(TABLES[kind], everything=True) == []


TWINS = {
    "deals": f"{DEALS}\na,Acme,2025-01-01,registered,1,,,\na,Acme,2025-01-02,registered,1,,,\n",
    "payouts": f"{PAYOUTS}\na,Acme,mdf,2025-01-01,1,,,\na,Acme,mdf,2025-01-02,1,,,\n",
    "certifications": f"{CERTIFIED}\nBo,Acme,Mail,2025-01-01,,\nBO,acme,MAIL,2025-01-01,,\n",
}


@pytest.mark.parametrize("kind", TWINS)
def test_a_row_that_comes_twice_in_a_file_is_refused(small_house: Operator, kind: str):
    said = small_house.bring(kind, TWINS[kind])

    (fault,) = said.json["first_faults"]
    assert (fault["line"], said.code) == (3, 1)
    assert "as in line 2" in fault["reason"]


@pytest.mark.both_databases
def test_money_is_kept_as_written_and_in_the_reporting_currency(house: Operator):
    house.brought("rates", "currency,month,rate\nEUR,2025-01,1.25\nEUR,2025-02,1.10\n")
    house.brought("deals", f"{DEALS}\nd1,Acme,2025-01-31,won,1200.40,EUR,,2025-02-15\n")
    told = house.brought(
        "payouts",
        f"{PAYOUTS}\np1,Acme,rebate,2025-01-31,10,EUR,2025-03-02,\n"
        "p2,Acme,mdf,2025-02-01,-3.50,EUR,,2025-02-02\n",
    )

    money = ("currency", "amount", "amount_reporting")
    assert house.rows("deal", *money, "closed_on") == [
        ("EUR", 120_040, 150_050, date(2025, 2, 15))
    ]
    assert house.rows("payout", *money, "due_on", "paid_on") == [
        ("EUR", -350, -385, None, date(2025, 2, 2)),
        ("EUR", 1000, 1250, date(2025, 3, 2), None),
    ]
    assert told["totals"]["not paid yet"] == "12.50"
    assert told["totals"]["all of it"] == "8.65"


@pytest.mark.both_databases
def test_a_person_is_one_however_they_are_named(house: Operator):
    rows = (
        f"{CERTIFIED}\nADA@acme.example,,Mail,2025-01-01,,\nAda  byte,Acme,Files,2025-01-02,,\n"
        "Ada Byte,north,Mail,2025-01-03,,\nBo Ek,Acme,Mail,2025-01-04,2027-01-03,\n"
        "BO EK,Acme,Files,2025-01-05,,\n"
    )
    house.brought("certifications", rows)

    stands = [
        (*each[1:3], each[3] is not None)
        for each in house.rows(
            "certification", "earned_on", "partner_id", "name_key", "contact_id"
        )
    ]
    assert stands == [
        ("acme", None, True),
        ("acme", None, True),
        ("north", "ada byte", False),
        ("acme", "bo ek", False),
        ("acme", "bo ek", False),
    ]


def test_who_becomes_a_contact_later_is_known_with_the_next_file(small_house: Operator):
    row = f"{CERTIFIED}\nBo Ek,Acme,Mail,2025-01-04,,\n"
    small_house.brought("certifications", row)
    small_house.brought("contacts", "email,name,partner,role\nbo@acme.example,Bo Ek,Acme,sales\n")
    told = small_house.brought("certifications", row)

    assert (told["new"], told["changed"]) == (0, 1)
    ((person, contact),) = small_house.rows("certification", "person", "contact_id")
    assert person is None
    assert contact is not None


@pytest.mark.both_databases
def test_who_is_erased_counts_on_and_is_named_nowhere(house: Operator):
    rows = f"{CERTIFIED}\nada@acme.example,,Mail,2025-01-01,,\nBo Ek,Acme,Mail,2025-01-02,,\n"
    house.brought("certifications", rows)
    kept = house.folder / "ada.json"
    assert house.run("export", "contact", "ada@acme.example", str(kept)).code == 0
    assert house.run("erase", "contact", "ada@acme.example", "--yes").code == 0
    left = house.rows("certification", "earned_on", "person", "contact_id", "reference")
    again = house.brought("certifications", rows)

    assert [each["what"] for each in json.loads(kept.read_text())["tables"]["certification"]] == [
        "Mail"
    ]
    assert len(left) == 2
    assert left[0][2].startswith("erased-")
    assert "ada" not in str(left).lower()
    assert again["passed_over"] == {"they are of people or partners who were erased": 1}
    assert (again["new"], again["changed"]) == (0, 0)


def test_a_dry_run_tells_the_totals_and_writes_nothing(small_house: Operator):
    rows = (
        f"{DEALS}\nd1,Acme,2025-01-01,registered,1000,,,\nd2,Acme,2020-01-01,lost,7,,,2020-02-01\n"
    )
    told = small_house.brought("deals", rows, "--dry-run")

    assert told["totals"] == {
        "currency": "USD",
        "open": "1,000.00",
        "won in the last 365 days": "0.00",
        "lost in the last 365 days": "0.00",
        "largest": [],
    }
    assert small_house.rows("deal", everything=True) == []


def test_an_open_deal_that_is_no_longer_in_a_file_is_told_and_stays(small_house: Operator):
    rows = (
        "d1,Acme,2025-01-01,registered,1,,,\nd2,Acme,2025-01-01,won,1,,,2025-02-01\n"
        "d3,north,2025-01-01,registered,1,,,\n"
    )
    small_house.brought("deals", f"{DEALS}\n{rows}")
    later = small_house.file(f"{DEALS}\nd4,Acme,2025-03-01,registered,1,,,\n")
    ended = small_house.run("import", "deals", later, "--missing", "end")
    said = " ".join(small_house.run("import", "deals", later).out.split())

    assert ended.code != 0
    assert "what is missing among deals stays" in ended.err
    assert "No longer in the file: 1 open deal of partners in it: d1." in said
    assert "They stay open." in said
    assert len(small_house.rows("deal")) == 4


GUESSES = {
    "deals": (
        "Deal ID;Reseller;Prospect;Status;Registration Date;Close Date;Value;Expires On\n"
        "D-1;Acme;Dora;Registered;2025-01-31;;1200;2025-04-30\n"
        "D-2;Acme;Emil;Closed Won;2025-01-31;2025-02-28;90;\n"
    ),
    "payouts": (
        "Payout ID;Reseller;Kind;Date Earned;Due Date;Payment Date;Amount\n"
        "P-1;Acme;Rebate;2025-01-31;2025-03-02;;12.50\n"
    ),
    "certifications": (
        "Email;Certificate;Issue Date;Expiry Date\nada@acme.example;Mail;2025-01-31;2027-01-31\n"
    ),
}


@pytest.mark.parametrize("kind", GUESSES)
def test_a_strangers_file_is_known_by_its_columns(small_house: Operator, kind: str):
    path = small_house.file(GUESSES[kind], "theirs.csv")
    mapping = str(small_house.folder / "theirs.yaml")
    told = small_house.run("import", "guess", path, "--json").json
    written = small_house.run("import", "guess", path, "--kind", kind, "--write", mapping)
    answers = ("--map-value", "state:Closed Won=won") if kind == "deals" else ()
    said = small_house.run("import", kind, path, "--mapping", mapping, "--json", *answers)

    assert told["kind"] == kind
    assert (written.code, said.code) == (0, 0)
    assert said.json["new"] == GUESSES[kind].count("\n") - 1


def test_the_commands_of_the_how_to_are_right(small_house: Operator, monkeypatch):
    section = HOW_TO.read_text().partition("## Deals, payouts and certifications")[2]
    block = section.split("```")[1]
    writing, drumbeat = block[: block.index("drumbeat")], block[block.index("drumbeat") :]
    monkeypatch.chdir(small_house.folder)
    subprocess.run(["/bin/sh", "-c", writing], check=True)  # noqa: S603 - our own page
    for line in drumbeat.strip().splitlines():
        said = small_house.run(*shlex.split(line)[1:], "--json")
        assert said.code == 0, said.out
        assert said.json["new"] == 1

    assert small_house.rows("certification", "contact_id") != [(None,)]
    assert small_house.rows("deal", "customer_name", "amount_reporting") == [
        ("Dora Ltd", 2_400_000)
    ]


def test_columns_of_a_stranger_are_said_once_and_constants_for_every_row(small_house: Operator):
    told = small_house.brought(
        "deals",
        'Opportunity,Reseller,Stage,Created,Worth\n006A,Acme,Prospecting,31/01/2025,"1.200,00"\n',
        *("--map", "Opportunity=id", "--map", "Reseller=partner_name", "--map", "Stage=state"),
        *("--map", "Created=registered_on", "--map", "Worth=amount", "--decimal", ","),
        *("--map-value", "state:*=registered", "--set", "currency=USD"),
    )

    assert told["new"] == 1
    assert small_house.rows("deal", "deal_id", "state", "amount_reporting") == [
        ("006A", "registered", 120_000)
    ]
