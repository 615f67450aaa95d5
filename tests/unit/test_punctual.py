"""Whether a delivery kept its promised moment, and what made it late."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.outcomes import State
from bot.beat.rules.punctual import ON_TIME, OnTime, Timing, kept_by, timing

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "limited_after", "kept"),
    [
        (-1, None, Timing.ON_TIME),
        (15, None, Timing.ON_TIME),
        (16, None, Timing.LATE),
        (50, 0, Timing.LIMIT),
        (50, -30, Timing.LIMIT),
        (50, 15, Timing.LIMIT),
        # It was late already when the lane had too much to do.
        (50, 16, Timing.LATE),
        (15, 0, Timing.ON_TIME),
    ],
)
def test_late_by_a_limit_is_what_a_limit_alone_kept_back(minutes, limited_after, kept):
    since = None if limited_after is None else NINE + limited_after * MINUTE
    assert timing(NINE, NINE + minutes * MINUTE, since) is kept


ENDS = st.tuples(
    st.sampled_from(State),
    st.sampled_from(["", "too late", "too late: the relay was away", "muted topic"]),
    st.sampled_from([*Timing, None]),
    st.integers(1, 50),
    st.booleans(),
)


@given(st.lists(ENDS))
def test_everything_that_arrived_is_counted_once_and_the_share_is_of_what_is_known(ends):
    kept = OnTime()
    for state, reason, when, count, again in ends:
        kept += kept_by(state, reason, when, count, is_again=again)

    arrived = sum(count for state, _, _, count, _ in ends if state is State.DELIVERED)
    again = sum(
        count for state, _, _, count, is_again in ends if state is State.DELIVERED and is_again
    )
    assert kept.on_time + kept.by_limit + kept.late + kept.untold == arrived - again
    assert min(astuple(kept)) >= 0
    assert (kept.share is None) == (kept.promised == 0)
    assert kept.share is None or 0 <= kept.share <= 1


def test_what_was_never_sent_for_being_late_is_not_on_time():
    kept = kept_by(State.DELIVERED, "", Timing.ON_TIME, 3)
    kept += kept_by(State.SKIPPED, "too late: we were paused", None, 1)

    assert kept.share == 3 / 4


def test_nothing_known_is_no_share():
    assert kept_by(State.DELIVERED, "", None, 7).share is None
    assert timedelta(minutes=15) == ON_TIME
