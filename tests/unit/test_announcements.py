"""What somebody wants announced, as a rhythm: nothing goes out at a moment nobody meant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.announcements import Announcement, Repeat, Whose, coming, on_clock
from bot.beat.rules.cadence import instant

NOW = datetime(2026, 11, 24, 8, 30, 20, tzinfo=UTC)
ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.integers(0, 4 * 365 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def announced(**more):
    return Announcement(**{"title": "T", "words": "W", "topic": "news", **more})


@given(zone=ZONES, now=MOMENTS)
def test_what_is_for_now_leaves_two_minutes_to_undo_it_wherever_it_is_written(zone, now):
    cadence = announced().cadence(zone, now)
    (slot,) = coming(cadence, now)
    wait = instant(slot, cadence.zone) - now
    shown = on_clock(cadence, slot, zone)

    assert timedelta(minutes=2) <= wait <= timedelta(minutes=3)
    assert shown == (now + wait).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@given(zone=ZONES, repeat=st.sampled_from(Repeat), days=st.integers(2, 400))
def test_a_day_and_a_time_are_kept_on_the_clock_that_was_meant(zone, repeat, days):
    day = date(2026, 11, 24) + timedelta(days=days)
    meant = announced(day=day, at=time(9, 15), repeat=repeat, whose=Whose.WRITER)
    cadence = meant.cadence(zone, NOW)
    if meant.mistakes():
        return
    slots = coming(cadence, NOW)

    assert slots[0] == datetime.combine(day, time(9, 15))
    assert {slot.time() for slot in slots} == {time(9, 15)}
    assert len(slots) == (1 if repeat is Repeat.ONCE else 5)
    shown = instant(slots[0], zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown == slots[0] or shown > slots[0]  # a missing hour


def test_what_has_begun_somewhere_on_earth_is_over_for_readers_clocks():
    today = announced(day=NOW.date(), at=time(12))
    tomorrow = announced(day=NOW.date() + timedelta(days=1), at=time(12))

    assert coming(today.cadence("UTC", NOW), NOW) == ()
    assert len(coming(tomorrow.cadence("UTC", NOW), NOW)) == 1


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, set()),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 151}, {"title"}),
        ({"title": "two\nlines"}, {"title"}),
        ({"words": ""}, {"words"}),
        ({"day": NOW.date()}, {"at"}),
        ({"at": time(9)}, {"day"}),
        ({"day": date(2026, 12, 29), "at": time(9), "repeat": Repeat.MONTHLY}, {"day"}),
        ({"day": date(2026, 12, 28), "at": time(9), "repeat": Repeat.MONTHLY}, set()),
    ],
)
def test_what_cannot_be_meant_is_named_at_its_field(more, wrong):
    assert set(announced(**more).mistakes()) == wrong
