"""What is to be reached is read out of words, with its days; and what doubles what."""

from datetime import date
from decimal import Decimal

import pytest

from bot.figures.rules.target_words import TargetWish, read_wish
from bot.figures.rules.targets import Target, doubles, merged, way_to
from bot.figures.rules.windows import Calendar, Unit, Window

CALENDAR = Calendar(date(2026, 11, 22))
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))
FOURTH = Window(date(2026, 10, 1), date(2027, 1, 1))
DECEMBER = Window(date(2026, 12, 1), date(2027, 1, 1))
SIX_MILLION = Decimal(6_000_000)


@pytest.mark.parametrize(
    ("said", "figure", "number", "window"),
    [
        ("target for arr 6m by 31 dec 2026", "arr", SIX_MILLION, YEAR),
        ("target for arr 6m by 31st of december", "arr", SIX_MILLION, YEAR),
        ("target for arr by december 31, 2026: 6m", "arr", SIX_MILLION, YEAR),
        ("target for arr 6m by year end", "arr", SIX_MILLION, YEAR),
        ("target arr = 6,000,000 by the end of 2026", "arr", SIX_MILLION, YEAR),
        ("ziel für arr von acme 6m bis zum 31.12.2026", "arr of acme", SIX_MILLION, YEAR),
        ("ziel für arr 6m dieses Jahr", "arr", SIX_MILLION, YEAR),
        ("target for acme arr 800k this year", "acme arr", Decimal(800_000), YEAR),
        ("set a target for arr of 2m", "arr", Decimal(2_000_000), None),
        ("target for grr of gold 90.5 % 2026", "grr of gold", Decimal("90.5"), YEAR),
        (
            "target: new customers of acme 6 in 2026-Q4",
            "new customers of acme",
            Decimal(6),
            FOURTH,
        ),
        ("target for new customers: 6 in q4", "new customers", Decimal(6), FOURTH),
        ("add a target for churn of 2 % for acme in december", "churn for acme", 2, DECEMBER),
        ("target for active customers 2050 by 2026", "active customers", Decimal(2050), YEAR),
        ("target for nps 40 by 31 feb 2027", "nps", Decimal(40), None),
        ("new target for arr of acme", "arr of acme", None, None),
        ("target", "", None, None),
    ],
)
def test_a_target_is_read_out_of_words(said, figure, number, window):
    found = read_wish(said, CALENDAR)

    assert (found.figure, found.number, found.window) == (figure, number, window)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("next quarter", date(2027, 1, 1), date(2027, 3, 31)),
        ("by march 2027", date(2026, 11, 1), date(2027, 3, 31)),
        ("by 15 feb", date(2026, 11, 1), date(2027, 2, 15)),
        ("in october", date(2027, 10, 1), date(2027, 10, 31)),
        ("h1 2027", date(2027, 1, 1), date(2027, 6, 30)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_the_days_of_a_target_lie_ahead(said, first, last):
    found = read_wish(f"target for mrr 200k {said}", CALENDAR)

    assert found == TargetWish("mrr", Decimal(200_000), window=Window(first, found.window.end))
    assert found.window.last == last


def test_the_way_of_a_balance_is_straight_and_the_parts_of_a_flow_come_to_the_target():
    months = CALENDAR.cut(Window(date(2025, 12, 1), date(2027, 2, 1)), Unit.MONTH)
    last = date(2027, 1, 31)
    balance = list(way_to(Target("arr", YEAR, Decimal(730)), months, last, Decimal(365)))
    parts = list(way_to(Target("earned", YEAR, Decimal(365)), months, last, Decimal(0)))
    to_date = list(way_to(Target("nps", YEAR, Decimal(40)), months, CALENDAR.today, Decimal(0)))

    assert balance[0] is balance[-1] is None
    assert (balance[1], balance[-2]) == (365 + 31, 730)
    assert parts[1:3] == [31, 28]
    assert sum(parts[1:-1]) == 365
    assert to_date == [None, *[Decimal(40)] * 11, None, None]


def test_a_balance_has_one_target_for_a_day_and_what_adds_up_one_for_its_days():
    balance, flow = (Target(each, YEAR, Decimal(5)) for each in ("arr", "new_customers"))
    later = [Target(each.metric, FOURTH, Decimal(6)) for each in (balance, flow)]

    assert doubles(balance, later[0])
    assert not doubles(flow, later[1])
    assert not doubles(flow, Target("new_customers", YEAR, Decimal(5), "partner_tier", "Gold"))
    assert doubles(
        Target("arr", YEAR, Decimal(5), "partner", "Acme IT"),
        Target("arr", YEAR, Decimal(6), "partner", "ACME  it"),
    )
    assert merged([balance, flow], later) == (balance, flow, later[1])
