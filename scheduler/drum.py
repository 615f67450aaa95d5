"""The drum: the beat with an engine, to be run for good or struck once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.beat.store import ledger
from bot.ports import Engine
from scheduler.beat import Beat
from scheduler.lanes import Lanes
from scheduler.reach import ReachReport, reach_of
from scheduler.tick import bring_in, lanes_waiting, tick

LANES_AT_ONCE = 8


class Drum:
    """Ticks and drains on one engine; `run` it, or `strike` it by hand beside a running one."""

    def __init__(self, beat: Beat, engine: Engine) -> None:
        self._beat, self._engine = beat, engine
        self._lanes = Lanes(beat)
        self.ticked_at: float | None = None
        """When a tick of this process last came to its end, on its monotonic clock."""

    @property
    def holder(self) -> str:
        """The name under which this process holds lanes."""
        return self._beat.holder

    @property
    def refused(self) -> Mapping[tuple[str, str], int]:
        """How many messages of this process left and did not arrive, by platform and class."""
        return self._beat.refused

    async def prepare(self) -> None:
        """Bring in what the content files promise and say; at every start, before `run`."""
        await bring_in(self._beat, self._beat.clock.now())

    def before_each(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do this from now on, each time before it is decided to whom and where something goes."""
        self._beat.before.append(step)

    async def run(self) -> None:
        """Speak on the beat until stopped."""
        await self._engine.run(self._lanes.drain, self.tick)

    async def tick(self) -> None:
        """Plan all that is due by now, and wake the lanes in which something waits."""
        now = self._beat.clock.now()
        await tick(self._beat, now)
        if waiting := await lanes_waiting(self._beat, now):
            await self._engine.wake(*waiting)
        self.ticked_at = time.monotonic()

    def stop(self) -> None:
        """Finish and record the deliveries in hand, then return from `run`."""
        self._lanes.stop()
        self._engine.stop()

    async def strike(self, now: datetime) -> ReachReport:
        """Do at once all that is due by `now`, and report on the sends it concerned.

        What a platform asked us to put off is left to the engine.
        """
        planned = await tick(self._beat, now)
        async with self._beat.database.read() as session:
            due = await ledger.sends_due(session, now)
        while not self._lanes.stopping:
            waiting = await lanes_waiting(self._beat, now)
            async with asyncio.TaskGroup() as group:
                for lane in waiting[:LANES_AT_ONCE]:
                    group.create_task(self._lanes.drain(lane, now))
            # A lane that the engine drains just now is not free, and yet not done.
            if not waiting and not await self._lanes.wait_for_the_busy():
                break
        return await reach_of(self._beat.database, sorted(due.union(planned)))
