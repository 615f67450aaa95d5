"""All sends are stopped, whenever they were opened, and go on where they were."""

from datetime import datetime, timedelta

from bot.beat.store import sends, standstill
from bot.store import audit
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.tick import tick
from tests.scheduler.world import NINE_UTC, World, newsletter


async def stop(world: World) -> bool:
    async with world.database.begin() as session:
        return await standstill.begin(session, "root", world.clock.now())


async def resume(world: World) -> bool:
    async with world.database.begin() as session:
        return await standstill.end(session, "root", world.clock.now())


async def strike(world: World, moment: datetime) -> None:
    world.clock.moment = moment
    await Drum(world.beat(), EmbeddedEngine()).strike(moment)


async def test_nothing_leaves_until_all_are_resumed(due: World):
    await stop(due)
    await strike(due, NINE_UTC + timedelta(hours=1))
    assert due.messenger.posts == []

    await resume(due)
    await strike(due, NINE_UTC + timedelta(hours=2))
    assert due.messenger.readers == ["ann@slack", "bob@slack", "cho@slack"]


async def test_what_falls_due_later_is_planned_and_waits_too(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))
    await stop(world)
    await strike(world, NINE_UTC)

    assert (await world.states(), world.messenger.posts) == ({"ann": "planned"}, [])


async def test_it_is_obeyed_before_the_next_request_leaves(world: World):
    names = [f"p{number:02}" for number in range(40)]
    for name in names:
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()

    async def stopped() -> None:
        await stop(world)

    # Whoever is the first: in which order those leave who are due together is nobody's promise.
    for name in names:
        world.script(name, stopped)
    await strike(world, NINE_UTC)

    states = list((await world.states()).values())
    assert len(world.messenger.posts) == states.count("delivered") <= 16
    assert states.count("planned") == 40 - states.count("delivered")

    world.messenger.script.clear()
    await resume(world)
    await strike(world, NINE_UTC + timedelta(minutes=1))
    assert len(set(world.messenger.posts)) == len(world.messenger.posts) == 40


async def test_a_send_that_was_paused_by_itself_stays_paused(due: World):
    [send] = await due.sends()
    async with due.database.begin() as session:
        await sends.pause(session, send.id, due.clock.now())
    await stop(due)
    await resume(due)
    await strike(due, NINE_UTC + timedelta(hours=1))

    assert due.messenger.posts == []


async def test_what_is_past_its_catch_up_limit_by_then_is_skipped(due: World):
    await stop(due)
    await tick(due.beat(), NINE_UTC + timedelta(hours=13))
    await resume(due)
    await strike(due, NINE_UTC + timedelta(hours=13))

    assert set((await due.states()).values()) == {"skipped: too late"}


async def test_it_begins_and_ends_once_and_both_are_audited(world: World):
    done = [await stop(world), await stop(world), await resume(world), await resume(world)]
    async with world.database.read() as session:
        lines = await audit.lines(session)
        assert await standstill.since(session) is None

    assert done == [True, False, True, False]
    assert sorted((line.by, line.act) for line in lines) == [
        ("root", "resume all sends"),
        ("root", "stop all sends"),
    ]
