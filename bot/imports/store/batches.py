"""Who is writing: one import at a time, in short transactions, each of which proves the lease."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import ImportBusy
from bot.imports.store.tables import ImportBatch
from bot.store.columns import new_id
from bot.store.generations import names_generation
from bot.store.sessions import AsyncSession, Database

LEASE = timedelta(seconds=15)
FEWEST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Pace:
    """How many rows a piece has, and for how long it should hold the lock."""

    most_rows: int
    aim_seconds: float
    gap_seconds: float = 0.0
    """How long others have the lock for themselves on SQLite, after each piece."""
    pieces_a_checkpoint: int = 1


BESIDE_OTHERS = Pace(5_000, 0.05, 0.03)
"""A quarter of what a piece may, for a bad moment's sake.

SQLite's waiters look again every 25 ms at first: the gap lets every one of them in.
"""
OFTEN = 0.1
"""Seconds after which they look less often, so that the gap must be as long as the piece was."""
ALONE = Pace(20_000, 1.0, pieces_a_checkpoint=5)
"""Well within the lease."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An import whose process is gone: whether it was shown, and the one it takes back."""

    batch_id: str
    generation: int
    was_shown: bool
    undoes: int | None


class Batch:
    """One import being written; `longest` is its longest write transaction in seconds."""

    def __init__(self, database: Database, batch_id: str, generation: int) -> None:
        self.database, self.id, self.generation = database, batch_id, generation
        self.pace = BESIDE_OTHERS
        self.longest = 0.0
        self.last = 0.0
        self._number = 0
        self._pieces = 0

    def numbered(self) -> str:
        """Return the next key of a row that is kept beside this import."""
        self._number += 1
        return f"{self.generation:08d}-{self._number:010d}"

    @asynccontextmanager
    async def short_write(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction of this import, and leave others room after it."""
        async with self.database.begin() as session:
            await self._renew(session)
            began = monotonic()  # SQLite's lock was taken with the first statement
            yield session
        self.last = monotonic() - began
        self.longest = max(self.longest, self.last)
        await self._rest()

    async def _rest(self) -> None:
        """Let others write for a while, and bring meanwhile into the file what was written."""
        if not self.database.is_sqlite:
            return
        began, self._pieces = monotonic(), self._pieces + 1
        if self._pieces % self.pace.pieces_a_checkpoint == 0:
            await self.database.checkpoint()
        if self.pace.gap_seconds:
            gap = self.last if self.last > OFTEN else self.pace.gap_seconds
            await asyncio.sleep(began + gap - monotonic())

    def fitting(self, rows: int) -> int:
        """Return how many rows the next piece has, where the last one had so many.

        Fewer on a slow disk, more again when it is quick.
        """
        if self.last > self.pace.aim_seconds:
            return max(FEWEST_ROWS, rows * 3 // 4)
        if self.last < self.pace.aim_seconds / 2:
            return min(self.pace.most_rows, rows * 5 // 4)
        return rows

    async def close(self) -> None:
        """Say that nothing of this import is left to do."""
        async with self.short_write() as session:
            await session.execute(
                update(ImportBatch).where(ImportBatch.id == self.id).values(state="done")
            )

    async def _renew(self, session: AsyncSession) -> None:
        renewed = await session.execute(
            update(ImportBatch)
            .where(ImportBatch.id == self.id, ImportBatch.state != "done")
            .values(until=datetime.now(UTC) + LEASE)
            .returning(ImportBatch.id)
        )
        if renewed.one_or_none() is None:
            raise ImportBusy("this import stood still for too long, and another took its place")


async def open_batch(
    database: Database, kind: str, source: str, seen: int, *, undoes: int | None = None
) -> Batch | None:
    """Begin to write; None while another import does, `ImportBusy` if one ended since `seen`."""
    row = {"id": new_id(), "kind": kind, "source": source, "state": "writing", "undoes": undoes}
    try:
        async with database.begin() as session:
            return (
                None if await is_writing(session) else await _begin(session, database, row, seen)
            )
    except IntegrityError:
        return None  # PostgreSQL let two begin at once: the generation's number let one of them in


async def stale_batches(database: Database) -> list[Stale]:
    """Return the imports that nobody goes on with."""
    now = datetime.now(UTC)
    async with database.read() as session:
        found = await session.execute(
            select(ImportBatch)
            .where(ImportBatch.state != "done", ImportBatch.until < now)
            .order_by(ImportBatch.generation)
        )
        return [
            Stale(batch.id, batch.generation, batch.state == "shown", batch.undoes)
            for batch in found.scalars()
        ]


async def is_writing(session: AsyncSession) -> bool:
    """Say whether an import is being written, or waits to be cleared up."""
    return bool(
        await session.scalar(
            select(func.count()).select_from(ImportBatch).where(ImportBatch.state != "done")
        )
    )


async def _begin(
    session: AsyncSession, database: Database, row: dict[str, Any], seen: int
) -> Batch:
    if await session.scalar(select(names_generation())) != seen:
        raise ImportBusy(
            "another import ended meanwhile, or somebody was erased: start this one again"
        )
    number = 1 + (await session.scalar(select(func.max(ImportBatch.generation))) or 0)
    now = datetime.now(UTC)
    session.add(ImportBatch(**row, generation=number, started_at=now, until=now + LEASE))
    await session.flush()
    return Batch(database, row["id"], number)
