"""How a send kept its promised moment: what its lane's limit made late is counted apart."""

from datetime import timedelta

from bot.beat.rules.punctual import OnTime
from bot.beat.store import punctuality
from bot.errors import RateLimited, RecipientBusy
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.lanes import Lanes
from scheduler.pace import Pace
from scheduler.tick import tick
from tests.scheduler.world import LANE, NINE_UTC, World, newsletter

SLOW = Pace(rate=1 / 600, burst=2)
"""Six an hour: the third of five comes ten minutes late, the fourth twenty."""


async def kept(world: World) -> OnTime:
    [send] = await world.sends()
    async with world.database.read() as session:
        [promise] = await punctuality.of_promises(session, NINE_UTC - timedelta(days=1))
        by_send = await punctuality.of_sends(session, [send.id])
    assert promise.kept == by_send[send.id]
    return promise.kept


async def promised(world: World, readers: int) -> None:
    for number in range(readers):
        await world.person(f"reader-{number}")
    await world.promise(newsletter(zone="UTC"))


async def drain_slowly(world: World) -> None:
    """Let the business clock go on while the lane waits for its turn."""

    async def rest(seconds: float) -> None:
        world.ticks += seconds
        world.clock.forward(seconds=seconds)

    beat = world.beat(rest=rest, paces={"slack": SLOW})
    await tick(beat, world.clock.now())
    await Lanes(beat).drain(LANE)


def drum(world: World) -> Drum:
    return Drum(world.beat(), EmbeddedEngine())


async def test_what_the_lane_s_pace_makes_late_is_counted_apart(world: World):
    await promised(world, 5)
    world.clock.moment = NINE_UTC
    await drain_slowly(world)

    assert await kept(world) == OnTime(on_time=3, by_limit=2)
    assert (await kept(world)).share == 3 / 5


async def test_what_the_platform_throttles_is_counted_apart_too(world: World):
    await promised(world, 3)
    world.clock.moment = NINE_UTC
    world.script("reader-1", RateLimited(1800))
    running = drum(world)
    await running.strike(NINE_UTC)
    # The lane rests as long as Slack said; the same process takes it up again.
    world.system.forward(seconds=1801)
    await running.strike(NINE_UTC + timedelta(seconds=1801))

    found = await kept(world)
    assert (found.on_time + found.by_limit, found.late) == (3, 0)
    assert found.by_limit >= 1


async def test_what_came_late_for_another_cause_is_our_own(world: World):
    await promised(world, 2)
    await drum(world).strike(NINE_UTC + timedelta(hours=1))

    assert await kept(world) == OnTime(late=2)


async def test_a_lane_that_was_away_first_and_full_after_it_is_our_own_lateness(world: World):
    await promised(world, 4)
    world.clock.moment = NINE_UTC + timedelta(hours=1)
    await drain_slowly(world)

    assert await kept(world) == OnTime(late=4)


async def test_what_was_too_late_to_be_sent_is_a_promise_not_kept(world: World):
    await promised(world, 2)
    busy = RecipientBusy("the mailbox is full", place="mail.example")
    world.script("reader-1", *[busy] * 20)
    running = drum(world)
    await running.strike(NINE_UTC)
    world.system.forward(days=1)
    await running.strike(NINE_UTC + timedelta(hours=13))

    assert await kept(world) == OnTime(on_time=1, never=1)
