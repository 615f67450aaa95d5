"""Undoes what an import wrote and never showed, and finishes one that was shown."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from bot.errors import ImportBusy
from bot.imports.store.batches import Batch, open_batch, stale_batches
from bot.imports.store.tables import ImportBatch
from bot.store.columns import Base
from bot.store.sessions import Database
from bot.store.versions import Arriving, Versioned

PIECE = 500
PATIENCE_SECONDS = 20
"""Longer than a lease: whoever died a moment ago is waited for."""
ASK_AGAIN_SECONDS = 0.5


async def take_turn(database: Database, kind: str, source: str, seen: int) -> Batch:
    """Begin to write as soon as nobody else does: what a dead process left is cleared up first."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        await clear_up(database)
        batch = await open_batch(database, kind, source, seen)
        if batch is not None:
            return batch
        if monotonic() > deadline:
            raise ImportBusy
        await asyncio.sleep(ASK_AGAIN_SECONDS)


async def clear_up(database: Database) -> int:
    """Bring every import that was cut off to one of its two ends, unseen or done; count them."""
    found = await stale_batches(database)
    for stale in found:
        batch = Batch(database, stale.batch_id, stale.generation)
        if stale.was_shown:
            await forget_retired(batch)
            await batch.close()
        else:
            await undo(batch)
    return len(found)


async def undo(batch: Batch) -> None:
    """Take everything away that this import wrote; nobody has seen any of it."""
    for table in reversed(Base.metadata.sorted_tables):
        if not issubclass(_class_of(table), Arriving):
            continue
        unseen = table.c.shown_from >= batch.generation
        async for keys in _found(batch, table, unseen):
            async with batch.short_write() as session:
                await session.execute(delete(table).where(_is_one_of(table, keys), unseen))
        if issubclass(_class_of(table), Versioned):
            async for keys in _found(batch, table, table.c.shown_until >= batch.generation):
                async with batch.short_write() as session:
                    await session.execute(
                        update(table).where(_is_one_of(table, keys)).values(shown_until=None)
                    )
    async with batch.short_write() as session:
        await session.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))


async def forget_retired(batch: Batch) -> None:
    """Delete the rows that this import replaced."""
    for table in Base.metadata.sorted_tables:
        if issubclass(_class_of(table), Versioned):
            async for keys in _found(batch, table, table.c.shown_until <= batch.generation):
                async with batch.short_write() as session:
                    await session.execute(delete(table).where(_is_one_of(table, keys)))


async def _found(
    batch: Batch, table: Table, condition: ColumnElement[bool]
) -> AsyncIterator[list[Any]]:
    """Yield keys of such rows in one walk through the table, some at a time."""
    key = list(table.primary_key.columns)
    last: Any = None
    while True:
        rows = select(key[0]).where(condition).distinct().order_by(key[0]).limit(PIECE)
        if last is not None:
            rows = rows.where(key[0] > last)
        async with batch.database.read() as session:
            found = list((await session.execute(rows)).scalars())
        if not found:
            return
        last = found[-1]
        yield found


def _is_one_of(table: Table, keys: list[Any]) -> ColumnElement[bool]:
    return next(iter(table.primary_key.columns)).in_(keys)


def _class_of(table: Table) -> type[Base]:
    for mapper in Base.registry.mappers:
        if mapper.local_table is table:
            return mapper.class_
    raise LookupError(table.name)
