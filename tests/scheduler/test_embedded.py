import asyncio

import pytest

from scheduler.embedded import EmbeddedEngine


class Drains:
    """Notes every drain; the first of a lane waits at the gate."""

    def __init__(self, *answers: float | Exception | None) -> None:
        self.lanes: list[str] = []
        self.entered, self.gate = asyncio.Event(), asyncio.Event()
        self.ended = asyncio.Event()
        self.finished = 0
        self._answers = list(answers)

    async def drain(self, lane: str) -> float | None:
        self.lanes.append(lane)
        self.entered.set()
        await self.gate.wait()
        self.finished += 1
        answer = self._answers.pop(0) if self._answers else None
        if not self._answers:
            self.ended.set()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def no_tick() -> None:
    pass


async def test_a_hundred_wakes_while_a_drain_runs_bring_one_more_drain():
    engine, drains = EmbeddedEngine(every=3600), Drains()
    async with asyncio.TaskGroup() as group:
        group.create_task(engine.run(drains.drain, no_tick))
        await engine.wake("a")
        await drains.entered.wait()
        for _ in range(100):
            await engine.wake("a")
        drains.gate.set()
        while drains.finished < 2:  # noqa: ASYNC110 - the engine's tasks go on meanwhile
            await asyncio.sleep(0)
        engine.stop()

    assert drains.lanes == ["a", "a"]


async def test_a_hundred_wakes_before_the_start_bring_one_drain():
    engine, drains = EmbeddedEngine(every=3600), Drains()
    for _ in range(100):
        await engine.wake("a")
    async with asyncio.TaskGroup() as group:
        group.create_task(engine.run(drains.drain, no_tick))
        await drains.entered.wait()
        drains.gate.set()
        engine.stop()

    assert drains.lanes == ["a"]


async def test_one_slow_lane_does_not_hold_up_another():
    engine, drains = EmbeddedEngine(every=3600), Drains()
    async with asyncio.TaskGroup() as group:
        group.create_task(engine.run(drains.drain, no_tick))
        await engine.wake("slow")
        await drains.entered.wait()
        drains.entered.clear()
        await engine.wake("quick")
        await drains.entered.wait()
        drains.gate.set()
        engine.stop()

    assert drains.lanes == ["slow", "quick"]


async def test_stopping_waits_for_the_drain_in_hand_and_begins_no_other():
    engine, drains = EmbeddedEngine(every=3600), Drains()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(engine.run(drains.drain, no_tick))
        await engine.wake("a")
        await drains.entered.wait()
        await engine.wake("a")
        engine.stop()
        await engine.wake("b")
        assert not running.done()
        drains.gate.set()

    assert (drains.lanes, drains.finished) == (["a"], 1)


async def test_a_lane_that_wants_to_go_on_later_is_woken_then():
    engine, drains = EmbeddedEngine(every=3600), Drains(0.02, None)
    drains.gate.set()
    async with asyncio.TaskGroup() as group:
        group.create_task(engine.run(drains.drain, no_tick))
        await engine.wake("a")
        async with asyncio.timeout(5):
            await drains.ended.wait()
        engine.stop()

    assert drains.lanes == ["a", "a"]


async def test_a_drain_that_stumbles_takes_nothing_else_down(logged: list):
    engine, drains = EmbeddedEngine(every=3600), Drains(ValueError("odd"), None)
    drains.gate.set()
    async with asyncio.TaskGroup() as group:
        group.create_task(engine.run(drains.drain, no_tick))
        await engine.wake("a")
        await drains.entered.wait()
        await engine.wake("b")
        await drains.ended.wait()
        engine.stop()

    assert sorted(drains.lanes) == ["a", "b"]
    assert [entry["event"] for entry in logged] == ["drain_stumbled"]


@pytest.mark.parametrize("stumbles", [False, True])
async def test_the_clock_ticks_at_once_and_again(*, stumbles: bool):
    engine, ticks, enough = EmbeddedEngine(every=0.02), 0, asyncio.Event()

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 2:
            enough.set()
        if stumbles:
            raise OSError("no database")

    async with asyncio.TaskGroup() as group:
        group.create_task(engine.run(Drains().drain, tick))
        async with asyncio.timeout(5):
            await enough.wait()
        engine.stop()

    assert ticks >= 2
