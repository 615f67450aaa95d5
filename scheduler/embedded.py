"""The embedded engine: one process, APScheduler as its alarm clock, lanes as tasks."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime

import structlog

from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

Drain = Callable[[str], Awaitable[float | None]]
Tick = Callable[[], Awaitable[None]]

LANES_AT_ONCE = 1024
"""Lanes that are drained beside each other: one that waits for its pace keeps its place, so these
are many. What leaves at once, and what shares a transaction, has bounds of its own."""

# How long a lane whose drain stumbled is left alone.
AFTER_A_STUMBLE = 5.0

log = structlog.get_logger(__name__)


class EmbeddedEngine:
    """Runs ticks and lanes in this process; however often a lane is woken, one drain follows."""

    name = "embedded"

    def __init__(self, *, every: float = 2.0, lanes_at_once: int = LANES_AT_ONCE) -> None:
        self._every = every
        self._places = asyncio.Semaphore(lanes_at_once)
        self._alarm = asyncio.Event()
        self._stopped = asyncio.Event()
        self._awake: set[str] = set()
        self._busy: set[str] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._start: Callable[[str], object] | None = None

    async def wake(self, *lanes: str, after: float = 0.0) -> None:
        """Have `lanes` drained soon, or after so many seconds; the sooner wish holds."""
        if self._stopped.is_set():
            return
        for lane in lanes:
            if after > 0:
                self._set_timer(lane, after)
            else:
                self._wake_now(lane)

    async def wake_within(self, session: AsyncSession, lanes: Collection[str]) -> None:
        """Do nothing: who commits in this process is seen by its next tick, two seconds later."""

    async def run(self, drain: Drain, tick: Tick) -> None:
        """Work until stopped, then let what is in hand come to its end."""
        # Commands that only ask have an engine too, and never start it.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415

        clock = AsyncIOScheduler(timezone=UTC)
        clock.add_job(
            self._ring,
            "interval",
            seconds=self._every,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        try:
            async with asyncio.TaskGroup() as group:
                self._start = lambda lane: group.create_task(
                    self._drain(lane, drain), name=f"drain {lane}"
                )
                for lane in self._awake - self._busy:
                    self._begin(lane)
                clock.start()
                group.create_task(self._tick_on(tick), name="tick")
                try:
                    await self._stopped.wait()
                finally:
                    self._stopped.set()
                    self._alarm.set()
                    clock.shutdown(wait=False)
                    for timer in self._timers.values():
                        timer.cancel()
        finally:
            self._start = None

    async def queued(self, session: AsyncSession) -> int:  # noqa: ARG002 - it knows by itself
        """Return how many lanes were woken and wait for a place."""
        return len(self._awake)

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""
        self._stopped.set()

    async def _ring(self) -> None:
        # The job itself does nothing that a shutdown of the alarm clock could cut short.
        self._alarm.set()

    async def _tick_on(self, tick: Tick) -> None:
        while not self._stopped.is_set():
            await self._alarm.wait()
            self._alarm.clear()
            if self._stopped.is_set():
                return
            try:
                await tick()
            except Exception:
                log.exception("tick_stumbled", reference=new_id())

    def _set_timer(self, lane: str, after: float) -> None:
        loop = asyncio.get_running_loop()
        known = self._timers.get(lane)
        if known is not None:
            if known.when() <= loop.time() + after:
                return
            known.cancel()
        self._timers[lane] = loop.call_later(after, self._wake_now, lane)

    def _wake_now(self, lane: str) -> None:
        timer = self._timers.pop(lane, None)
        if timer is not None:
            timer.cancel()
        if self._stopped.is_set():
            return
        self._awake.add(lane)
        if lane not in self._busy and self._start is not None:
            self._begin(lane)

    def _begin(self, lane: str) -> None:
        if self._start is not None:
            self._busy.add(lane)
            self._start(lane)

    async def _drain(self, lane: str, drain: Drain) -> None:
        """Drain until nobody has woken the lane in the meantime."""
        try:
            while lane in self._awake and not self._stopped.is_set():
                async with self._places:
                    # Whoever woke the lane while it waited for its place is served by this.
                    self._awake.discard(lane)
                    again = await self._drain_once(lane, drain)
                if again is not None:
                    await self.wake(lane, after=max(again, 0.01))
        finally:
            self._busy.discard(lane)

    async def _drain_once(self, lane: str, drain: Drain) -> float | None:
        if self._stopped.is_set():
            return None
        try:
            return await drain(lane)
        except Exception:
            log.exception("drain_stumbled", reference=new_id(), lane=lane)
            return AFTER_A_STUMBLE
