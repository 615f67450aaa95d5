"""Takes the last import back: what it added goes, what it changed becomes what it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Table, delete, func, select, update

from bot.errors import ImportRefused
from bot.imports.store import before
from bot.imports.store.batches import Batch
from bot.imports.store.before import IN_THE_SWITCH, Kept
from bot.imports.store.leftovers import (
    AGES,
    arriving,
    forget_replaced,
    found,
    is_one_of,
    versions_of,
)
from bot.imports.store.pens import STORED
from bot.imports.store.stored_figures import INTERVAL, Heard, customers_of, settle
from bot.imports.store.tables import KEPT, REBUILD, ImportBatch
from bot.imports.store.uses import Use, going_along_with, is_new, is_used, uses_of
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession, Database
from bot.store.versions import Generation


@dataclass(slots=True)
class Taking:
    """What would be taken back: rows that go, old ones that come back, and what stays.

    `stays` are rows that somebody changed since: of those, what they changed is kept.
    """

    kind: str
    source: str
    generation: int
    started_at: datetime
    goes: dict[str, int] = field(default_factory=dict)
    comes_back: dict[str, int] = field(default_factory=dict)
    stays: int = 0
    uses: list[Use] = field(default_factory=list)
    age: tuple[date | None, date] | None = None
    """Up to which day the rows are complete again, and up to which they are now."""


async def look(database: Database) -> Taking:
    """Say what taking the last import back would do; nothing is written."""
    async with database.read() as session:
        last = await _last(session)
        taking = Taking(last.kind, last.source, last.generation, last.started_at)
        for table in _brought():
            new = select(func.count()).where(is_new(table, last.generation))
            if count := await session.scalar(new.select_from(table)):
                taking.goes[table.name] = count
                taking.uses += await uses_of(session, table, last.generation)
        for versions in _own_versions(last.kind):
            if versions is AGES:
                taking.age = await _ages(session, last)
                continue
            old = select(func.count()).where(versions.c.shown_until == last.generation)
            _count(taking.comes_back, versions.name, await session.scalar(old) or 0)
    async for kept in before.kept_changes(database, last.id):
        for each in kept:
            where = taking.goes if each.was_added else taking.comes_back
            _count(where, each.change.table.name, 1)
        async with database.read() as session:
            taking.stays += await before.changed_since(session, kept)
    return taking


async def take_back(batch: Batch, generation: int, heard: Heard) -> None:
    """Take an import back, in one moment for whoever reads."""
    async with batch.database.read() as session:
        of = await _of_generation(session, generation)
    for versions in _own_versions(of.kind):
        await _renew(batch, versions, generation)
        if versions is INTERVAL:
            await settle(batch, customers_of(batch.database, batch.generation), heard)
    rest = before.kept_changes(batch.database, of.id, IN_THE_SWITCH)
    await _show(batch, of, await anext(rest, []))
    await finish_taking_back(batch, generation)


async def finish_taking_back(batch: Batch, generation: int) -> None:
    """Do what is left when an import was taken back: it may be done again at will."""
    async with batch.database.read() as session:
        of = await _of_generation(session, generation)
    async for kept in before.kept_changes(batch.database, of.id):
        async with batch.short_write() as session:
            await before.put_back(session, kept)
    await forget_replaced(batch, of, until=batch.generation)
    while await _some_vanish(batch, generation):
        pass
    await batch.close()


def _brought() -> Iterator[Table]:
    """Yield the tables that files bring rows for; stored figures follow from those."""
    return (table for table in arriving() if table not in {AGES, *STORED})


def _own_versions(kind: str) -> Iterator[Table]:
    return (table for table in versions_of(kind) if table not in STORED)


async def _ages(session: AsyncSession, of: ImportBatch) -> tuple[date | None, date] | None:
    """Return the day to which the rows were complete before an import, and since; if it moved."""
    same = select(AGES.c.day).where(AGES.c.kind == of.kind)
    now = await session.scalar(same.where(AGES.c.shown_from == of.generation))
    before = await session.scalar(same.where(AGES.c.shown_until == of.generation))
    return (before, now) if now is not None else None


async def _last(session: AsyncSession) -> ImportBatch:
    newest = select(ImportBatch).where(ImportBatch.state == "done", ImportBatch.kind != REBUILD)
    newest = newest.order_by(ImportBatch.generation.desc()).limit(1)
    last = (await session.scalars(newest)).one_or_none()
    if last is None:
        raise ImportRefused("nothing was imported yet that could be taken back")
    if last.undoes is not None:
        raise ImportRefused(
            "the last import was taken back already; the one before it can be changed "
            "by importing a right file only"
        )
    if not last.kept or datetime.now(UTC) - last.started_at > KEPT:
        raise ImportRefused(
            f"what the last import replaced is kept for {KEPT.days} days only, and that is "
            "over: import a file that is right"
        )
    return last


async def _of_generation(session: AsyncSession, generation: int) -> ImportBatch:
    found_ = await session.scalars(select(ImportBatch).where(ImportBatch.generation == generation))
    return found_.one()


async def _renew(batch: Batch, table: Table, generation: int) -> None:
    """Retire what the import brought, and write what it replaced once more, unseen as yet."""
    brought = (table.c.shown_from == generation) & table.c.shown_until.is_(None)
    async for keys in found(batch, table, brought):
        async with batch.short_write() as session:
            theirs = update(table).where(is_one_of(table, keys))
            await session.execute(theirs.values(shown_until=batch.generation))
    async for keys in found(batch, table, table.c.shown_until == generation):
        async with batch.short_write() as session:
            old = await session.execute(select(table).where(is_one_of(table, keys)))
            again = {"shown_from": batch.generation, "shown_until": None}
            rows = [{**row, "id": batch.numbered(), **again} for row in old.mappings()]
            await session.execute(table.insert(), rows)


async def _show(batch: Batch, of: ImportBatch, changed: list[Kept]) -> None:
    async with batch.short_write() as session:
        await before.put_back(session, changed)
        if not versions_of(of.kind):
            await _vanish(session, of.generation, IN_THE_SWITCH - len(changed))
        await session.merge(Generation(name="shown", number=batch.generation))
        about = About("import", of.id)
        audit.record(
            session, audit.OPERATOR, "import undo", about, datetime.now(UTC), kind=of.kind
        )
        shown = update(ImportBatch).where(ImportBatch.id == batch.id).values(state="shown")
        await session.execute(shown)


async def _some_vanish(batch: Batch, generation: int) -> int:
    async with batch.short_write() as session:
        return await _vanish(session, generation, before.PIECE)


async def _vanish(session: AsyncSession, generation: int, most: int) -> int:
    """Delete new rows, those that point to others first; return how many keys were gone through.

    Who came to be used meanwhile stays: what went out cannot be taken back.
    """
    gone = 0
    for table in reversed(list(_brought())):
        key = next(iter(table.primary_key))
        new = is_new(table, generation) & ~is_used(table, generation)
        keys = list(await session.scalars(select(key).where(new).distinct().limit(most - gone)))
        if not keys:
            continue
        for other, column in going_along_with(table):
            await session.execute(delete(other).where(column.in_(keys)))
        await session.execute(delete(table).where(is_one_of(table, keys), new))
        gone += len(keys)
        if gone >= most:
            break
    return gone


def _count(counts: dict[str, int], name: str, rows: int) -> None:
    if rows:
        counts[name] = counts.get(name, 0) + rows
