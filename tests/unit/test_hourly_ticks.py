"""A year and more of hourly ticks over every zone with a clock change: never twice, never none."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from heapq import heappop, heappush
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.beat.rules.cadence import earliest, first_slot_from, instant, read_cadence, slot_behind
from bot.beat.rules.manners import NO_MANNERS, Home, Manners, Quiet, Shift, due, is_quiet
from tests.fixtures.tiers import is_soak
from tests.unit.test_cadence import wall
from tests.unit.test_manners import Almanac

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN = datetime(2026, 10, 15, tzinfo=UTC)
DAYS = 400 if is_soak() else 45
CHANGING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham")
TIMES = (time(2, 30), time(9), time(0), time(23, 45)) if is_soak() else (time(2, 30),)


@cache
def zones() -> tuple[str, ...]:
    """Every zone whose clocks change within these days; a few of them in a quick run."""
    if not is_soak():
        return CHANGING
    days = [BEGIN + n * DAY for n in range(DAYS)]
    return tuple(
        name
        for name in sorted(available_timezones())
        if len({day.astimezone(ZoneInfo(name)).utcoffset() for day in days}) > 1
    )


def delivered(clock: time, manners: Manners) -> dict[str, list[tuple[datetime, datetime]]]:
    """Tick every hour; return for each zone which slots were delivered at which tick."""
    cadence = read_cadence("FREQ=DAILY", datetime.combine(wall(2026, 1, 1), clock))
    slot, waiting = first_slot_from(cadence, BEGIN), list[tuple[datetime, str, datetime]]()
    found = defaultdict[str, list[tuple[datetime, datetime]]](list)
    for hours in range(24 * DAYS):
        now = BEGIN + hours * HOUR
        while slot is not None and earliest(slot, None) <= now:
            for zone in zones():
                comes = due(manners, slot, None, Home(zone, "DE"))
                assert comes.skip is None
                heappush(waiting, (comes.at, zone, slot))
            slot = slot_behind(cadence, slot)
        while waiting and waiting[0][0] <= now:
            _, zone, was = heappop(waiting)
            found[zone].append((was, now))
    return found


@pytest.mark.parametrize("clock", TIMES, ids=str)
def test_every_zone_gets_every_day_once_within_the_hour_after_its_slot(clock: time, tried):
    found = delivered(clock, NO_MANNERS)

    tried(len(found) * DAYS, "simulated days")
    assert found.keys() == set(zones())
    for zone, got in found.items():
        days = [slot.date() for slot, _ in got]
        assert all(later - day == DAY for day, later in pairwise(days)), zone
        assert len(days) >= DAYS - 1
        for slot, at in got[1:]:
            shown = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            # A tick comes up to an hour late, and clocks are put by an hour at most.
            assert abs(shown - slot) < 2 * HOUR, zone
            assert timedelta(0) <= at - instant(slot, zone) < HOUR, zone


def test_holidays_and_quiet_hours_delay_a_day_and_lose_none(tried):
    manners = Manners(Shift.AFTER, (), Quiet(), Almanac())
    found = delivered(time(19, 30), manners)

    tried(len(found) * DAYS, "simulated days")
    for zone, got in found.items():
        days = sorted(slot.date() for slot, _ in got)
        assert all(later - day == DAY for day, later in pairwise(days)), zone
        assert len(days) >= DAYS - 6
        for _, at in got[1:]:
            shown = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert not is_quiet(manners, shown - HOUR, "DE") or not is_quiet(manners, shown, "DE")
            assert shown.date() not in {date(2026, 12, 25), date(2026, 12, 26)}
