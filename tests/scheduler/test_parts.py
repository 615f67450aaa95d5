"""Messages of several parts: a limit between two costs time, and no part twice."""

import pytest

from bot import errors
from scheduler.beat import Bounds
from scheduler.lanes import Lanes
from tests.scheduler.world import LANE, World, newsletter


def half(problem: errors.DrumbeatError) -> errors.HalfPosted:
    """Return what a messenger says of a message whose third part met a problem."""
    found = errors.HalfPosted(2, 3, problem)
    found.names, found.conversation = ("m-1", "m-2"), "c-1"
    return found


@pytest.fixture
async def due(world: World) -> World:
    """Bob is to get an edition at nine."""
    await world.person("bob")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return world


@pytest.mark.parametrize(
    "problem", [errors.ConversationLimited(90), errors.RateLimited(90), errors.NotSent("no way")]
)
async def test_after_a_limit_between_two_parts_the_next_try_goes_on(
    due: World, problem: errors.DrumbeatError
):
    due.script("bob", half(problem))
    lanes = Lanes(due.beat(limits=Bounds()))
    assert await lanes.drain(LANE)
    assert (await due.states())["bob"].startswith("planned: 2 of 3 parts were posted")

    due.system.forward(minutes=5)
    await lanes.drain(LANE)
    assert await due.states() == {"bob": "delivered"}
    first, second = due.messenger.destinations
    assert first.posted == ()
    assert (second.posted, second.conversation) == (("m-1", "m-2"), "c-1")


async def test_a_part_that_is_refused_fails_and_says_how_much_stands(due: World):
    due.script("bob", half(errors.NotPermitted("restricted_action")))
    await Lanes(due.beat(limits=Bounds())).drain(LANE)

    told = "failed: 2 of 3 parts were posted: restricted_action"
    assert await due.states() == {"bob": told}
    [row] = (await due.deliveries()).values()
    assert (row.message_id, row.more, row.conversation) == ("m-1", ["m-2"], "c-1")


async def test_what_stands_is_not_forgotten_when_the_rest_comes_too_late(due: World):
    due.script("bob", half(errors.ConversationLimited(90)))
    lanes = Lanes(due.beat(limits=Bounds()))
    await lanes.drain(LANE)
    due.clock.forward(hours=13)
    due.system.forward(hours=13)
    await lanes.drain(LANE)

    [row] = (await due.deliveries()).values()
    assert (row.state, row.message_id, row.more) == ("skipped", "m-1", ["m-2"])
