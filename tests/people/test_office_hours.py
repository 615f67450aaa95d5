"""How long somebody waited, in the business hours of whoever they wait for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.office_hours import after, waited

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)).map(  # noqa: DTZ001 - UTC follows
    lambda moment: moment.replace(tzinfo=UTC)
)
SPANS = st.integers(0, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
HOURS = st.integers(0, 100 * 60).map(lambda minutes: timedelta(minutes=minutes))


def in_berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (in_berlin(2026, 11, 27, 16), in_berlin(2026, 11, 30, 10), 2),
        (in_berlin(2026, 11, 28, 12), in_berlin(2026, 11, 29, 12), 0),
        (in_berlin(2026, 11, 30, 8), in_berlin(2026, 11, 30, 20), 8),
        # The clocks change in the night to Sunday, when nobody works.
        (in_berlin(2026, 3, 27, 9), in_berlin(2026, 3, 30, 17), 16),
        (in_berlin(2026, 11, 30, 12), in_berlin(2026, 11, 30, 11), 0),
    ],
)
def test_only_hours_from_monday_to_friday_from_nine_to_five_count(since, until, hours):
    assert waited(since, until, "Europe/Berlin") == timedelta(hours=hours)


@given(since=MOMENTS, first=SPANS, second=SPANS, zone=st.sampled_from(ZONES))
def test_what_was_waited_in_two_parts_is_what_was_waited(since, first, second, zone):
    middle, end = since + first, since + first + second

    assert waited(since, middle, zone) + waited(middle, end, zone) == waited(since, end, zone)


@given(since=MOMENTS, hours=HOURS, zone=st.sampled_from(ZONES))
def test_so_many_hours_later_so_many_hours_were_waited_and_not_before(since, hours, zone):
    then = after(since, hours, zone)

    assert waited(since, then, zone) == hours
    assert waited(since, then - timedelta(seconds=1), zone) < hours or not hours


@given(since=MOMENTS, span=SPANS, zone=st.sampled_from(ZONES))
def test_nobody_waits_for_more_business_hours_than_pass(since, span, zone):
    assert timedelta(0) <= waited(since, since + span, zone) <= span
