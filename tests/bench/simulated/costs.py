"""What a transaction of the lanes costs, so that a simulation can charge for it.

The line is laid through what the real writer takes on a real PostgreSQL, from a message by
itself to those of many lanes that share a commit.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import MovableClock
from scheduler.lanes import Lanes as Drained
from scheduler.pace import Pace
from scheduler.reading import Claimed
from scheduler.writer import Asked, Claim, Intend, Record, StoredLedger, Timed, Wish
from tests.bench.simulated.platform import Allowance, SimulatedPlatform
from tests.bench.simulated.world import Lanes, beat_of, fill
from tests.bench.storage import POSTGRESQL, new_database
from tests.fixtures.moments import NOON

HURRIED = Pace(rate=float("inf"), burst=16)
CASES = ((1, 150, 1), (8, 60, 4), (32, 40, 8), (120, 32, 16))
"""So many lanes with so many people each, of which so many leave at once."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that a transaction of the writer takes, and more for each row in it.

    A row is a delivery that is claimed, about to leave or recorded. `reads` is for one that is
    read with all there is to know of it.
    """

    transaction: float
    row: float
    reads: float


MEASURED = Costs(transaction=0.015, row=0.0002, reads=0.0005)
"""What `measure_costs` found once, on two busy cores that the server shared: so it is much."""


def rows_of(wish: Wish) -> int:
    """Return how many deliveries this wish writes."""
    match wish:
        case Intend(written=written):
            return len(written)
        case Record(ended=ended):
            return len(ended)
        case _:
            return 0


class _Timing(StoredLedger):
    """The ledger, and how long it took for how many rows."""

    def __init__(self, beat: Any) -> None:
        super().__init__(beat)
        self.writes: list[tuple[int, float]] = []
        self.reads: list[tuple[int, float]] = []

    async def write(self, wishes: Sequence[Timed]) -> list[Any]:
        began = time.perf_counter()
        answers = await super().write(wishes)
        rows = sum(rows_of(wish) for wish, _ in wishes)
        if rows and not any(isinstance(wish, Claim) for wish, _ in wishes):
            self.writes.append((rows, time.perf_counter() - began))
        return answers

    async def read(self, wishes: Sequence[Asked]) -> list[list[Claimed]]:
        began = time.perf_counter()
        found = await super().read(wishes)
        self.reads.append((sum(map(len, found)), time.perf_counter() - began))
        return found


async def measure_costs() -> Costs:
    """Lay a line through what the real writer takes on PostgreSQL here and now."""
    writes: list[tuple[int, float]] = []
    reads: list[tuple[int, float]] = []
    for lanes, people, at_once in CASES:
        async with new_database(POSTGRESQL) as database:
            given = Lanes({f"slack:w{number}": people for number in range(lanes)})
            await fill(database, given)
            platform = SimulatedPlatform(lambda _: Allowance(), takes=(0.0, 0.0))
            still = MovableClock(NOON)
            beat = replace(
                beat_of(database, given, platform),
                clock=still,
                system=still,
                monotonic=time.monotonic,
                paces={"slack": replace(HURRIED, burst=at_once)},
            )
            ledger = _Timing(beat)
            drained = Drained(beat, ledger)
            async with asyncio.TaskGroup() as group:
                for name in given.names:
                    group.create_task(drained.drain(name))
        writes += ledger.writes
        reads += ledger.reads
    base, row = _line(writes)
    return Costs(base, row, _line(reads)[1])


def _line(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """Return where the line of least squares begins, and how it rises."""
    middle = sum(x for x, _ in points) / len(points)
    height = sum(y for _, y in points) / len(points)
    rise = sum((x - middle) * (y - height) for x, y in points)
    rise /= sum((x - middle) ** 2 for x, _ in points)
    return height - rise * middle, rise
