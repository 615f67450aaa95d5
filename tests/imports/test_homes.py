"""Who has no zone or no name in a file lives and is called well, and the outcome counts them."""

import pytest

from bot.country_zones import zone_of_country
from bot.principal import first_name_of
from tests.imports.conftest import Operator

HEAD = "email,partner,role,name,country,zone\n"
PARTNERS = (
    "name,id,tier,region,stage,zone,country\n"
    "Bolt,bolt,Gold,EMEA,build,America/Denver,\nKiwi,kiwi,Gold,APAC,build,,NZ\n"
)


@pytest.fixture
def house(programme: Operator, monkeypatch) -> Operator:
    """A programme in Berlin with a partner in Denver and one in New Zealand."""
    monkeypatch.setenv("DRUMBEAT_ZONE", "Europe/Berlin")
    programme.brought("partners", PARTNERS)
    return programme


def zones(operator: Operator) -> dict[str, str]:
    return dict(operator.rows("contact", "name", "zone"))


PEOPLE = {
    "own": ("bolt", "FR", "Asia/Tokyo", "Asia/Tokyo"),
    "explicit UTC": ("bolt", "FR", "UTC", "UTC"),
    "country": ("bolt", "FR", "", "Europe/Paris"),
    "agreed": ("acme", "DE", "", "Europe/Berlin"),
    "primary": ("acme", "CN", "", "Asia/Shanghai"),
    "partner in a country of many": ("bolt", "US", "", "America/Denver"),
    "another country of many": ("bolt", "BR", "", "Europe/Berlin"),
    "partner": ("bolt", "", "", "America/Denver"),
    "country of the partner": ("kiwi", "", "", "Pacific/Auckland"),
    "programme": ("acme", "", "", "Europe/Berlin"),
    "programme, of many": ("acme", "US", "", "Europe/Berlin"),
}


@pytest.mark.both_databases
def test_who_has_no_zone_lives_by_the_nearest_one_that_is_known(house: Operator):
    rows = [
        f"p{number}@acme.example,{partner},sales,{name.replace(',', '')},{country},{zone}\n"
        for number, (name, (partner, country, zone, _)) in enumerate(PEOPLE.items())
    ]
    told = house.brought("contacts", HEAD + "".join(rows))
    again = house.brought("contacts", HEAD + "".join(rows))

    assert zones(house) == {name.replace(",", ""): row[-1] for name, row in PEOPLE.items()}
    assert told["notes"] == {
        "have no zone: they live by that of their country": 3,
        "have no zone: they live by that of their partner": 3,
        "have no zone: they live by that of the programme, Europe/Berlin": 3,
    }
    assert (again["unchanged"], again["notes"]) == (len(PEOPLE), {})


def test_a_zone_that_is_known_is_not_taken_back_by_an_empty_cell(house: Operator):
    head, ada = "email,partner,role,name,country,zone\n", "ada@acme.example,acme,sales,Ada"
    house.brought("contacts", f"{head}{ada},,Asia/Tokyo\n")
    empty = house.brought("contacts", f"{head}{ada},FR,\n")
    kept = zones(house)
    other = house.brought("contacts", f"{head}{ada},FR,Europe/Paris\n")

    assert (empty["changed"], kept) == (1, {"Ada": "Asia/Tokyo"})
    assert (other["changed"], zones(house)) == (1, {"Ada": "Europe/Paris"})


def test_who_lives_by_utc_because_nobody_told_better_gets_the_countrys(
    house: Operator, monkeypatch
):
    monkeypatch.setenv("DRUMBEAT_ZONE", "UTC")
    head, ada = "email,partner,role,name", "ada@acme.example,acme,sales,Ada"
    house.brought("contacts", f"{head}\n{ada}\n")
    before = zones(house)
    same = house.brought("contacts", f"{head}\n{ada}\n")
    house.brought("contacts", f"{head},country\n{ada},FR\n")

    assert (before, same["notes"]) == ({"Ada": "UTC"}, {})
    assert zones(house) == {"Ada": "Europe/Paris"}


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("DE", "Europe/Berlin"),
        ("AR", "America/Argentina/Buenos_Aires"),
        ("US", None),
        ("XX", None),
    ],
)
def test_a_country_has_a_zone_where_all_its_clocks_show_the_same(country: str, zone: str | None):
    assert zone_of_country(country) == zone


@pytest.mark.both_databases
def test_who_has_no_name_is_called_by_their_address_and_greeted_without_one(house: Operator):
    head = "email,partner,role,first,last\n"
    people = "Ada@acme.example,acme,sales,,\nb@acme.example,acme,sales,Bob,\n"
    told = house.brought("contacts", head + people, "--join", "first,last=name")
    without = house.brought("contacts", "email,partner,role\nb@acme.example,acme,sales\n")
    shown = house.run("contacts", "show", "ada@acme.example")
    listed = house.run("contacts", "coverage", "--partner", "Acme")
    names = house.rows("contact", "name", "name_key")

    assert (
        told["notes"]["have no name: they are called by their address, and greeted without a name"]
        == 1
    )
    assert without["unchanged"] == 1
    assert names == [("Bob", "bob"), ("ada@acme.example", "ada@acme.example")]
    assert [first_name_of(name) for name, _ in names] == ["Bob", ""]
    assert "ada@acme.example" in shown.out
    assert "ada@acme.example" in listed.out.replace("\n", "")


def test_a_name_comes_later_and_no_empty_cell_takes_it_back(house: Operator):
    head = "id,email,partner,role,name\n"
    house.brought("contacts", f"{head}1,ada@acme.example,acme,sales,\n")
    house.brought("contacts", f"{head}1,ada@group.example,acme,sales,\n")
    moved = house.rows("contact", "name", "email")
    house.run("contacts", "rename", "ada@group.example", "ada@third.example")
    renamed = house.rows("contact", "name", "email")
    house.brought("contacts", f"{head}1,ada@third.example,acme,sales,Dr. Ada Byte\n")
    empty = house.brought("contacts", f"{head}1,ada@third.example,acme,sales,\n")

    assert moved == [("ada@group.example", "ada@group.example")]
    assert renamed == [("ada@third.example", "ada@third.example")]
    assert (empty["unchanged"], house.rows("contact", "name")) == (1, [("Dr. Ada Byte",)])


NAMES = {
    "Dr.,Ada Byte": ("Dr. Ada Byte", "Ada"),
    "Frau,Byte": ("Frau Byte", ""),
    "Prof. Dr.,Byte": ("Prof. Dr. Byte", ""),
    ",Ada": ("Ada", "Ada"),
    "Mr,": ("Mr", ""),
}


@pytest.mark.parametrize("given", NAMES)
def test_titles_that_come_apart_are_no_first_names(small_programme: Operator, given: str):
    rows = f"email,partner,role,first,last\na@acme.example,acme,sales,{given}\n"
    small_programme.brought("contacts", rows, "--join", "first,last=name")
    name, first = NAMES[given]

    assert small_programme.rows("contact", "name") == [(name,)]
    assert first_name_of(name) == first


def test_a_last_name_before_a_title_and_a_first_name_is_turned(small_programme: Operator):
    rows = 'email,partner,role,name\na@acme.example,acme,sales,"Byte, Dr. Ada"\n'
    small_programme.brought("contacts", rows, "--name-order", "last-first")

    assert small_programme.rows("contact", "name") == [("Dr. Ada Byte",)]
    assert first_name_of("Dr. Ada Byte") == "Ada"
