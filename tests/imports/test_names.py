"""However a name or an id is written, nobody comes twice, is renamed, or is taken for another."""

# ruff: noqa: RUF001 - letters that look alike are the point

import unicodedata

import pytest
from sqlalchemy import insert

from bot.people.store.tables import Contact, Partner
from tests.imports.conftest import HEADER, Operator, subscriptions

FACTS = "Gold,EMEA,build"
ROWS = "name,tier,region,stage\n"
WITH_ID = "id,name,tier,region,stage\n"
ZURICH = "Zürich Straßenbau AG"
WRITINGS = (
    unicodedata.normalize("NFD", ZURICH),
    ZURICH.upper(),
    unicodedata.normalize("NFD", ZURICH.lower()),
    "  Zürich\u00a0\u00a0Straßenbau   AG ",
    "Zürich Stra\u00adßenbau AG\u200b\u200e",
    "Ｚürich Straßenbau ＡＧ",
)


def first_fault(operator: Operator, kind: str, text: str, *options: str) -> dict[str, str]:
    said = operator.bring(kind, text, *options)
    assert said.code == 1, said.out
    assert not said.json["written"]
    return said.json["first_faults"][0]


def names(operator: Operator) -> list[str]:
    return sorted(name for (name,) in operator.rows("partner", "name", everything=True))


def test_a_partner_known_by_name_stays_one_and_keeps_its_name(operator: Operator):
    operator.brought("partners", f"{ROWS}{WRITINGS[0]},{FACTS}\n")
    for writing in WRITINGS:
        again = operator.brought("partners", f"{ROWS}{writing},{FACTS}\n")
        assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    customers = "".join(f"k{place},K,{each},SMB\n" for place, each in enumerate(WRITINGS))
    operator.brought("customers", f"id,name,partner,segment\n{customers}")

    assert names(operator) == [ZURICH]
    assert len(set(operator.rows("customer", "partner_id"))) == 1


def test_a_partner_known_by_id_stays_one_and_may_get_another_name(programme: Operator):
    same = programme.brought("partners", f"{WITH_ID} ACME\u00a0,Acme,{FACTS}\n")
    renamed = programme.brought("partners", f"{WITH_ID}Acme,Acme Group,{FACTS}\n")

    assert (same["new"], same["changed"]) == (0, 0)
    assert (renamed["new"], renamed["changed"]) == (0, 1)
    assert programme.rows("partner", "id", "name", "name_key", "source_id") == [
        ("acme", "Acme Group", "acme group", "acme"),
        ("north", "North", "north", "north"),
    ]


def test_two_writings_of_one_name_in_a_file_are_one_partner_or_a_fault(programme: Operator):
    twins = first_fault(programme, "partners", f"{ROWS}Öl AG,{FACTS}\nÖL  ag,{FACTS}\n")
    others = first_fault(programme, "partners", f"{WITH_ID}o1,Öl AG,{FACTS}\no2,ÖL ag,{FACTS}\n")
    ids = first_fault(programme, "partners", f"{WITH_ID}o1,Öl AG,{FACTS}\nO1,Gas AG,{FACTS}\n")

    assert (twins["line"], twins["reason"]) == (
        3,
        "the same partner as in line 2: take one of them out",
    )
    assert (others["line"], others["reason"]) == (
        3,
        "another partner has this name: tell them apart, in the file or here",
    )
    assert (ids["line"], ids["reason"]) == (3, "the same id as in line 2")


@pytest.fixture
def crossed(programme: Operator) -> Operator:
    """One partner's id is another partner's name."""
    both = f"n2,Nordwind,{FACTS}\nnordwind,Polaris,{FACTS}\n"
    programme.brought("partners", WITH_ID + both)
    return programme


def test_what_is_an_id_and_another_partners_name_is_refused_with_both(crossed: Operator):
    fault = first_fault(crossed, "customers", "id,name,partner,segment\nk,K,Nordwind,SMB\n")

    assert (fault["line"], fault["column"], fault["value"]) == (2, "partner", "Nordwind")
    assert "the id of Polaris and the name of Nordwind (id n2)" in fault["reason"]
    assert "partner_id or partner_name" in fault["reason"]


