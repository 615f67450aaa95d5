"""How far figures reach: no piece that is computed has a day that the data lacks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.ages import Rows, covered_before, oldest, reach
from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.windows import DAY, Calendar, Unit, Window
from bot.imports.rules.kinds import KINDS

TODAY = date(2026, 12, 3)
CALENDAR = Calendar(TODAY)
YESTERDAY = TODAY - DAY
DAYS = st.dates(date(2026, 1, 1), date(2027, 2, 1))
KINDS_OF_METRICS = st.sampled_from([k for k in MetricKind if k is not MetricKind.LOOKAHEAD])


def asked(window: Window, kind=MetricKind.COHORT, until=YESTERDAY, grain=None):
    clipped = window.clipped(TODAY)
    pieces = CALENDAR.cut(clipped, grain) if grain else (clipped,)
    return reach(kind, pieces, grain, until, TODAY)


def test_every_kind_of_row_is_imported_by_its_name_and_has_days():
    assert {kind.value for kind in Rows} == {name for name, kind in KINDS.items() if kind.days}


def test_data_as_new_as_today_changes_nothing():
    month = CALENDAR.unit(Unit.MONTH)

    assert asked(month, until=TODAY).pieces == (month.clipped(TODAY),)


def test_this_month_ends_with_the_last_complete_day():
    got = asked(CALENDAR.unit(Unit.MONTH))

    assert got.pieces == (Window(date(2026, 12, 1), TODAY),)
    assert got.is_cut


@pytest.mark.parametrize(("late", "is_answered"), [(1, True), (7, True), (8, False), (25, False)])
def test_a_running_month_lacks_a_week_at_most(late, is_answered):
    today = date(2026, 12, 28)
    piece = Window(date(2026, 12, 1), today + DAY)
    got = reach(MetricKind.FLOW, (piece,), None, today - timedelta(days=late), today)

    assert bool(got.pieces) == is_answered


def test_last_month_without_its_last_days_is_refused_and_the_month_before_offered():
    november, until = CALENDAR.unit(Unit.MONTH, -1), date(2026, 11, 25)

    assert asked(november, until=until).pieces == ()
    assert covered_before(november, until) == CALENDAR.unit(Unit.MONTH, -2)


def test_nothing_is_offered_where_all_data_is_far_back():
    assert covered_before(CALENDAR.unit(Unit.MONTH, -1), date(2020, 1, 1)) is None


@pytest.mark.parametrize("window", [CALENDAR.unit(Unit.DAY), CALENDAR.unit(Unit.MONTH, -1)])
def test_a_balance_is_read_on_the_last_complete_day(window):
    got = asked(window, MetricKind.BALANCE, date(2026, 11, 25))

    assert (got.pieces[0].last, got.is_cut) == (date(2026, 11, 25), True)


def test_a_series_leaves_out_what_is_not_covered():
    got = asked(
        Window(date(2026, 9, 1), date(2027, 1, 1)), until=date(2026, 11, 25), grain=Unit.MONTH
    )

    assert [piece.start.month for piece in got.pieces] == [9, 10]
    assert [piece.start.month for piece in got.left_out] == [11, 12]


def test_a_series_of_balances_ends_with_the_last_complete_day():
    window = Window(date(2026, 9, 1), date(2027, 1, 1))
    got = asked(window, MetricKind.BALANCE, date(2026, 11, 25), Unit.MONTH)

    assert got.pieces[-1] == Window(date(2026, 11, 1), date(2026, 11, 26))
    assert [piece.start.month for piece in got.left_out] == [12]


def test_a_metric_is_as_old_as_its_oldest_rows():
    known = {Rows.SUBSCRIPTIONS: YESTERDAY, Rows.COSTS: date(2026, 10, 31)}
    both = frozenset(known)

    assert oldest(both, known, TODAY) == ((Rows.COSTS,), date(2026, 10, 31))
    assert oldest(both | {Rows.TRIALS}, known, TODAY) == ((Rows.TRIALS,), None)


@given(KINDS_OF_METRICS, DAYS, st.integers(1, 500), DAYS, st.sampled_from([None, *Unit]))
def test_no_piece_runs_past_the_data(kind, start, days, until, grain):
    window = Window(start, start + timedelta(days=days)).clipped(TODAY)
    pieces = CALENDAR.cut(window, grain) if grain and grain is not Unit.FISCAL_YEAR else (window,)
    got = reach(kind, pieces, grain, until, TODAY)

    if until >= TODAY:
        assert got.pieces == pieces
    else:
        assert all(piece.last <= until for piece in got.pieces)
        whole = {piece for piece in pieces if piece.last <= until}
        assert whole <= set(got.pieces)
    assert len(got.pieces) + len(got.left_out) in {
        len(pieces),
        0 if grain is None else len(pieces),
        len(got.left_out) + 1,
    }
