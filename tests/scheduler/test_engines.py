"""What every engine promises, on each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.ports import Engine
from bot.store.sessions import Database, async_url
from scheduler.distributed import DistributedEngine
from scheduler.embedded import EmbeddedEngine

Make = Callable[[bool], Engine]
PATIENCE = 20
NEVER, EVERY_SECOND = "0 0 1 1 *", "* * * * * *"


class Drains:
    """Notes every drain; the first of a lane waits at the gate."""

    def __init__(self, *answers: float | Exception | None) -> None:
        self.lanes: list[str] = []
        self.entered, self.gate = asyncio.Event(), asyncio.Event()
        self.ended = asyncio.Event()
        self.twice = asyncio.Event()
        self.finished = 0
        self._answers = list(answers)

    async def drain(self, lane: str) -> float | None:
        self.lanes.append(lane)
        self.entered.set()
        await self.gate.wait()
        self.finished += 1
        if self.finished == 2:
            self.twice.set()
        answer = self._answers.pop(0) if self._answers else None
        if not self._answers:
            self.ended.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def no_tick() -> None:
    pass


@asynccontextmanager
async def running(engine: Engine, drains: Drains, tick=no_tick) -> AsyncIterator[asyncio.Task]:
    """Run an engine while the block lasts."""
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        yield group.create_task(engine.run(drains.drain, tick))
        engine.stop()


@pytest.fixture(params=["embedded", "distributed"])
async def make(request: pytest.FixtureRequest) -> AsyncIterator[Make]:
    """Make an engine, with a clock that hurries or none that ever strikes."""
    if request.param == "embedded":
        yield lambda ticks: EmbeddedEngine(every=0.02 if ticks else 3600)
        return
    database = Database(async_url(request.getfixturevalue("postgresql_url")))
    yield lambda ticks: DistributedEngine(database, ticks=EVERY_SECOND if ticks else NEVER)
    await database.close()


@pytest.fixture
def engine(make: Make) -> Engine:
    return make(False)  # noqa: FBT003 - no ticks


async def test_a_hundred_wakes_while_a_drain_runs_bring_one_more_drain(engine: Engine):
    drains = Drains()
    async with running(engine, drains):
        await engine.wake("a")
        await drains.entered.wait()
        for _ in range(100):
            await engine.wake("a")
        drains.gate.set()
        await drains.twice.wait()

    assert drains.lanes == ["a", "a"]


async def test_a_hundred_wakes_before_the_start_bring_one_drain(engine: Engine):
    drains = Drains()
    for _ in range(100):
        await engine.wake("a")
    async with running(engine, drains):
        await drains.entered.wait()
        drains.gate.set()

    assert drains.lanes == ["a"]


async def test_one_slow_lane_does_not_hold_up_another(engine: Engine):
    drains = Drains()
    async with running(engine, drains):
        await engine.wake("slow")
        await drains.entered.wait()
        drains.entered.clear()
        await engine.wake("quick")
        await drains.entered.wait()
        drains.gate.set()

    assert drains.lanes == ["slow", "quick"]


async def test_stopping_waits_for_the_drain_in_hand_and_begins_no_other(engine: Engine):
    drains = Drains()
    async with running(engine, drains) as task:
        await engine.wake("a")
        await drains.entered.wait()
        await engine.wake("a")
        engine.stop()
        await engine.wake("b")
        assert not task.done()
        drains.gate.set()

    assert (drains.lanes, drains.finished) == (["a"], 1)


async def test_a_lane_that_wants_to_go_on_later_is_woken_then(engine: Engine):
    drains = Drains(0.02, None)
    drains.gate.set()
    async with running(engine, drains):
        await engine.wake("a")
        await drains.ended.wait()

    assert drains.lanes == ["a", "a"]


async def test_the_sooner_of_two_wishes_holds(engine: Engine):
    drains = Drains()
    drains.gate.set()
    async with running(engine, drains):
        await engine.wake("a", after=3600)
        await engine.wake("a", after=0.02)
        await engine.wake("a", after=1800)
        await drains.entered.wait()

    assert drains.lanes == ["a"]


async def test_a_drain_that_stumbles_takes_nothing_else_down(engine: Engine, logged: list):
    drains = Drains(ValueError("odd"), None)
    drains.gate.set()
    async with running(engine, drains):
        await engine.wake("a")
        await drains.entered.wait()
        await engine.wake("b")
        await drains.ended.wait()

    assert sorted(drains.lanes) == ["a", "b"]
    assert [entry["event"] for entry in logged] == ["drain_stumbled"]


@pytest.mark.parametrize("stumbles", [False, True])
async def test_the_clock_ticks_by_itself_and_again(make: Make, *, stumbles: bool):
    engine, ticks, enough = make(True), 0, asyncio.Event()  # noqa: FBT003 - with ticks

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 2:
            enough.set()
        if stumbles:
            raise OSError("no database")

    async with running(engine, Drains(), tick):
        await enough.wait()

    assert ticks >= 2
