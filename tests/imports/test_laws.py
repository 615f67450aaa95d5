"""Laws of money and days, and of the order in which things come."""

import io
import random
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.currencies import minor_digits
from bot.errors import ImportRefused
from bot.imports.rules.days import days_written
from bot.imports.rules.faults import CellUnreadable, Fault
from bot.imports.rules.money import (
    annualised,
    converted,
    read_period,
    read_rate,
)
from drumbeat.importing.lines import Lines
from drumbeat.importing.sheets import Record, Sheet
from tests.imports.conftest import Operator, subscriptions

AMOUNTS = st.integers(-(10**12), 10**12)
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLP"])


@given(AMOUNTS, st.sampled_from(["yearly", "quarterly", "monthly", "weekly", "daily"]))
def test_a_whole_number_of_periods_a_year_is_never_rounded(minor: int, period: str):
    times = read_period(period)

    assert Fraction(annualised(minor, times)) == minor * times


@given(AMOUNTS, st.integers(1, 99), st.sampled_from(["day", "week", "month", "year"]))
def test_a_long_term_is_rounded_once_and_by_half_a_unit_at_most(minor: int, count: int, unit: str):
    times = read_period(f"{count} {unit}s")

    assert abs(annualised(minor, times) - minor * times) <= Fraction(1, 2)
    assert annualised(-minor, times) == -annualised(minor, times)


@given(AMOUNTS, CURRENCIES, CURRENCIES, st.integers(1, 10**9))
def test_money_is_converted_to_the_nearest_unit(
    minor: int, currency: str, reporting: str, billionths: int
):
    rate = read_rate(f"{billionths // 10**6}.{billionths % 10**6 or 1:06d}")
    exact = Fraction(minor) * Fraction(rate)
    exact *= Fraction(10) ** (minor_digits(reporting) - minor_digits(currency))

    assert abs(converted(minor, currency, reporting, rate) - exact) <= Fraction(1, 2)


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.permutations(["%d", "%m", "%Y"]),
    st.sampled_from("-./ "),
)
def test_a_day_reads_the_same_in_the_notation_it_was_written_in(
    day: date, order: list[str], mark: str
):
    notation = mark.join(order)

    assert days_written(notation).day(day.strftime(notation)) == day
    letters = notation.replace("%d", "dd").replace("%m", "mm").replace("%Y", "yyyy")
    assert days_written(letters).day(day.strftime(notation)) == day


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_without_a_notation_a_day_is_read_in_its_only_way_or_refused(day: date):
    assert days_written(None).day(day.isoformat()) == day
    for order in ("%d-%m-%Y", "%m/%d/%Y"):
        if day.day > 12 or day.day == day.month:
            assert days_written(None).day(day.strftime(order)) == day
        else:
            with pytest.raises(CellUnreadable, match="two ways"):
                days_written(None).day(day.strftime(order))


@given(st.binary(max_size=400))
def test_any_bytes_end_in_rows_faults_or_one_refusal(content: bytes):
    with TemporaryDirectory() as folder:
        path = Path(folder, "any.csv")
        path.write_bytes(content)
        try:
            with closing(Sheet(path, None)) as sheet:
                found = [sheet.header(), *sheet.records()]
        except ImportRefused:
            return

    assert all(isinstance(each, Record | Fault) for each in found[1:])


def test_lines_are_numbered_as_an_editor_does():
    lines = Lines(io.BytesIO(b"\xef\xbb\xbfa\r\nb\n\nc"))

    assert [(lines.number, line) for line in lines] == [
        (1, "a\r\n"),
        (2, "b\n"),
        (3, "\n"),
        (4, "c"),
    ]


def many(count: int) -> list[str]:
    return [
        f"s{number // 2},c{1 + number % 2},P{number % 5},"
        f"{2020 + number % 2}-01-01,{'2021-01-01' if number % 2 == 0 else ''},"
        f"{number % 90}.{number % 10}5,monthly,USD"
        for number in range(count)
    ]


def test_rows_in_any_order_give_the_same_tables(programme: Operator):
    rows = many(1200)
    programme.brought("subscriptions", subscriptions(rows))
    tables = programme.rows("subscription_interval"), programme.rows("product")
    random.Random(7).shuffle(rows)  # noqa: S311 - an order, no secret
    told = programme.brought("subscriptions", subscriptions(rows))

    assert told["unchanged"] == 1200
    assert tables == (programme.rows("subscription_interval"), programme.rows("product"))


@pytest.mark.parametrize("cuts", [(1,), (999, 1001), (7, 500, 1499)])
def test_a_file_cut_anywhere_gives_the_same_tables(small_programme: Operator, cuts: tuple[int]):
    rows = many(1500)
    for first, last in zip((0, *cuts), (*cuts, 1500), strict=True):
        small_programme.brought("subscriptions", subscriptions(rows[first:last]))
    whole = small_programme.brought("subscriptions", subscriptions(rows))

    assert (whole["new"], whole["changed"], whole["unchanged"]) == (0, 0, 1500)
    assert len(small_programme.rows("subscription_interval", everything=True)) == 1500