@pytest.mark.parametrize(("column", "found"), [("partner_id", "nordwind"), ("partner_name", "n2")])
def test_a_column_says_whether_it_holds_ids_or_names(crossed: Operator, column: str, found: str):
    crossed.brought("customers", f"id,name,{column},segment\nk,K,NORDWIND,SMB\n")
    mapped = ("--map", f"partner={column}")
    again = crossed.brought("customers", "id,name,partner,segment\nk,K,Nordwind,SMB\n", *mapped)

    assert again["unchanged"] == 1
    assert ("k", found) in crossed.rows("customer", "id", "partner_id")


def test_a_row_that_names_two_partners_is_refused(crossed: Operator):
    header = "id,name,partner_id,partner_name,segment\n"
    fault = first_fault(crossed, "customers", f"{header}k,K,acme,North,SMB\n")
    crossed.brought("customers", f"{header}k,K,acme,acme,SMB\n")

    assert "the row names two partners: Acme and North" in fault["reason"]


def test_a_name_that_is_another_partners_id_renames_nobody_and_is_no_second_one(
    programme: Operator,
):
    programme.brought("partners", f"{WITH_ID}north,Nordwind,{FACTS}\n")
    known = first_fault(programme, "partners", f"{ROWS}North,{FACTS}\n")
    both = "id,name,tier,region,stage\n,South,Gold,EMEA,build\nsouth,Suedwind,Gold,EMEA,build\n"
    together = first_fault(programme, "partners", both)

    assert "this is the id of Nordwind" in known["reason"]
    assert (together["line"], together["column"]) == (2, "name")
    assert names(programme) == ["Acme", "Nordwind"]


def test_a_partner_known_by_name_takes_the_id_that_a_later_file_has(programme: Operator):
    programme.brought("partners", f"{ROWS}Öl AG,{FACTS}\n")
    told = programme.brought("partners", f"{WITH_ID}o1,ÖL AG,{FACTS}\n")
    named = programme.brought("partners", f"{WITH_ID}O1,Gas AG,{FACTS}\n,Acme,{FACTS}\n")
    once = first_fault(programme, "partners", f"{ROWS}öl ag,{FACTS}\n")

    assert (told["new"], told["changed"]) == (0, 1)
    assert (named["new"], named["changed"], named["unchanged"]) == (0, 1, 1)
    assert ("Gas AG", "o1") in programme.rows("partner", "name", "source_id")
    assert ("Acme", "acme") in programme.rows("partner", "name", "source_id")
    assert "was called so and is Gas AG today" in once["reason"]


@pytest.fixture
def alike(programme: Operator) -> Operator:
    """Two partners whose names had no key when they came: each has one of its own."""
    rows = [
        {"id": each, "source_id": each, "name": name, "name_key": f"ünal\x1f{each}"}
        | {"tier": "Gold", "region": "EMEA", "stage": "build"}
        for each, name in (("u1", "Ünal"), ("u2", "ÜNAL"))
    ]
    with programme.engine.begin() as connection:
        connection.execute(insert(Partner), rows)
    return programme


def test_of_two_partners_with_one_name_each_is_found_as_it_is_written(alike: Operator):
    header = "id,name,partner,segment\n"
    fault = first_fault(alike, "customers", f"{header}k,K,ünal,SMB\n")
    alike.brought("customers", f"{header}k1,K,Ünal,SMB\nk2,K,ÜNAL,SMB\nk3,K,U2,SMB\n")

    assert "ÜNAL and Ünal are two: write it exactly as one of them" in fault["reason"]
    found = dict(alike.rows("customer", "id", "partner_id"))
    assert [found[each] for each in ("k1", "k2", "k3")] == ["u1", "u2", "u2"]


def test_the_doctor_names_partners_with_one_name_until_one_has_another(alike: Operator):
    ill = alike.run("doctor")
    unsure = alike.run("contacts", "coverage", "--partner", "Ünal")
    alike.brought("partners", f"{WITH_ID}u1,Ünal Berlin,{FACTS}\n")
    well = alike.run("doctor")
    sure = alike.run("contacts", "coverage", "--partner", "ünal")

    assert "!!  names: Ünal (id u1) and ÜNAL (id u2) have one name" in ill.out
    assert unsure.code == 1
    assert "ok  names: no two partners share one" in well.out
    assert "ÜNAL" in sure.out


