import asyncio

from bot import errors
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.reach import recent_reach
from tests.scheduler.world import NINE, NINE_UTC, World, newsletter


async def test_a_strike_does_all_that_is_due_and_accounts_for_everybody(world: World):
    for name in ("ann", "bob"):
        await world.person(name)
    await world.person("eve", on=("email",))
    await world.person("lost", on=())
    world.texts.files = (newsletter(zone="UTC"),)
    world.messenger.script["bob@slack"] = [errors.NotPermitted("closed")]
    drum = Drum(world.beat(), EmbeddedEngine())
    await drum.prepare()

    report = await drum.strike(NINE_UTC)

    [reach] = report.sends
    assert (reach.delivered, reach.planned, reach.sending, reach.unknown) == (2, 0, 0, 0)
    assert (reach.failed, reach.skipped) == ({"closed": 1}, {"no address": 1})
    assert reach.total == 4
    assert await recent_reach(world.database) == report


async def test_a_strike_with_nothing_due_says_so(world: World):
    drum = Drum(world.beat(), EmbeddedEngine())

    assert (await drum.strike(NINE_UTC)).sends == ()


async def test_a_missed_promise_stands_in_the_report(world: World):
    await world.write()
    world.texts.files = (newsletter(zone="UTC"),)
    drum = Drum(world.beat(), EmbeddedEngine())
    await drum.prepare()

    await drum.strike(NINE_UTC)

    [missed] = (await recent_reach(world.database)).missed
    assert (missed.subject, missed.slot, missed.reason) == ("pulse", NINE, "no edition")


async def test_a_running_drum_speaks_by_itself_and_stops_when_told(world: World):
    await world.person("ann")
    world.texts.files = (newsletter(zone="UTC"),)
    heard = asyncio.Event()

    async def hears() -> None:
        heard.set()

    world.messenger.script["ann@slack"] = [hears]
    drum = Drum(world.beat(), EmbeddedEngine(every=0.05))
    await drum.prepare()
    world.clock.moment = NINE_UTC

    async with asyncio.TaskGroup() as group:
        group.create_task(drum.run())
        async with asyncio.timeout(10):
            await heard.wait()
        drum.stop()

    assert await world.states() == {"ann": "delivered"}
