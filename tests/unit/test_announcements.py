"""What somebody wants announced, as a rhythm: nothing goes out at a moment nobody meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.announcements import Announcement, coming
from bot.beat.rules.cadence import instant
from bot.beat.rules.schedule_words.schedule import Question

NOW = datetime(2026, 11, 24, 8, 30, 20, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 365 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def announced(**more):
    return Announcement(**{"title": "T", "words": "W", "topic": "news", **more})


@given(now=MOMENTS, said=st.sampled_from(["", "now", "at once", "jetzt"]))
def test_what_is_for_now_leaves_two_minutes_to_undo_it(now, said):
    announcement = announced(when=said).at(now)
    cadence = announcement.cadence(now)
    (slot,) = coming(cadence, now)

    assert announcement.is_for_now
    assert timedelta(minutes=2) <= instant(slot, cadence.zone) - now <= timedelta(minutes=3)


def test_what_was_read_stays_the_day_it_was_meant_for():
    announcement = announced(when="tomorrow at noon, Paris").at(NOW)
    later = NOW + timedelta(hours=20)

    assert coming(announcement.cadence(later), later) == (datetime(2026, 11, 25, 12),)  # noqa: DTZ001 - a slot
    assert announcement.zone == "Europe/Paris"
    assert announcement.said.startswith("Once, on Wednesday 25 November 2026 at 12:00")


def test_a_rhythm_shows_its_next_five_and_words_that_leave_something_open_are_asked_about():
    weekly = announced(when="every second Tuesday at 9 in the reader's time").at(NOW)

    assert len(coming(weekly.cadence(NOW), NOW)) == 5
    assert weekly.zone is None
    assert isinstance(announced(when="twice a month").at(NOW), Question)


def test_what_has_begun_somewhere_on_earth_is_over_for_readers_clocks():
    today = announced(when="today at 12:00").at(NOW)
    tomorrow = announced(when="tomorrow at 12:00").at(NOW)

    assert coming(today.cadence(NOW), NOW) == ()
    assert len(coming(tomorrow.cadence(NOW), NOW)) == 1


@pytest.mark.parametrize(
    ("zone", "now", "meant"),
    [
        ("Asia/Tokyo", datetime(2026, 11, 24, 23, tzinfo=UTC), datetime(2026, 11, 26, 17)),  # noqa: DTZ001
        ("America/Los_Angeles", datetime(2026, 11, 26, 2, tzinfo=UTC), datetime(2026, 11, 26, 17)),  # noqa: DTZ001
    ],
)
def test_tomorrow_is_the_day_after_the_one_whoever_writes_has(zone, now, meant):
    announcement = announced(when="tomorrow at 17:00").at(now.astimezone(ZoneInfo(zone)))

    assert announcement.starts_on == meant


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, set()),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 151}, {"title"}),
        ({"title": "two\nlines"}, {"title"}),
        ({"words": ""}, {"words"}),
    ],
)
def test_what_cannot_be_meant_is_named_at_its_field(more, wrong):
    assert set(announced(**more).mistakes()) == wrong