PEOPLE = "id,email,name,partner,role\n"


def people(operator: Operator) -> list[tuple[str, ...]]:
    return operator.rows("contact", "source_id", "email", "name", everything=True)


def test_a_person_known_by_id_gets_a_new_email_and_stays_the_same(programme: Operator):
    programme.brought("contacts", f"{PEOPLE},Ada@Acme.example,Ada,acme,sales\n")
    taken = programme.brought("contacts", f"{PEOPLE}P7,ada@acme.example,Ada,Acme,sales\n")
    before = programme.rows("contact", "id")
    moved = programme.brought("contacts", f"{PEOPLE}p7,ADA@group.example,Ada,ACME,sales\n")
    without = programme.brought("contacts", f"{PEOPLE},ada@GROUP.example,Ada,acme,sales\n")

    assert [each["new"] for each in (taken, moved, without)] == [0, 0, 0]
    assert [each["changed"] for each in (taken, moved, without)] == [1, 1, 0]
    assert programme.rows("contact", "id") == before
    assert people(programme) == [("P7", "ada@group.example", "Ada")]
    assert programme.rows("contact", "email_key", "name_key") == [("ada@group.example", "ada")]


CLASHES = {
    "id of one, email of another": ("1,bob@acme.example,Ada,acme,sales\n", "another person's"),
    "another id": ("3,ada@acme.example,Ada,acme,sales\n", "has the id 1"),
    "id twice": (
        "9,eve@acme.example,Eve,acme,sales\n9,joe@acme.example,Joe,acme,sales\n",
        "the same id as in line 2",
    ),
    "email twice": (
        "1,new@acme.example,Ada,acme,sales\n2,NEW@acme.example,Bob,acme,sales\n",
        "the same email as in line 2",
    ),
}


@pytest.mark.parametrize("clash", CLASHES)
def test_a_row_that_could_be_two_people_is_refused(small_programme: Operator, clash: str):
    text, reason = CLASHES[clash]
    small_programme.brought(
        "contacts",
        f"{PEOPLE}1,ada@acme.example,Ada,acme,sales\n2,bob@acme.example,Bob,acme,sales\n",
    )
    before = people(small_programme)

    assert reason in first_fault(small_programme, "contacts", PEOPLE + text)["reason"]
    assert people(small_programme) == before


def test_an_email_that_two_people_have_is_nobodys(small_programme: Operator):
    """No import lets it come to that, but an older database may hold it."""
    small_programme.brought("contacts", f"{PEOPLE}1,ada@acme.example,Ada,acme,sales\n")
    twin = {"id": "twin", "name": "Ada", "email": "ADA@acme.example", "partner_id": "acme"}
    with small_programme.engine.begin() as connection:
        connection.execute(insert(Contact), [{**twin, "role": "sales", "permission": "partner"}])
    row = f"{PEOPLE},ada@acme.example,Ada,acme,executive\n"
    answer = "survey,wave,contact,score,answered_at\nP,Q1,ada@acme.example,9,2025-01-31\n"
    reason = "two contacts have this email"

    assert reason in first_fault(small_programme, "contacts", row)["reason"]
    assert reason in first_fault(small_programme, "responses", answer)["reason"]


BOOKS = {
    "revenue": (
        "date,customer,product,kind,amount\n2025-01-31,c1,Mail,usage,10\n",
        "revenue_line",
    ),
    "touches": ("customer,at,direction\nc1,2025-01-31 14:05+02:00,inbound\n", "touch"),
    "deals": (
        "id,partner,registered_on,state,amount,product\ns1,Acme,2025-01-31,registered,10,Mail\n",
        "deal",
    ),
    "payouts": ("id,partner,kind,earned_on,amount\ns1,Acme,mdf,2025-01-31,10\n", "payout"),
    "subscriptions": (
        HEADER + "s1,c1,Mail,2025-01-01,2025-02-01,10,monthly,USD\n",
        "subscription_interval",
    ),
    "terms": (
        HEADER.replace("currency", "outcome")
        + "s1,c1,Mail,2025-01-01,2026-01-01,10,monthly,open\n",
        "term",
    ),
}


