"""Amounts as people write them: read in one way or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from bot.currencies import minor_digits
from bot.errors import ConfigurationInvalid
from bot.imports.rules.amounts import Amounts, Column
from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.money import minor_units
from tests.imports.conftest import Operator

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLP"])
MARKS = st.sampled_from([".", ","])

ONE_WAY = {
    "0": "0",
    "12": "12",
    "9.0": "9.0",
    "12.50": "12.50",
    "12,5": "12.5",
    ".5": "0.5",
    "0.125": "0.125",
    "1234.500": "1234.500",
    "1,234.50": "1234.50",
    "1.234,50": "1234.50",
    "1,234,567": "1234567",
    "1.234.567": "1234567",
    "12,34,567.25": "1234567.25",
    "1 234,50": "1234.50",
    "1 234": "1234",
    "1\u00a0234\u00a0567": "1234567",
    "1'234.50": "1234.50",
    "1\u2019234": "1234",
    "-12.50": "-12.50",
    "\u221212.50": "-12.50",
    "(1,188.00)": "-1188.00",
    "$1,188.00": "1188.00",
    "-$9.50": "-9.50",
    "$-9.50": "-9.50",
    "9,50 €": "9.50",
    "EUR 9.50": "9.50",
    "9.50 usd": "9.50",
}
NO_AMOUNT = (
    *("", "-", ".", ",", "1.", "1e9", "1,2,3", "1.2.3", "1,23.4,5", "12 34", "1 2345", "'12"),
    *("--1", "(-1)", "$1 USD", "one", "1\u06602", "NaN", "Infinity", "1_000", "12%", "1/2", "0x1"),
    *("1,2345.6", "1.,5", "1,.5", "- ", "()", "$", "EUR", "1 000 00"),
)


@pytest.mark.parametrize("written", ONE_WAY)
def test_what_can_be_read_in_one_way_is_read(written: str):
    assert Column().amount(written) == Decimal(ONE_WAY[written])


@pytest.mark.parametrize("written", NO_AMOUNT)
def test_what_is_no_amount_is_refused(written: str):
    with pytest.raises(CellUnreadable):
        Column().amount(written)


@pytest.mark.parametrize("said", [None, ".", ","])
@pytest.mark.parametrize("written", ["1,250", "12.345", "999,999", "-1.250", "$1,250"])
def test_three_digits_after_the_only_mark_are_two_amounts_whatever_is_said(written: str, said):
    with pytest.raises(CellUnreadable, match=r"or -?[0-9]+\.[0-9]{3}, and no other"):
        Column(said).amount(written)


@pytest.mark.parametrize(
    ("other", "meant"),
    [
        ("12.50", {"1,250": "1250", "1.250": "1.250"}),
        ("1,000.5", {"1,250": "1250", "1.250": "1.250"}),
        ("1,000,000", {"1,250": "1250", "1.250": "1.250"}),
        ("12,5", {"1,250": "1.250", "1.250": "1250"}),
        ("1 000,00", {"1,250": "1.250", "1.250": "1250"}),
    ],
)
def test_another_cell_of_the_column_settles_them(other: str, meant):
    column = Column()
    column.look(other)

    assert {cell: str(column.amount(cell)) for cell in meant} == meant


def test_cells_that_contradict_each_other_settle_nothing():
    column = Column()
    for cell in ("12.50", "12,50", "no amount"):
        column.look(cell)

    assert [column.amount(cell) for cell in ("12.50", "12,50")] == [Decimal("12.5")] * 2
    with pytest.raises(CellUnreadable, match=r"1250 or 1\.250"):
        column.amount("1,250")


def test_what_is_said_holds_against_a_cell_that_says_otherwise():
    with pytest.raises(CellUnreadable, match="its decimals come after"):
        Column(",").amount("12.50")


def test_an_example_settles_every_column():
    grouped = Amounts(examples={"1,250": "1250"}).column("amount")
    decimal = Amounts(examples={"1,250": "1.25"}).column("usage_amount")

    assert (str(grouped.amount("3,500")), str(decimal.amount("3,500"))) == ("3500", "3.500")


@pytest.mark.parametrize("example", [("12.50", "12.50"), ("1,250", "1251"), ("1,250", "x")])
def test_an_example_that_settles_nothing_is_refused(example):
    with pytest.raises(ConfigurationInvalid, match="--amounts"):
        Amounts(examples=dict([example]))


def written(minor: int, currency: str, mark: str, group: str) -> str:
    """Write minor units as people do."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    decimals = f"{mark}{rest:0{digits}d}" if digits else ""
    return f"{sign}{f'{whole:,}'.replace(',', group)}{decimals}"


@given(st.integers(1, 10**12), CURRENCIES, MARKS, st.sampled_from(["", " ", "'", "other"]))
def test_a_column_that_shows_how_it_is_written_reads_every_amount_of_it(
    minor: int, currency: str, mark: str, group: str
):
    between = {".": ",", ",": "."}[mark] if group == "other" else group
    column = Column()
    column.look(f"12{mark}5")

    for amount in (minor, -minor):
        text = written(amount, currency, mark, between)
        assert minor_units(column.amount(text), currency) == amount


@given(st.text(st.sampled_from("0123456789.,' -$€()EUR"), max_size=12))
def test_no_two_cells_of_a_column_settle_one_writing_in_two_ways(text: str):
    """What is read without a neighbour is read the same beside any."""
    try:
        alone = Column().amount(text)
    except CellUnreadable:
        return
    for other in ("1.5", "1,5"):
        column = Column()
        column.look(other)
        assert column.amount(text) == alone


MONEY = "date,kind,amount\n"


def test_a_file_of_two_readings_names_each_line_and_its_example_brings_it_in(
    small_programme: Operator,
):
    rows = '2025-01-31,sales,"13,650"\n2025-02-28,sales,"1,250"\n2025-03-31,sales,900\n'
    refused = small_programme.bring("costs", MONEY + rows, "--decimal", ",")
    brought = small_programme.brought("costs", MONEY + rows, "--amounts", "1,250=1250")

    assert refused.code == 1
    assert [
        (fault["line"], fault["reason"].split(",")[0]) for fault in refused.json["first_faults"]
    ] == [(2, "this is 13650 or 13.650"), (3, "this is 1250 or 1.250")]
    assert brought["new"] == 3
    assert small_programme.rows("cost_line", "amount") == [(125_000,), (1_365_000,), (90_000,)]


def test_a_later_line_settles_an_earlier_one(small_programme: Operator):
    rows = '2025-01-31,sales,"1,250"\n2025-02-28,sales,"$1,188.00"\n2025-03-31,sales,9.0\n'
    small_programme.brought("costs", MONEY + rows, "--currency", "USD")

    assert small_programme.rows("cost_line", "amount") == [(118_800,), (125_000,), (900,)]


def test_a_number_of_another_database_is_what_it_is(small_programme: Operator, tmp_path):
    other = tmp_path / "other.db"
    engine = create_engine(f"sqlite:///{other}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE paid (day TEXT, price TEXT)"))
        connection.execute(
            text("INSERT INTO paid VALUES ('2025-01-31','1,250'),('2025-02-28','1.5')")
        )
    engine.dispose()
    said = small_programme.run(
        *("import", "costs", "--from-url", f"sqlite:///{other}", "--json"),
        *("--query", "SELECT day AS date, price AS amount, 'sales' AS kind FROM paid"),
    )

    assert said.code == 0, said.out + said.err
    assert small_programme.rows("cost_line", "amount") == [(125_000,), (150,)]
