"""Where one bad hour meets another: half a message, two processes, a place that comes back."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot import errors
from bot.beat.store.tables import Delivery, Send
from scheduler.beat import Bounds
from scheduler.lanes import Lanes
from scheduler.recording import clear_lane
from scheduler.writer import LaneWriter, StoredLedger
from tests.scheduler.test_parts import half
from tests.scheduler.test_reconciling import Finding
from tests.scheduler.world import LANE, World, newsletter


async def work_on(world: World, lanes: Lanes, times: int) -> None:
    for _ in range(times):
        await lanes.drain(LANE)
        world.system.forward(minutes=6)
        world.clock.forward(minutes=6)


@pytest.fixture
async def sought(world: World) -> World:
    """Bob and Eve have an edition due, on a platform where deliveries are found again."""
    world.messenger = Finding()
    for name in ("bob", "eve"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    world.system.moment = world.clock.moment
    return world


@pytest.mark.parametrize(
    "trouble",
    [
        errors.NotSent("the token endpoint is down"),
        errors.RateLimited(5),
        errors.InstallationGone("Slack: invalid_auth"),
    ],
    ids=["no token", "limited", "doubted"],
)
async def test_trouble_after_half_a_message_forgets_nothing_of_what_stands(
    world: World, trouble: Exception
):
    await world.person("bob")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    world.script("bob", half(errors.ConversationLimited(90)), trouble)

    await work_on(world, Lanes(world.beat()), 4)

    assert world.messenger.destinations[2].posted == ("m-1", "m-2")


async def test_what_one_process_does_not_know_another_looks_for(sought: World):
    sought.script("bob", errors.OutcomeUnknown("status 503"))
    other = Lanes(sought.beat(limits=Bounds(), holder="other"))
    await other.drain(LANE, sought.clock.now() - timedelta(hours=1))

    await Lanes(sought.beat(limits=Bounds())).drain(LANE)
    assert (await sought.states())["bob"] == "unknown: status 503"
    await work_on(sought, other, 6)

    assert sought.messenger.looked


async def test_what_a_dead_process_left_is_looked_for_by_who_takes_over(sought: World):
    posting, never = asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        posting.set()
        await never.wait()

    other = Lanes(sought.beat(limits=Bounds(), holder="other"))
    await other.drain(LANE, sought.clock.now() - timedelta(hours=1))
    for name in ("bob", "eve"):
        sought.script(name, hangs)
    async with asyncio.TaskGroup() as group:
        drain = group.create_task(Lanes(sought.beat(limits=Bounds())).drain(LANE))
        await posting.wait()
        drain.cancel()
    sought.messenger.script.clear()

    await work_on(sought, other, 6)

    assert sought.messenger.looked


async def test_a_kind_that_nobody_here_knows_holds_up_no_other_send(due: World):
    """Two versions of the program work side by side during a deploy."""
    [send] = await due.sends()
    rows = await due.deliveries()
    newer = {column.name: getattr(send, column.name) for column in Send.__table__.columns}
    newer |= {"id": "s-new", "kind": "digest", "occurrence_id": None, "state": "planned"}
    waits = {column.name: getattr(rows["ann"], column.name) for column in Delivery.__table__.c}
    async with due.database.begin() as session:
        await session.execute(insert(Send.__table__), [newer])
        await session.execute(
            insert(Delivery.__table__), [waits | {"id": "d-new", "send_id": "s-new"}]
        )

    await Lanes(due.beat()).drain(LANE)

    states = {row.id: row.state for row in await due.all(Delivery)}
    assert states.pop("d-new") == "planned"
    assert set(states.values()) == {"delivered"}


async def test_a_lane_is_not_cleared_where_the_place_came_back_meanwhile(due: World):
    beat = due.beat()
    grip = await LaneWriter(StoredLedger(beat)).take(LANE, None)

    async with asyncio.timeout(10):
        await clear_lane(beat, grip, due.clock.now())

    assert set((await due.states()).values()) == {"planned"}