@pytest.mark.parametrize("kind", BOOKS)
def test_books_in_another_writing_are_not_counted_twice(programme: Operator, kind: str):
    text, table = BOOKS[kind]
    programme.brought(kind, text)
    rows = programme.rows(table)
    other = text.replace("c1", " C1").replace("s1", "S1\u00a0").replace("Mail", "MAIL")
    again = programme.brought(kind, other)

    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    assert again["new_products"] == []
    assert sum(again["notes"].values()) == (2 if kind in ("subscriptions", "terms") else 1)
    assert programme.rows(table, everything=True) == rows


def test_a_customer_stays_one_in_any_letter_case(programme: Operator):
    told = programme.brought("customers", "id,name,partner,segment\nC1,Anna Inc,ACME,SMB\n")

    assert (told["new"], told["changed"]) == (0, 1)
    assert programme.rows("customer", "id", "name") == [("c1", "Anna Inc"), ("c2", "Bert plc")]
    assert told["notes"] == {"write id otherwise than it stands here: taken for the same": 1}


@pytest.mark.parametrize(
    ("kind", "text", "lines"),
    [
        ("customers", "id,name,partner,segment\nk1,A,Acme,SMB\nK1,B,Acme,SMB\n", [3]),
        ("customers", "id,name,partner,segment\nC1,A,Acme,SMB\nc1,B,Acme,SMB\n", [2]),
        (
            "subscriptions",
            subscriptions(
                f"{each},c1,Mail,2025-0{month}-01,2025-0{month + 1}-01,1,monthly,USD"
                for month, each in enumerate(("s1", "S1", "s1"), start=1)
            ),
            [3],
        ),
    ],
)
def test_ids_that_differ_in_letter_case_alone_are_asked_about(
    small_programme: Operator, kind: str, text: str, lines: list[int]
):
    said = small_programme.bring(kind, text)
    asked = [each for each in said.json["first_faults"] if "one id, or two?" in each["reason"]]

    assert said.code == 1
    assert [each["line"] for each in asked] == lines


def test_a_wave_in_another_writing_is_the_same_wave(programme: Operator):
    programme.brought("contacts", f"{PEOPLE},ada@acme.example,Ada,acme,sales\n")
    text = "survey,wave,contact,score,answered_at\n{},ada@acme.example,9,2025-01-31\n"
    programme.brought("responses", text.format("Pülse,2025-Q1"))
    other = unicodedata.normalize("NFD", text.format("PÜLSE,2025-q1"))
    again = programme.brought("responses", other.replace("ada@", "ADA@"))

    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    assert programme.rows("wave", "survey") == [("Pülse",)]


UNWRITTEN = {
    "zero width": ("\u200b", "nothing of it can be seen (U+200B)"),
    "Braille blank": ("\u2800\u2800", "nothing of it can be seen (U+2800 U+2800)"),
    "Hangul filler": ("\u3164", "nothing of it can be seen (U+3164)"),
    "written backwards": ("Acme\u202eemcA", "control character in it, U+202E"),
    "a bell": ("Ac\x07me", "control character in it, U+0007"),
    "spaces": (" \u00a0\u3000", "may not be empty"),
    "300 letters": ("é" * 300, "300 letters are too many: 255 at most"),
}


@pytest.mark.parametrize("name", UNWRITTEN)
def test_a_name_nobody_can_read_is_refused_with_the_reason(small_programme: Operator, name: str):
    writing, reason = UNWRITTEN[name]
    fault = first_fault(small_programme, "partners", f"{ROWS}{writing},{FACTS}\n")

    assert reason in fault["reason"]
    assert fault["value"].isprintable()


@pytest.mark.parametrize(
    "name",
    ["🚀", "👩\u200d💻 Works", "株式会社", "می\u200cخواهم", "[/EMEA]", "é" * 255, "Işık ve İpek"],
)
def test_a_name_in_any_script_is_taken_as_it_is(small_programme: Operator, name: str):
    small_programme.brought("partners", f"{ROWS}{name},{FACTS}\n")
    again = small_programme.brought("partners", f"{ROWS}{name},{FACTS}\n")

    assert again["unchanged"] == 1
    assert name in names(small_programme)
