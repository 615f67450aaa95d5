"""Ticks that race on a real database: each slot once, and nobody on earth is lost."""

import asyncio
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.beat.store.tables import Delivery
from scheduler.lanes import Lanes
from scheduler.tick import lanes_waiting, tick
from tests.scheduler.world import NINE, NINE_UTC, World, edition, newsletter

OFFSETS = 38
"""How many offsets from UTC there are in summer."""


def zones() -> list[str]:
    """One zone of each offset."""
    found = {
        NINE_UTC.astimezone(ZoneInfo(name)).utcoffset(): name
        for name in sorted(available_timezones(), reverse=True)
        if not name.startswith("Etc/") or name in {"Etc/GMT+12", "Etc/UTC"}
    }
    return [found[offset] for offset in sorted(offset for offset in found if offset is not None)]


@pytest.mark.every_change
async def test_two_ticks_race_through_two_slots_and_everybody_gets_both_once(world: World):
    world.texts.editions = [edition(number) for number in (1, 2)]
    for number, zone in enumerate(zones()):
        await world.person(f"p{number}", zone)
    await world.promise(newsletter(rule="FREQ=DAILY;COUNT=2", catch_up=180))

    for hours in range(-14, 38, 2):
        world.clock.moment = NINE_UTC + timedelta(hours=hours)
        beats = [world.beat(holder=f"h{n}") for n in range(2)]
        await asyncio.gather(*(tick(beat, world.clock.moment) for beat in beats))
        for lane in await lanes_waiting(beats[0], world.clock.moment):
            await asyncio.gather(*(Lanes(beat).drain(lane) for beat in beats))

    assert len(zones()) == OFFSETS
    slots = [(NINE, "planned"), (NINE + timedelta(days=1), "planned")]
    assert await world.occurrences() == slots
    assert len(await world.sends()) == len(slots)
    assert Counter(row.state for row in await world.all(Delivery)) == {"delivered": 2 * OFFSETS}
    assert set(Counter(world.messenger.posts).values()) == {1}
