"""When a source is expected, from when it is late, and when it is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.beat.rules.cadence import read_cadence
from bot.imports.rules.sources import Place, Source, due_by, is_due, rest_after

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIX = datetime(2026, 11, 30, 6, tzinfo=UTC)
DAILY = Source(
    key="billing",
    kind="subscriptions",
    place=Place.DATABASE,
    at="sqlite:///x.db",
    at_variable="",
    query="SELECT 1",
    mapping="",
    cadence=read_cadence("FREQ=DAILY", datetime(2026, 1, 1, 6)),  # noqa: DTZ001 - wall-clock
    zone="UTC",
    late_after=3 * HOUR,
    owner="nora@cirrus.example",
)


@pytest.mark.parametrize(
    ("came", "late"),
    [
        (SIX + HOUR, SIX + DAY + 3 * HOUR),
        (SIX, SIX + DAY + 3 * HOUR),
        (SIX - HOUR, SIX + DAY + 3 * HOUR),  # a little early: it counts for this morning
        (SIX - 4 * HOUR, SIX + 3 * HOUR),  # that was yesterday's, late
    ],
)
def test_it_is_late_some_time_after_it_is_expected(came, late):
    assert due_by(DAILY, came, SIX - 9 * DAY) == late


def test_what_never_came_is_late_after_its_first_moment():
    assert due_by(DAILY, None, SIX + HOUR) == SIX + DAY + 3 * HOUR


def test_however_late_it_may_be_half_a_rhythm_early_is_too_early():
    patient = replace(DAILY, late_after=2 * DAY)

    assert due_by(patient, SIX - 11 * HOUR, SIX) == SIX + DAY + 2 * DAY
    assert due_by(patient, SIX - 13 * HOUR, SIX) == SIX + 2 * DAY


def test_the_clock_of_its_zone_goes_forward_and_back():
    berlin = replace(DAILY, zone="Europe/Berlin")

    assert berlin.slots(datetime(2026, 3, 28, 12, tzinfo=UTC))[0].hour == 4
    assert berlin.slots(datetime(2026, 11, 28, 12, tzinfo=UTC))[0].hour == 5


def test_a_rhythm_that_has_ended_makes_nothing_late():
    ended = replace(
        DAILY,
        cadence=read_cadence("FREQ=DAILY;COUNT=2", datetime(2026, 1, 1, 6)),  # noqa: DTZ001
    )

    assert due_by(ended, SIX, SIX) is None
    assert not is_due(ended, SIX, 0, SIX + DAY)


@pytest.mark.parametrize(
    ("tried", "failures", "now", "wanted"),
    [
        (None, 0, SIX + HOUR, True),
        (SIX + HOUR, 0, SIX + 23 * HOUR, False),
        (SIX + HOUR, 0, SIX + DAY, True),
        (SIX - 9 * DAY, 0, SIX, True),
        (SIX, 1, SIX + timedelta(minutes=4), False),
        (SIX, 1, SIX + timedelta(minutes=5), True),
        (SIX, 9, SIX + HOUR, True),
    ],
)
def test_it_is_asked_in_its_rhythm_and_again_after_it_failed(tried, failures, now, wanted):
    assert is_due(DAILY, tried, failures, now) == wanted


def test_the_rests_grow_to_an_hour_and_no_further():
    assert [rest_after(n) for n in (1, 2, 3, 4, 5, 99)] == [
        timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60, 60)
    ]
