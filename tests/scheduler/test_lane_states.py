"""How a lane stands while it rests, for whoever watches: since when it waits, and for what."""

import pytest

from bot import errors
from bot.beat.store.lane_states import resting, slowest
from bot.errors import RateLimited
from scheduler.lanes import Lanes
from tests.scheduler.world import LANE, NINE_UTC, World, newsletter


async def looked(world: World):
    async with world.database.read() as session:
        now, system = world.clock.now(), world.system.now()
        return await slowest(session, now, system, 10), await resting(session, system)


@pytest.fixture
async def due(world: World) -> World:
    for name in ("ann", "bob", "cho"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return world


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (RateLimited(30), "limited"),
        (errors.NotSent("nobody answers"), "busy"),
        (errors.OutcomeUnknown("status 503"), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_lane_that_rests_says_why_until_it_goes_on(due: World, problem, reason):
    [before], none = await looked(due)
    assert (before.name, before.due, before.oldest, before.rests) == (LANE, 3, NINE_UTC, False)
    assert none == []

    for name in ("ann", "bob", "cho"):
        due.script(name, problem)
    lanes = Lanes(due.beat())
    wait = await lanes.drain(LANE)
    found, rests = await looked(due)
    assert rests == [(LANE, reason)]
    assert [(one.name, one.rests_for, one.holder) for one in found] == [(LANE, reason, None)]
    assert found[0].until is not None

    while wait is not None:
        due.system.forward(seconds=wait)
        wait = await lanes.drain(LANE)
    assert await looked(due) == ([], [])
