"""One send on one, two and four processes that share a PostgreSQL database."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import func, select, update

from bot.beat.store.tables import Delivery, Lane, Send
from bot.store.sessions import Database
from tests.bench.deliveries import fill
from tests.bench.progress import Progress
from tests.bench.serving import running
from tests.bench.storage import POSTGRESQL, new_database
from tests.fixtures.moments import NOON

PROCESSES = (1, 2, 4)
TENANTS, PEOPLE = 500, 40
LATER = NOON + timedelta(days=1)
LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Shared:
    """What so many processes deliver a second; `ratio` is to one, `processor_ms` of them all."""

    processes: int
    deliveries: int
    a_second: float
    processor_ms: float
    ratio: float


async def measure(
    rounds: int,
    processes: Sequence[int] = PROCESSES,
    tenants: int = TENANTS,
    people: int = PEOPLE,
) -> list[Shared]:
    """Deliver the same send with each number of processes, in turns."""
    progress = Progress("workers")
    found: dict[int, list[tuple[float, float]]] = {count: [] for count in processes}
    async with running("receiver") as receiver:
        for number in range(rounds):
            for count in processes:
                progress.say(f"round {number + 1} of {rounds}: {count} ...")
                found[count].append(await _delivered(receiver.address, count, tenants, people))
    progress.end()
    alone = found[min(processes)]
    return [
        Shared(
            count,
            tenants * people,
            *(median(each) for each in zip(*rounds_of, strict=True)),
            median(mine[0] / one[0] for mine, one in zip(rounds_of, alone, strict=True)),
        )
        for count, rounds_of in found.items()
    ]


async def _delivered(receiver: str, count: int, tenants: int, people: int) -> tuple[float, float]:
    """Return deliveries a second from the first that left on, and processor ms of each."""
    async with new_database(POSTGRESQL) as database, AsyncExitStack() as stack:
        await fill(database, tenants, people, due_at=LATER)
        url = database.engine.url.render_as_string(hide_password=False)
        drums = [
            await stack.enter_async_context(running("drum", url, receiver)) for _ in range(count)
        ]
        used = sum([await drum.processor_seconds() for drum in drums])
        await _let_it_be_due(database)
        await _until(database, lambda left: left < tenants * people)
        began = time.perf_counter()
        await _until(database, lambda left: not left)
        took = time.perf_counter() - began
        used = sum([await drum.processor_seconds() for drum in drums]) - used
    total = tenants * people
    return total / took, used / total * 1000


async def _let_it_be_due(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(update(Send).values(due_at=NOON))
        await session.execute(update(Delivery).values(due_at=NOON))
        await session.execute(update(Lane).values(next_due_at=NOON))


async def _until(database: Database, enough: Callable[[int], bool]) -> None:
    waiting = select(func.count()).where(Delivery.state.in_(["planned", "sending"]))
    while True:
        async with database.read() as session:
            if enough(await session.scalar(waiting) or 0):
                return
        await asyncio.sleep(LOOK_EVERY)
