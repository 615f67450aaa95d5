"""The times people name, read on Sunday 22 November 2026; the fiscal year begins in July."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.periods.grammar import period_at
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Calendar, Unit, Window

CALENDAR = Calendar(date(2026, 11, 22))
TIME_WORDS = [
    *("last", "this", "next", "q1", "h2", "fy26", "fy", "26", "2025", "march", "may", "31"),
    *("12", "months", "to", "and", "between", "since", "of", "end", "week", "60", "days"),
    *("year", "quarter", "half", "fiscal", "first", "second", ",", "from", "15th", "ytd"),
]


def read_whole(text: str, calendar: Calendar = CALENDAR):
    tokens = tokenise(text)
    found = period_at(tokens, 0, calendar)
    return found.period if found is not None and found.end == len(tokens) else None


def span(text: str) -> str | None:
    period = read_whole(text)
    if period is None or period.window is None:
        return None
    return f"{period.window.start}..{period.window.end}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-22..2026-11-23"),
        ("yesterday", "2026-11-21..2026-11-22"),
        ("last week", "2026-11-09..2026-11-16"),
        ("this week", "2026-11-16..2026-11-23"),
        ("last month", "2026-10-01..2026-11-01"),
        ("previous quarter", "2026-07-01..2026-10-01"),
        ("this half year", "2026-07-01..2027-01-01"),
        ("last half", "2026-01-01..2026-07-01"),
        ("this year", "2026-01-01..2027-01-01"),
        ("last year", "2025-01-01..2026-01-01"),
        ("Q3", "2026-07-01..2026-10-01"),
        ("Q4 2025", "2025-10-01..2026-01-01"),
        ("q3'25", "2025-07-01..2025-10-01"),
        ("2026q1", "2026-01-01..2026-04-01"),
        ("last q4", "2025-10-01..2026-01-01"),
        ("h1", "2026-01-01..2026-07-01"),
        ("second half of 2025", "2025-07-01..2026-01-01"),
        ("dec", "2025-12-01..2026-01-01"),
        ("november", "2026-11-01..2026-12-01"),
        ("Sept 2025", "2025-09-01..2025-10-01"),
        ("march last year", "2025-03-01..2025-04-01"),
        ("2025", "2025-01-01..2026-01-01"),
        ("FY26", "2025-07-01..2026-07-01"),
        ("fiscal year 2026", "2025-07-01..2026-07-01"),
        ("this FY", "2026-07-01..2027-07-01"),
        ("last fiscal year", "2025-07-01..2026-07-01"),
        ("FY26 Q4", "2026-04-01..2026-07-01"),
        ("q1 fy27", "2026-07-01..2026-10-01"),
        ("fy26 h2", "2026-01-01..2026-07-01"),
        ("ytd", "2026-01-01..2026-11-23"),
        ("quarter to date", "2026-10-01..2026-11-23"),
        ("mtd", "2026-11-01..2026-11-23"),
        ("fytd", "2026-07-01..2026-11-23"),
        ("ttm", "2025-11-01..2026-11-01"),
        ("last 12 mo", "2025-11-01..2026-11-01"),
        ("trailing twelve months", "2025-11-01..2026-11-01"),
        ("past 4 quarters", "2025-10-01..2026-10-01"),
        ("last 90 days", "2026-08-24..2026-11-22"),
        ("last 90d", "2026-08-24..2026-11-22"),
        ("past 2 weeks", "2026-11-02..2026-11-16"),
        ("last 2 years", "2024-01-01..2026-01-01"),
        ("next 30 days", "2026-11-22..2026-12-22"),
        ("since march", "2026-03-01..2026-11-23"),
        ("since jan 2025", "2025-01-01..2026-11-23"),
        ("between march and june", "2026-03-01..2026-07-01"),
        ("between nov and jan", "2025-11-01..2026-02-01"),
        ("from 1 oct to 15 oct", "2026-10-01..2026-10-16"),
        ("1 to 15 oct", "2026-10-01..2026-10-16"),
        ("aug-oct", "2026-08-01..2026-11-01"),
        ("jan to march 2025", "2025-01-01..2025-04-01"),
        ("nov 2025 to jan", "2025-11-01..2026-02-01"),
        ("week of 3 nov", "2026-11-02..2026-11-09"),
        ("week 45", "2026-11-02..2026-11-09"),
        ("end of march", "2026-03-31..2026-04-01"),
        ("15/3/2026", "2026-03-15..2026-03-16"),
        ("2026-03-15", "2026-03-15..2026-03-16"),
        ("15th of october 2026", "2026-10-15..2026-10-16"),
    ],
)
def test_a_time_is_read_as_its_half_open_days(text, expected):
    assert span(text) == expected


@pytest.mark.parametrize(
    "text", ["month 13", "feb 30", "30 feb", "2026-02-30", "next 3 months", "to 15 oct"]
)
def test_words_of_time_without_a_sense_are_asked_back(text):
    period = read_whole(text)

    assert period is not None
    assert period.window is None
    assert period.problem


@pytest.mark.parametrize("text", ["may i see", "march on", "quarter", "365"])
def test_other_words_are_no_time(text):
    assert read_whole(text) is None


def test_a_bare_month_read_forwards_is_the_next_that_has_not_ended():
    assert read_whole("november").ahead == Window(date(2026, 11, 1), date(2026, 12, 1))
    assert read_whole("september").ahead == Window(date(2027, 9, 1), date(2027, 10, 1))


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from(Unit),
    st.integers(-30, 30),
    st.integers(1, 12),
)
def test_units_follow_each_other_without_gap_or_overlap(today, unit, offset, fiscal_start):
    calendar = Calendar(today, fiscal_start)

    assert calendar.unit(unit, offset).end == calendar.unit(unit, offset + 1).start
    assert calendar.unit(unit).start <= today < calendar.unit(unit).end


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, 900),
    st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR]),
)
def test_pieces_cover_the_window_exactly(start, days, unit):
    window = Window(start, date.fromordinal(start.toordinal() + days))
    pieces = CALENDAR.cut(window, unit)

    assert pieces[0].start == window.start
    assert pieces[-1].end == window.end
    assert all(a.end == b.start for a, b in pairwise(pieces))


@given(st.text(max_size=80))
def test_no_text_breaks_the_grammar(text):
    tokens = tokenise(text)
    for at in range(len(tokens)):
        found = period_at(tokens, at, CALENDAR)

        assert found is None or at < found.end <= len(tokens)


@given(
    st.lists(
        st.sampled_from(TIME_WORDS),
        min_size=1,
        max_size=7,
    )
)
def test_no_heap_of_time_words_breaks_the_grammar(words):
    tokens = tokenise(" ".join(words))
    for at in range(len(tokens)):
        found = period_at(tokens, at, CALENDAR)

        assert found is None or at < found.end <= len(tokens)
