"""What nobody knows is looked for where it should stand, and settled."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot import errors
from bot.beat.store.tables import Send
from bot.message import Message
from bot.ports import Destination, Found, Receipt
from scheduler.beat import Bounds
from scheduler.lanes import Lanes
from scheduler.reconciling import AT_ONCE
from scheduler.tick import lanes_waiting
from tests.scheduler.world import LANE, ScriptedMessenger, World, newsletter

MOST_RESTS = 30


class Finding(ScriptedMessenger):
    """A messenger that says what it finds, and remembers where it looked from."""

    def __init__(self) -> None:
        super().__init__()
        self.finds: Callable[[str], Found] = lambda _: Found(None)
        self.looked: list[tuple[str, datetime]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        self.meanwhile()
        return await super().deliver(to, message, delivery_id)

    async def find(self, to: Destination, delivery_id: str, since: datetime) -> Found:
        self.looked.append((to.external_id, since))
        return self.finds(delivery_id)


@pytest.fixture
async def due(world: World) -> World:
    """Bob and Eve are to get an edition at nine; nobody knows whether Bob did."""
    world.messenger = Finding()
    for name in ("bob", "eve"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    world.system.moment = world.clock.moment
    world.script("bob", errors.OutcomeUnknown("status 503"))
    return world


async def drained(world: World, **later: float) -> float | None:
    lanes = Lanes(world.beat(limits=Bounds()))
    world.system.forward(**later)
    world.clock.forward(**later)
    return await lanes.drain(LANE)


async def test_what_stands_there_is_delivered_by_its_name(due: World):
    due.messenger.finds = lambda _: Found(Receipt("m-7", "c-7", ("m-8",)), is_whole=True)
    wait = await drained(due)
    assert (await due.states())["bob"] == "unknown: status 503"
    assert due.messenger.looked == []

    await drained(due, seconds=wait or 0)
    assert await due.states() == {"bob": "delivered", "eve": "delivered"}
    row = (await due.deliveries())["bob"]
    assert (row.message_id, row.more, row.conversation) == ("m-7", ["m-8"], "c-7")
    assert len(due.messenger.posts) == 2
    [(_, since)] = due.messenger.looked
    assert since < row.due_at


async def test_what_surely_never_arrived_is_sent_again_once(due: World):
    await drained(due)
    await drained(due, minutes=2)

    assert await due.states() == {"bob": "delivered", "eve": "delivered"}
    assert due.messenger.readers == ["bob@slack", "bob@slack", "eve@slack"]


async def test_a_look_that_takes_long_is_recorded_before_the_lease_is_over(due: World):
    due.script("eve", errors.OutcomeUnknown("status 503"))

    def slowly(_: str) -> Found:
        due.ticks += 40
        return Found(Receipt("m-7", "c-7"), is_whole=True)

    due.messenger.finds = slowly
    await drained(due)
    wait = await drained(due, minutes=2)
    assert sorted((await due.states()).values()) == ["delivered", "unknown: status 503"]

    await drained(due, seconds=wait or 0)
    assert await due.states() == {"bob": "delivered", "eve": "delivered"}


async def test_what_is_unknown_of_a_kind_of_a_newer_program_is_left_to_it(due: World):
    await drained(due)
    async with due.database.begin() as session:
        await session.execute(update(Send).values(kind="of a newer program"))
    await drained(due, minutes=2)

    assert due.messenger.looked == []
    assert (await due.states())["bob"] == "unknown: status 503"


async def test_what_grew_ripe_while_its_lane_was_drained_is_looked_for_after_it(due: World):
    def take_long():
        due.system.forward(minutes=2)
        due.clock.forward(minutes=2)

    due.messenger.finds = lambda _: Found(Receipt("m-7", "c-7"), is_whole=True)
    due.messenger.meanwhile = take_long
    wait = await drained(due)
    assert await due.states() == {"bob": "unknown: status 503", "eve": "delivered"}
    assert wait is not None

    await drained(due, seconds=wait)
    assert await due.states() == {"bob": "delivered", "eve": "delivered"}


async def test_what_one_look_left_is_known_to_whoever_comes_after_a_lost_process(world: World):
    world.messenger = Finding()
    for number in range(AT_ONCE + 2):
        await world.person(f"p{number}")
        world.script(f"p{number}", errors.OutcomeUnknown("status 503"))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    world.system.moment = world.clock.moment
    world.messenger.finds = lambda _: Found(Receipt("m-7", "c-7"), is_whole=True)
    for _ in range(MOST_RESTS):
        if Counter((await world.states()).values())["unknown: status 503"] == AT_ONCE + 2:
            break
        await drained(world, seconds=10)
    await drained(world, minutes=2)
    states = Counter((await world.states()).values())

    assert states == {"delivered": AT_ONCE, "unknown: status 503": 2}
    waiting = await lanes_waiting(world.beat(limits=Bounds()), world.clock.now())
    assert list(waiting) == [LANE]


async def test_half_of_a_message_is_gone_on_with(due: World):
    due.messenger.finds = lambda _: Found(Receipt("m-7", "c-7"))
    await drained(due)
    await drained(due, minutes=2)

    assert (await due.states())["bob"] == "delivered"
    last = due.messenger.destinations[-1]
    assert (last.posted, last.conversation) == (("m-7",), "c-7")


async def test_what_never_arrived_fails_with_the_reason_after_the_catch_up_limit(due: World):
    await drained(due)
    await drained(due, hours=13)

    assert (await due.states())["bob"] == "failed: it never arrived, and now it is too late"
    assert len(due.messenger.posts) == 2


@pytest.mark.parametrize("problem", [errors.NotPossible("no scope"), errors.NotSent("no way")])
async def test_where_nobody_can_look_it_stays_unknown_and_is_never_repeated(
    due: World, problem: errors.DrumbeatError
):
    def refuse(_: str) -> Found:
        raise problem

    due.messenger.finds = refuse
    await drained(due)
    for _ in range(3):
        await drained(due, minutes=2)

    assert (await due.states())["bob"] == "unknown: status 503"
    assert len(due.messenger.posts) == 2
    assert len(due.messenger.looked) < 3


async def test_with_a_moved_clock_nobody_looks(due: World):
    due.system.moment = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(0)
    await drained(due)
    await drained(due, minutes=2)

    assert due.messenger.looked == []
    assert (await due.states())["bob"] == "unknown: status 503"
