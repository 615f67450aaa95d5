"""Years of a calendar in minutes: whatever dies on the way, each slot is carried out once."""

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest

from bot.beat.store.tables import Delivery
from scheduler.lanes import Lanes
from scheduler.tick import lanes_waiting, tick
from tests.fixtures.tiers import times
from tests.scheduler.world import NINE, NINE_UTC, DyingDatabase, World, edition, newsletter

WEEKS = 13
ZONES = ("Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Berlin", "America/New_York")
STEP = timedelta(hours=8)
MOST_LIVES = 12
"""How many transactions a tick or a drain gets at most before the power goes."""


async def go_on(world: World, dice: random.Random) -> int:
    """Tick and drain as servers do that die in the midst of it; say how many that took."""
    for servers in count(1):
        frail = DyingDatabase(world.database, dice.randrange(1, MOST_LIVES))
        beat = world.beat(database=frail)
        with suppress(OSError):
            await tick(beat, world.clock.now())
            for lane in await lanes_waiting(beat, world.clock.now()):
                await Lanes(beat).drain(lane)
        if frail.lives:
            return servers
        world.system.forward(minutes=2)  # so that what it held is free again
    raise AssertionError


@pytest.mark.one_database
async def test_in_all_those_years_each_slot_reaches_each_person_once(world: World, tried):
    weeks = times(WEEKS)
    dice = random.Random(weeks)  # noqa: S311 - a story that can be told again, no secret
    world.texts.editions = [edition(number) for number in range(1, weeks + 2)]
    for number, zone in enumerate(ZONES):
        await world.person(f"p{number}", zone)
    await world.promise(newsletter(rule="FREQ=WEEKLY"))
    world.clock.moment, servers = NINE_UTC - timedelta(days=2), 0
    while world.clock.moment < NINE_UTC + timedelta(weeks=weeks - 1, days=2):
        servers += await go_on(world, dice)
        world.clock.moment += STEP
    tried(weeks * 7, "simulated days")
    tried(servers, "servers with a short life")
    slots = await world.occurrences()
    got = Counter(world.messenger.posts)
    ends = Counter(row.state for row in await world.all(Delivery))

    assert slots == [(NINE + timedelta(weeks=week), "planned") for week in range(weeks)]
    assert set(got.values()) == {1}
    assert sum(ends.values()) == weeks * len(ZONES)
    assert set(ends) <= {"delivered", "unknown"}
    assert len(got) >= ends["delivered"]
