"""Lanes: one drain at a time takes a lane, sends what is due, and lets go of it."""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

import structlog

from bot.beat.store import lanes
from bot.beat.store.lanes import Fenced, Grip
from bot.people.store.rungs import platform_of
from scheduler.beat import Beat
from scheduler.health import Health
from scheduler.pace import Bucket
from scheduler.shift import Shift

# A lane held elsewhere is asked for again no sooner than this.
SHORTEST_WAIT = 0.2

log = structlog.get_logger(__name__)


class Lanes:
    """Drains lanes for one process; the fence in the database speaks for all the others."""

    def __init__(self, beat: Beat) -> None:
        self._beat = beat
        self._buckets: dict[str, Bucket] = {}
        self._healths: defaultdict[str, Health] = defaultdict(Health)
        self._alone: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        # SQLite has one writer: takers and claimers queue here, so that whoever has an outcome
        # to record waits behind one of them at most.
        self._claiming = asyncio.Lock()
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping

    def stop(self) -> None:
        """Let every drain finish what is in hand, record it and let go."""
        self._stopping = True

    async def drain(self, lane: str, now: datetime | None = None) -> float | None:
        """Send what is due; return the seconds until there is more to try, if there is.

        Due is what is due by `now`, or by the business clock as it goes on.
        """
        async with self._alone[lane]:
            if self._stopping:
                return None
            async with self._claiming:
                grip = await self._take(lane, now)
            if isinstance(grip, datetime):
                wait = (grip - self._beat.system.now()).total_seconds()
                return max(wait, SHORTEST_WAIT)
            try:
                return await self._work(grip, now)
            except Fenced:
                log.warning("lane_lost", lane=lane, token=grip.token)
                return None

    async def wait_for_the_busy(self) -> bool:
        """Wait until the drains that run now have ended; False if there were none."""
        busy = [alone for alone in self._alone.values() if alone.locked()]
        for alone in busy:
            async with alone:
                pass
        return bool(busy)

    async def _take(self, lane: str, now: datetime | None) -> Grip | datetime:
        beat = self._beat
        async with beat.database.begin() as session:
            grip = await lanes.take(
                session,
                lane,
                holder=beat.holder,
                system=beat.system.now(),
                until=beat.lease_end(),
            )
            if isinstance(grip, datetime):
                return grip
            unknown = await lanes.settle_left_over(
                session, grip, now or beat.clock.now(), beat.limits.tries
            )
        if unknown:
            log.warning("deliveries_left_unknown", lane=lane, count=unknown)
        return grip

    async def _work(self, grip: Grip, now: datetime | None) -> float | None:
        health = self._healths[grip.lane]
        shift = Shift(self._beat, grip, self._bucket(grip.lane), health, now)
        while not self._stopping and shift.goes_on:
            async with self._claiming:
                batch = await shift.claim()
            if not batch:
                break
            ready = await shift.prepare(batch)
            while ready and not self._stopping and shift.goes_on:
                ready = await shift.send_some(ready)
        return await self._let_go(shift)

    async def _let_go(self, shift: Shift) -> float | None:
        beat, grip = self._beat, shift.grip
        system = beat.system.now()
        until = system + timedelta(seconds=shift.pause) if shift.pause else None
        async with beat.database.begin() as session:
            await lanes.release(session, grip, until)
            rested = await lanes.next_try(session, grip.lane, shift.now())
        again = until or rested
        if self._stopping or again is None:
            return None
        return max((again - system).total_seconds(), SHORTEST_WAIT)

    def _bucket(self, lane: str) -> Bucket:
        if lane not in self._buckets:
            pace = self._beat.pace(platform_of(lane))
            self._buckets[lane] = Bucket(pace, self._beat.monotonic)
        return self._buckets[lane]
