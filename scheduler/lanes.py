"""Lanes: one drain at a time takes a lane, sends what is due, and lets go of it."""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.beat.store.lanes import Fenced, Grip
from bot.errors import DatabaseTrouble
from bot.people.store.rungs import platform_of
from scheduler.beat import Beat
from scheduler.ending import Ready
from scheduler.health import Health
from scheduler.insisting import FIRST_WAIT, insist
from scheduler.pace import Bucket, Pace
from scheduler.reconciling import reconcile
from scheduler.shift import Shift
from scheduler.writer import LaneWriter, Ledger, StoredLedger

# A lane held elsewhere is asked for again no sooner than this.
SHORTEST_WAIT = 0.2

log = structlog.get_logger(__name__)


class Lanes:
    """Drains lanes for one process; the fence in the ledger speaks for all the others."""

    def __init__(self, beat: Beat, ledger: Ledger | None = None) -> None:
        self._beat = beat
        self._buckets: dict[tuple[str, Pace], Bucket] = {}
        self._healths: defaultdict[str, Health] = defaultdict(Health)
        self._alone: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._writer = LaneWriter(ledger or StoredLedger(beat))
        self._stopping = False

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping

    def stop(self) -> None:
        """Let every drain finish what is in hand, record it and let go."""
        self._stopping = True
        self._beat.stopping.set()

    async def drain(self, lane: str, now: datetime | None = None) -> float | None:
        """Send what is due; return the seconds until there is more to try, if there is.

        Due is what is due by `now`, or by the business clock as it goes on.
        """
        async with self._alone[lane]:
            while not self._stopping:
                grip = await insist(self._beat, partial(self._writer.take, lane, now))
                if isinstance(grip, datetime):
                    wait = (grip - self._beat.system.now()).total_seconds()
                    return max(wait, SHORTEST_WAIT)
                try:
                    return await self._work(grip, now)
                except Fenced:
                    log.warning("lane_lost", lane=lane, token=grip.token)
                    return None
                except DatabaseTrouble:
                    # We have it still, and others would wait for the lease.
                    if self._stopping:
                        raise
                    await self._beat.rest(FIRST_WAIT)
        return None

    async def wait_for_the_busy(self) -> bool:
        """Wait until the drains that run now have ended; False if there were none."""
        busy = [alone for alone in self._alone.values() if alone.locked()]
        for alone in busy:
            async with alone:
                pass
        return bool(busy)

    async def _work(self, grip: Grip, now: datetime | None) -> float | None:
        health, bucket_for = self._healths[grip.lane], partial(self._bucket, grip.lane)
        shift = Shift(self._beat, grip, self._writer, health, now)
        await reconcile(self._beat, grip, now or self._beat.clock.now())
        while not self._stopping and shift.goes_on:
            batch = await shift.claim()
            if not batch:
                health.not_slowed()
                break
            ready = await shift.prepare(batch)
            while ready and not self._stopping and shift.goes_on:
                ready = await shift.send_some(ready, bucket_for)
        return await self._let_go(shift, now)

    async def _let_go(self, shift: Shift, now: datetime | None) -> float | None:
        system = self._beat.system.now()
        until = system + timedelta(seconds=shift.pause) if shift.pause else None
        rest = (until, shift.rests_for) if until else None
        rested = await self._writer.release(shift.grip, rest, now)
        again = until or rested
        if self._stopping or again is None:
            return None
        return max((again - system).total_seconds(), SHORTEST_WAIT)

    def _bucket(self, lane: str, ready: Ready) -> Bucket:
        """Return what counts this request; platforms that count changes apart have two."""
        pace = self._beat.pace(platform_of(lane), is_change=ready.copy is not None)
        if (lane, pace) not in self._buckets:
            self._buckets[lane, pace] = Bucket(pace, self._beat.monotonic)
        return self._buckets[lane, pace]
