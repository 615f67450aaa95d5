"""How far figures reach: no piece that is computed has a day that the data lacks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.ages import Rows, covered_before, oldest
from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.reaching import within
from bot.figures.rules.resolving import Times
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.imports.rules.kinds import KINDS

TODAY = date(2026, 12, 3)
CALENDAR = Calendar(TODAY)
YESTERDAY = TODAY - DAY
DAYS = st.dates(date(2026, 1, 1), date(2027, 2, 1))
GRAINS = [None, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR]
KINDS_OF_METRICS = st.sampled_from([k for k in MetricKind if k is not MetricKind.LOOKAHEAD])


def asked(window: Window, kind=MetricKind.COHORT, until=YESTERDAY, grain=None, today=TODAY):
    """The pieces that are left of a time, and what is said of its age."""
    calendar = Calendar(today)
    clipped = window.clipped(today)
    pieces = calendar.cut(clipped, grain) if grain else (clipped,)
    known = frozenset({Rows.SUBSCRIPTIONS}), {Rows.SUBSCRIPTIONS: until}
    times, age = within(Times(window, pieces), kind, grain, known, today)
    return (() if age.is_refused else times.pieces), age


def test_every_kind_of_row_is_imported_by_its_name_and_has_days():
    assert {kind.value for kind in Rows} == {name for name, kind in KINDS.items() if kind.days}


def test_data_as_new_as_today_changes_nothing():
    month = CALENDAR.unit(Unit.MONTH)

    assert asked(month, until=TODAY)[0] == (month.clipped(TODAY),)


def test_this_month_ends_with_the_last_complete_day():
    pieces, age = asked(CALENDAR.unit(Unit.MONTH))

    assert pieces == (Window(date(2026, 12, 1), TODAY),)
    assert age.is_cut


@pytest.mark.parametrize(("late", "is_answered"), [(1, True), (7, True), (8, False), (25, False)])
def test_a_running_month_lacks_a_week_at_most(late, is_answered):
    today = date(2026, 12, 28)
    month = Calendar(today).unit(Unit.MONTH)
    pieces, _ = asked(month, until=today - timedelta(days=late), today=today)

    assert bool(pieces) == is_answered


def test_last_month_without_its_last_days_is_refused_and_the_month_before_offered():
    november, until = CALENDAR.unit(Unit.MONTH, -1), date(2026, 11, 25)

    assert asked(november, until=until)[0] == ()
    assert covered_before(november, until) == CALENDAR.unit(Unit.MONTH, -2)


def test_nothing_is_offered_where_all_data_is_far_back():
    assert covered_before(CALENDAR.unit(Unit.MONTH, -1), date(2020, 1, 1)) is None


@pytest.mark.parametrize("window", [CALENDAR.unit(Unit.DAY), CALENDAR.unit(Unit.MONTH, -1)])
def test_a_balance_is_read_on_the_last_complete_day(window):
    pieces, age = asked(window, MetricKind.BALANCE, date(2026, 11, 25))

    assert (pieces[0].last, age.is_cut) == (date(2026, 11, 25), True)


def test_a_series_leaves_out_what_is_not_covered():
    window = Window(date(2026, 9, 1), date(2027, 1, 1))
    pieces, age = asked(window, until=date(2026, 11, 25), grain=Unit.MONTH)

    assert [piece.start.month for piece in pieces] == [9, 10]
    assert [piece.start.month for piece in age.left_out] == [11, 12]


def test_a_series_of_balances_ends_with_the_last_complete_day():
    window = Window(date(2026, 9, 1), date(2027, 1, 1))
    pieces, age = asked(window, MetricKind.BALANCE, date(2026, 11, 25), Unit.MONTH)

    assert pieces[-1] == Window(date(2026, 11, 1), date(2026, 11, 26))
    assert [piece.start.month for piece in age.left_out] == [12]


def test_a_step_goes_with_what_it_is_held_against():
    months = CALENDAR.cut(Window(date(2026, 8, 1), date(2026, 11, 1)), Unit.MONTH)
    later = CALENDAR.cut(Window(date(2026, 9, 1), date(2026, 12, 1)), Unit.MONTH)
    known = frozenset({Rows.COSTS}), {Rows.COSTS: date(2026, 11, 25)}
    times = Times(Window(date(2026, 8, 1), date(2026, 11, 1)), months, against=later)
    left, age = within(times, MetricKind.FLOW, Unit.MONTH, known, TODAY)

    assert (left.pieces, left.against) == (months[:2], later[:2])
    assert age.left_out == months[2:]


def test_a_metric_is_as_old_as_its_oldest_rows():
    known = {Rows.SUBSCRIPTIONS: YESTERDAY, Rows.COSTS: date(2026, 10, 31)}
    both = frozenset(known)

    assert oldest(both, known, TODAY) == ((Rows.COSTS,), date(2026, 10, 31))
    assert oldest(both | {Rows.TRIALS}, known, TODAY) == ((Rows.TRIALS,), None)


@given(KINDS_OF_METRICS, DAYS, st.integers(1, 500), DAYS, st.sampled_from(GRAINS))
def test_no_piece_runs_past_the_data(kind, start, days, until, grain):
    window = Window(start, start + timedelta(days=days))
    clipped = window.clipped(TODAY)
    every = set(CALENDAR.cut(clipped, grain) if grain else (clipped,))
    pieces, age = asked(window, kind, until, grain)

    if until >= TODAY:
        assert set(pieces) == every
    else:
        assert all(piece.last <= until for piece in pieces)
        assert {piece for piece in every if piece.last <= until} <= set(pieces)
    if not age.is_refused:
        assert len(pieces) + len(age.left_out) == len(every)
