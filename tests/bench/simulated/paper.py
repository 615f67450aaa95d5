"""A ledger on paper: what the stored one answers to lanes, without a database, for millions.

It stands behind the real writer of each process, and charges what the stored one was measured
to cost. Nothing falls due in it later, nobody objects to anything, and no process is lost.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from typing import Any

from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Standing
from bot.beat.store.due import DueDelivery
from bot.beat.store.lanes import Fenced, Grip
from bot.people.store.rungs import installation_of, platform_of
from bot.ports import Destination
from bot.principal import Permission, Principal, Role
from scheduler.beat import Beat
from scheduler.ending import Ended
from scheduler.reading import NOTHING_TO_SAY, Claimed
from scheduler.writer import (
    AT_ONCE,
    Asked,
    Claim,
    Intend,
    Record,
    Release,
    Take,
    Timed,
    Wish,
)
from tests.bench.simulated.costs import Costs, rows_of
from tests.bench.simulated.loop import seconds
from tests.bench.simulated.world import SameToAll
from tests.fixtures.moments import NOON

CATCH_UP = timedelta(days=3)
PLAIN = Standing()


@dataclass(slots=True)
class PaperLane:
    """One lane with its deliveries, by number."""

    waiting: deque[int]
    gone: set[int] = field(default_factory=set)
    """Those that are no longer `waiting`, though they stand there still."""
    resting: list[tuple[datetime, int]] = field(default_factory=list)
    token: int = 0
    holder: str = ""
    until: datetime = NOON

    def next_due(self, now: datetime) -> list[int]:
        """Return the next ones that may be tried."""
        while self.resting and self.resting[0][0] <= now:
            self.waiting.append(heappop(self.resting)[1])
        while self.waiting and self.waiting[0] in self.gone:
            self.gone.discard(self.waiting.popleft())
        return [
            one for one in islice(self.waiting, AT_ONCE + len(self.gone)) if one not in self.gone
        ][:AT_ONCE]

    def take_back(self, number: int, again_at: datetime | None) -> None:
        """Let this one be tried again, at a moment if one is named."""
        if again_at is not None:
            heappush(self.resting, (again_at, number))
        elif number in self.gone:
            self.gone.discard(number)
        else:
            self.waiting.append(number)


class PaperStore:
    """The database that all processes share: its server does so many transactions at once."""

    def __init__(self, lanes: Mapping[str, int], costs: Costs, at_once: int) -> None:
        self.lanes = {name: PaperLane(deque(range(count))) for name, count in lanes.items()}
        self.costs = costs
        self.transactions = self.rows = self.delivered = 0
        self.of_minutes = Counter[int]()
        """Transactions by the minute in which they were done."""
        self.busy_in = Counter[int]()
        """Milliseconds of the server's places that were taken, by the minute."""
        self._server = asyncio.Semaphore(at_once)

    async def transaction(self, takes: float, rows: int = 0) -> None:
        """Let a transaction take its time, once the server has a place for it."""
        async with self._server:
            await asyncio.sleep(takes)
        self.transactions += 1
        self.rows += rows
        minute = int(seconds() // 60)
        self.of_minutes[minute] += 1
        self.busy_in[minute] += round(takes * 1000)


class PaperLedger:
    """The ledger as one process sees it; `works` are its processor's seconds for a message."""

    def __init__(self, beat: Beat, store: PaperStore, works: float) -> None:
        self._beat, self._store, self._works = beat, store, works

    async def write(self, wishes: Sequence[Timed]) -> list[Any]:
        """Fulfil wishes in one transaction."""
        costs, rows = self._store.costs, sum(rows_of(wish) for wish, _ in wishes)
        recorded = sum(len(wish.ended) for wish, _ in wishes if isinstance(wish, Record))
        if recorded:
            # Composing and posting is what the process does beside; it has one processor.
            await asyncio.sleep(self._works * recorded)
        await self._store.transaction(costs.transaction + costs.row * rows, rows)
        return [self._answer(wish) for wish, _ in wishes]

    async def read(self, wishes: Sequence[Asked]) -> list[list[Claimed]]:
        """Return these deliveries: everybody is where they were planned, and hears the same."""
        count = sum(len(ids) for ids, _ in wishes)
        await self._store.transaction(self._store.costs.reads * count)
        return [[_claimed(one) for one in ids] for ids, _ in wishes]

    def _answer(self, wish: Wish) -> Any:
        if isinstance(wish, Take):
            return self._take(wish.lane)
        lane = self._store.lanes[wish.grip.lane]
        if lane.token != wish.grip.token:
            return Fenced()
        lane.until = self._beat.lease_end()
        match wish:
            case Claim():
                due = lane.next_due(self._beat.system.now())
                return [f"{wish.grip.lane} {number}" for number in due]
            case Intend(written=written):
                lane.gone.update(_number(one) for one in written)
                return frozenset(written)
            case Record(ended=ended):
                self._record(lane, ended)
                return None
            case Release():
                return self._let_go(lane, wish)

    def _take(self, name: str) -> Grip | datetime:
        lane, now = self._store.lanes[name], self._beat.system.now()
        if lane.until > now and lane.holder != self._beat.holder:
            return lane.until
        lane.token, lane.holder = lane.token + 1, self._beat.holder
        lane.until = self._beat.lease_end()
        return Grip(name, lane.token)

    def _record(self, lane: PaperLane, ended: Collection[Ended]) -> None:
        for one in ended:
            if one.outcome.state is State.DELIVERED:
                self._store.delivered += 1
            else:
                lane.take_back(_number(one.outcome.delivery_id), one.outcome.again_at)

    def _let_go(self, lane: PaperLane, wish: Release) -> datetime | None:
        now = self._beat.system.now()
        lane.holder, lane.until = "", wish.rest[0] if wish.rest else now
        if lane.next_due(now):
            return now
        return lane.resting[0][0] if lane.resting else None


def _number(delivery_id: str) -> int:
    return int(delivery_id.rpartition(" ")[2])


def _claimed(delivery_id: str) -> Claimed:
    lane = delivery_id.partition(" ")[0]
    who = Principal(delivery_id, "", Permission.PARTNER, Role.SALES, "UTC", lane, lane)
    to = Destination(platform_of(lane), installation_of(lane), delivery_id, delivery_id)
    due = DueDelivery(
        id=delivery_id,
        send_id="s1",
        kind=SameToAll.name,
        subject="news",
        text_id=None,
        text=None,
        may_repeat=False,
        attempts=0,
        recipient=who,
        due_at=NOON,
        address_id=delivery_id,
        to=to,
        standing=PLAIN,
        catch_up=CATCH_UP,
        priority=50,
    )
    return Claimed(due, SAID)


SAID = type(NOTHING_TO_SAY)(None)
