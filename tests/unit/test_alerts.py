"""Alerts speak once a crossing: whatever a figure does, and however often it is looked at."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.alert_manners import Manner
from bot.figures.rules.alert_words import Wish, read_wish
from bot.figures.rules.alerts import (
    COOL_DOWN,
    Line,
    Side,
    Standing,
    Watched,
    Word,
    step,
    told_in,
)
from bot.figures.rules.numbers_said import read_number
from bot.figures.rules.windows import Unit
from tests.fixtures.tiers import in_worlds

FIRST = date(2026, 1, 31)
VALUES = st.none() | st.integers(-20, 20).map(Decimal)
LINES = st.builds(
    Line,
    st.sampled_from(Side),
    st.integers(-10, 10).map(Decimal),
    st.integers(1, 3),
    st.integers(0, 5).map(Decimal),
)


def walked(line, values, quiet=frozenset()):
    """Look once a month; return what was said, and how it stood, look by look."""
    watched, seen = Watched(), []
    for number in range(1, len(values) + 1):
        today = FIRST + timedelta(days=31 * number)
        until = today + timedelta(days=1) if number in quiet else None
        watched, word = step(line, watched, values[:number], today, until)
        seen.append((watched, word))
    return seen


@in_worlds(100)
@given(LINES, st.lists(VALUES, max_size=30))
def test_between_two_crossings_it_was_well_back(line, values):
    is_due = True
    for value, (_, word) in zip(values, walked(line, values), strict=True):
        assert word is not Word.CROSSED or is_due
        is_due = is_due and word is not Word.CROSSED
        is_due = is_due or (value is not None and line.is_back(value))


@in_worlds(100)
@given(LINES, st.lists(VALUES, max_size=30))
def test_a_figure_that_nobody_sees_is_neither_crossed_nor_fine(line, values):
    before = Watched()
    for value, (watched, word) in zip(values, walked(line, values), strict=True):
        if value is None:
            assert (watched, word) == (before, None)
        before = watched


@in_worlds(100)
@given(LINES, st.lists(VALUES, max_size=20), st.sets(st.integers(1, 20)))
def test_while_it_is_snoozed_no_crossing_is_told(line, values, quiet):
    words = [word for _, word in walked(line, values, quiet)]

    assert all(words[number - 1] is not Word.CROSSED for number in quiet if number <= len(words))


@in_worlds(100)
@given(LINES, st.lists(VALUES, min_size=1, max_size=20), st.integers(2, 5))
def test_looking_again_at_the_same_says_nothing_new(line, values, times):
    watched, _ = walked(line, values)[-1]
    today = FIRST + timedelta(days=31 * len(values))
    for _ in range(times):
        watched, word = step(line, watched, values, today)
        if watched.standing is Standing.CROSSED:
            assert word is None or line.is_beyond(values[-1])
    assert step(line, watched, values, today) == (watched, None)


@in_worlds(100)
@given(LINES, st.lists(VALUES, max_size=20))
def test_every_crossing_lasted_as_long_as_was_asked(line, values):
    for number, (_, word) in enumerate(walked(line, values), 1):
        if word is Word.CROSSED:
            lasted = values[:number][-line.periods :]
            assert len(lasted) == line.periods
            assert all(value is not None and line.is_beyond(value) for value in lasted)


def test_what_trembles_around_the_line_is_told_once():
    line = Line(Side.OVER, Decimal(100), margin=Decimal(10))
    values = [Decimal(each) for each in (90, 101, 99, 101, 95, 102, 89, 100, 101)]

    words = [word for _, word in walked(line, values)]

    assert words == [
        *(None, Word.CROSSED, None, None, None),
        *(None, Word.BACK, None, Word.CROSSED),
    ]


def test_what_crosses_again_within_the_cool_down_is_told_after_it():
    line, day = Line(Side.UNDER, Decimal(5), margin=Decimal(1)), FIRST
    watched, word = step(line, Watched(), [Decimal(4)], day)
    watched, back = step(line, watched, [Decimal(6)], day + timedelta(days=1))
    cooling, early = step(line, watched, [Decimal(4)], day + timedelta(days=2))
    _, late = step(line, cooling, [Decimal(4)], day + COOL_DOWN)
    hasty = replace(line, cool_down=timedelta(days=2))
    _, sooner = step(hasty, watched, [Decimal(4)], day + timedelta(days=2))

    assert (word, back, early, late) == (Word.CROSSED, Word.BACK, None, Word.CROSSED)
    assert sooner is Word.CROSSED


def test_the_past_tells_when_it_would_have_spoken():
    line = Line(Side.OVER, Decimal(2), periods=2, margin=Decimal(1))
    months = [date(2026, month, 28) for month in range(1, 9)]
    values = [Decimal(each) for each in (3, 3, 3, 1, 3, 1, 3, 3)]

    assert told_in(line, list(zip(months, values, strict=True))) == (months[1], months[7])


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        (
            "acme's churn is over 2 % for two months",
            Wish("acme's churn", Side.OVER, Decimal(2), is_percent=True, periods=2),
        ),
        ("arr of gold falls below 1m", Wish("arr of gold", Side.UNDER, Decimal(1_000_000))),
        ("nps drops under 30", Wish("nps", Side.UNDER, Decimal(30))),
        ("nps < -5", Wish("nps", Side.UNDER, Decimal(-5))),
        ("our arr goes above $1,500,000", Wish("our arr", Side.OVER, Decimal(1_500_000))),
        (
            "grr stays below 85% two quarters in a row",
            Wish("grr", Side.UNDER, Decimal(85), is_percent=True, periods=2, step=Unit.QUARTER),
        ),
        (
            "churn over 2.5% for acme for 3 months in a row",
            Wish("churn for acme", Side.OVER, Decimal("2.5"), is_percent=True, periods=3),
        ),
        (
            "acme's churn is over 2 % for two months, quiet for 3 days",
            Wish(
                "acme's churn",
                Side.OVER,
                Decimal(2),
                is_percent=True,
                periods=2,
                manner=Manner(quiet=3),
            ),
        ),
        (
            "nps is under 30 until it is back at 35 and then stay silent for two weeks",
            Wish("nps", Side.UNDER, Decimal(30), manner=Manner(Decimal(35), quiet=14)),
        ),
        (
            "gross margin falls below 20%, with a margin of 1.5 %, at most once a month",
            Wish(
                "gross margin",
                Side.UNDER,
                Decimal(20),
                is_percent=True,
                manner=Manner(margin=Decimal("1.5"), is_share=True, quiet=30),
            ),
        ),
        ("the figures are ready", None),
        ("you are back", None),
    ],
)
def test_an_alert_is_read_out_of_words(said, wish):
    found = read_wish(said)

    assert found == wish


@pytest.mark.parametrize(
    ("manner", "unit", "margin"),
    [
        (Manner(), "percent", 20),
        (Manner(margin=Decimal(5), is_share=True), "percent", 5),
        (Manner(margin=Decimal(5), is_share=True), "count", 10),
        (Manner(margin=Decimal(3)), "money", 300),
        (Manner(back=Decimal(1)), "money", 100),
        (Manner(back=Decimal(210)), "count", -10),
    ],
)
def test_a_margin_is_a_tenth_unless_somebody_says_where_back_is(manner, unit, margin):
    assert manner.margin_of(Side.OVER, Decimal(200), unit, "USD") == margin


@pytest.mark.parametrize(
    ("said", "number"),
    [("1.2m", 1_200_000), ("2,5 %", Decimal("2.5")), ("1,000", 1000), ("30", 30), ("soon", None)],
)
def test_a_line_is_read_as_people_write_numbers(said, number):
    assert read_number(said) == number
