"""A read-out's next slot is opened when the one before has passed on its owner's own clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.figures.store.read_outs import AHEAD, GOING, PAUSED, is_to_open
from bot.figures.store.watch_tables import ReadOut

MONDAY = datetime(2026, 11, 23, 8)  # noqa: DTZ001 - a slot
DAY = timedelta(days=1)


def daily(state=GOING, zone=None):
    """Return one that comes each day at eight, of which Monday's slot was opened."""
    return ReadOut(state=state, zone=zone, last_slot=MONDAY, next_slot=MONDAY + DAY)


@pytest.mark.parametrize(
    ("zone", "passed"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 22, 19, tzinfo=UTC)),
        ("UTC", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 23, 13, tzinfo=UTC)),
    ],
)
def test_the_next_slot_is_opened_the_moment_the_one_before_passed_where_its_owner_is(zone, passed):
    assert is_to_open(daily(), zone, passed)
    assert not is_to_open(daily(), zone, passed - timedelta(seconds=1))
    assert is_to_open(daily(zone=zone), "Asia/Tokyo", passed) == is_to_open(daily(), zone, passed)


def test_what_is_paused_or_far_away_is_not_opened():
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    far = daily()
    far.next_slot = noon.replace(tzinfo=None) + AHEAD + DAY

    assert not is_to_open(daily(PAUSED), "UTC", noon)
    assert not is_to_open(far, "UTC", noon)
