import asyncio
from datetime import timedelta

import pytest

from bot.beat.store import lanes as store
from bot.beat.store.claims import LEFT_OVER
from bot.beat.store.tables import Delivery, Lane
from scheduler.lanes import Lanes
from scheduler.tick import lanes_waiting
from scheduler.writer import LaneWriter, StoredLedger
from tests.scheduler.world import LANE, NINE_UTC, PausingDatabase, World, newsletter


async def test_a_lane_held_by_another_is_left_alone(due: World):
    until = due.system.now() + timedelta(seconds=20)
    async with due.database.begin() as session:
        await session.merge(Lane(name=LANE, token=3, holder="another", until=until))

    assert await Lanes(due.beat()).drain(LANE) == 20
    assert due.messenger.posts == []


async def test_what_a_lost_holder_left_half_sent_is_unknown_and_never_sent_again(due: World):
    beat = due.beat()
    posted, never = asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        posted.set()
        await never.wait()

    due.script("cho", hangs)
    async with asyncio.TaskGroup() as group:
        drain = group.create_task(Lanes(beat).drain(LANE))
        await posted.wait()
        drain.cancel()

    due.system.forward(minutes=2)
    assert await lanes_waiting(beat, NINE_UTC) == [LANE]
    await Lanes(beat).drain(LANE)

    assert set((await due.states()).values()) == {f"unknown: {LEFT_OVER}"}
    assert due.messenger.readers == ["ann@slack", "bob@slack", "cho@slack"]


async def test_a_holder_who_lost_the_lane_records_nothing(due: World):
    async def another_takes_over() -> None:
        due.system.forward(minutes=2)
        await Lanes(due.beat()).drain(LANE)

    due.script("bob", another_takes_over)

    assert await Lanes(due.beat()).drain(LANE) is None

    assert set((await due.states()).values()) == {f"unknown: {LEFT_OVER}"}
    assert len(due.messenger.posts) == 3


async def test_a_holder_paused_before_the_post_sends_nothing_once_another_took_over(due: World):
    async def paused() -> None:
        due.ticks += 3600
        due.system.forward(hours=1)
        await Lanes(due.beat()).drain(LANE)

    # The transactions of a drain: take, claim, intend.
    await Lanes(due.beat(database=PausingDatabase(due.database, 3, paused))).drain(LANE)

    assert due.messenger.posts == []
    assert set((await due.states()).values()) == {f"unknown: {LEFT_OVER}"}


async def test_a_holder_paused_before_the_post_goes_on_if_nobody_took_over(due: World):
    async def paused() -> None:
        due.ticks += 3600
        due.system.forward(hours=1)

    await Lanes(due.beat(database=PausingDatabase(due.database, 3, paused))).drain(LANE)

    assert due.messenger.readers == ["ann@slack", "bob@slack", "cho@slack"]
    assert set((await due.states()).values()) == {"delivered"}


async def test_a_fenced_holder_may_not_even_claim(due: World):
    until = due.system.now()
    async with due.database.begin() as session:
        taken = await store.take(session, [LANE], holder="old", system=until, until=until)
        new = await store.take(session, [LANE], holder="new", system=until, until=until)

    async with due.database.begin() as session:
        held = await store.hold(session, [taken[LANE], new[LANE]], until)
    assert held == {new[LANE]}
    writer = LaneWriter(StoredLedger(due.beat()))
    with pytest.raises(store.Fenced):
        await writer.claim(taken[LANE], NINE_UTC)
    assert len(await writer.claim(new[LANE], NINE_UTC)) == 3


async def test_two_takers_race_and_one_gets_the_lane(due: World):
    await asyncio.gather(*(Lanes(due.beat(holder=str(n))).drain(LANE) for n in range(4)))

    assert due.messenger.readers == ["ann@slack", "bob@slack", "cho@slack"]


async def test_stopping_finishes_and_records_what_is_in_hand_and_lets_go(world: World):
    for number in range(20):
        await world.person(f"ann{number:02}")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    lanes = Lanes(world.beat())

    async def stop() -> None:
        lanes.stop()

    in_hand = [row for row in await world.all(Delivery) if row.lane == LANE]
    world.messenger.script = {f"{row.contact_id}@slack": [stop] for row in in_hand}

    assert await lanes.drain(LANE) is None

    rows = await world.all(Delivery)
    assert sorted(row.state for row in rows) == ["delivered"] * 16 + ["planned"] * 4
    assert [row for row in rows if row.rests_until] == []
    [lane] = await world.all(Lane)
    assert (lane.holder, lane.until) == (None, None)
