"""Undoes what an import wrote and never showed, and finishes one that was shown."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, text, update

from bot.figures.store.age_tables import CompleteUntil
from bot.imports.rules.kinds import KINDS
from bot.imports.store import before
from bot.imports.store.batches import Batch
from bot.imports.store.pens import STORED
from bot.imports.store.stored_figures import INTERVAL
from bot.imports.store.tables import REBUILD, ImportBatch
from bot.store.traces import classes, rows_of
from bot.store.versions import Arriving, Versioned

PIECE = 500
AGES = rows_of(CompleteUntil)


async def undo(batch: Batch) -> None:
    """Take everything away that this import wrote; nobody has seen any of it."""
    for table in reversed(list(arriving())):
        unseen = table.c.shown_from >= batch.generation
        async for keys in found(batch, table, unseen):
            async with batch.short_write() as session:
                await session.execute(delete(table).where(is_one_of(table, keys), unseen))
    for table in versioned():
        async for keys in found(batch, table, table.c.shown_until >= batch.generation):
            async with batch.short_write() as session:
                await session.execute(
                    update(table).where(is_one_of(table, keys)).values(shown_until=None)
                )
    await before.forget(batch, batch.id)
    async with batch.short_write() as session:
        await session.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))


async def forget_earlier(batch: Batch) -> None:
    """Forget what the import before this one replaced: from now on this one can be taken back."""
    earlier = select(ImportBatch).where(
        ImportBatch.kept.is_(True), ImportBatch.generation < batch.generation
    )
    async with batch.database.read() as session:
        batches = list(await session.scalars(earlier))
    for one in batches:
        await forget_replaced(batch, one)


async def forget_replaced(batch: Batch, of: ImportBatch, until: int | None = None) -> None:
    """Delete what an import replaced, and say that it can no longer be taken back.

    With a later generation as `until`, also what was retired up to that.
    """
    retired_by = of.generation if until is None else until
    for table in versions_of(of.kind):
        async for keys in found(batch, table, table.c.shown_until <= retired_by):
            async with batch.short_write() as session:
                await session.execute(delete(table).where(is_one_of(table, keys)))
    await before.forget(batch, of.id)
    async with batch.short_write() as session:
        gone = update(ImportBatch).where(ImportBatch.id == of.id).values(kept=False)
        await session.execute(gone)


async def finish(batch: Batch) -> None:
    """Change the rest of what an import changed in place, which was cut off half-way."""
    async with batch.database.read() as session:
        of = await session.get_one(ImportBatch, batch.id)
    async for kept in before.kept_changes(batch.database, batch.id):
        async with batch.short_write() as session:
            await before.put_forth(session, kept, over=False)
    if not of.kept:
        await forget_replaced(batch, of)
    if of.kind != REBUILD:
        await forget_earlier(batch)
    await look_through(batch, of.kind)
    await batch.close()


async def look_through(batch: Batch, kind: str) -> None:
    """Let SQLite see how the tables are filled that this kind writes: by itself it never looks.

    Without that it takes seconds for what two million movements come to by month. So many rows
    of each index tell enough, and take a tenth of a second; no value of a row is kept.
    """
    if not batch.database.is_sqlite:
        return
    async with batch.short_write() as session:
        await session.execute(text("PRAGMA analysis_limit = 1000"))
        for table in versions_of(kind):
            await session.execute(text(f"ANALYZE {table.name}"))


def arriving() -> Iterator[Table]:
    """Yield the tables whose rows are seen from a generation on."""
    return (rows_of(each) for each in classes() if issubclass(each, Arriving))


def versioned() -> Iterator[Table]:
    """Yield the tables in which a changed row is a new row."""
    return (rows_of(each) for each in classes() if issubclass(each, Versioned))


def versions_of(kind: str) -> tuple[Table, ...]:
    """Return the tables that this kind of import writes and in which a changed row is a new row.

    Beside that of its own rows these are the figures that are stored of them, and what says how
    old they are.
    """
    if kind == REBUILD:
        return STORED
    name = KINDS[kind].table if kind in KINDS else ""
    own = tuple(each for each in versioned() if each.name == name)
    own += (AGES,) if kind in KINDS and KINDS[kind].days else ()
    return (*own, *STORED) if INTERVAL in own else own


async def found(
    batch: Batch, table: Table, condition: ColumnElement[bool]
) -> AsyncIterator[list[Any]]:
    """Yield keys of such rows in one walk through the table, some at a time.

    How many follows how long it took to write what became of the last ones.
    """
    key = next(iter(table.primary_key.columns))
    rows = select(key).where(condition).distinct().order_by(key)
    size, last = PIECE, None
    while True:
        after = rows if last is None else rows.where(key > last)
        async with batch.database.read() as session:
            keys = list((await session.execute(after.limit(size))).scalars())
        if not keys:
            return
        last = keys[-1]
        yield keys
        size = batch.fitting(size)


def is_one_of(table: Table, keys: list[Any]) -> ColumnElement[bool]:
    """Say that the first column of a row's key is one of these."""
    return next(iter(table.primary_key.columns)).in_(keys)
