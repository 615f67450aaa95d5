"""What an import changes in place, kept beside it: the import puts it forth, an undo back.

A row with generations needs none of this: its old version stays as it is until the next import.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from bot.imports.store.batches import Batch
from bot.imports.store.tables import ImportChange
from bot.store.columns import Base, UtcDateTime
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession, Database

PIECE = 500
IN_THE_SWITCH = 5000
"""How many rows may be changed in place in the moment everything is shown."""
Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row: its key, and the columns that are written, as they are and as they become.

    A row that is to be added has nothing `before`, and all of its columns `after`.
    """

    table: Table
    key: tuple[Any, ...]
    before: Columns | None
    after: Columns
    contact_id: str | None = None
    partner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A change as it is kept."""

    id: str
    change: Change

    def turned(self) -> "Kept":
        """Return what takes it back; what was added is taken back otherwise."""
        one = self.change
        back = Change(one.table, one.key, one.after, one.before or {})
        return Kept(self.id, back)

    @property
    def was_added(self) -> bool:
        """Whether there was no such row before."""
        return self.change.before is None


async def keep(session: AsyncSession, batch: Batch, changes: Sequence[Change]) -> None:
    """Keep what this import is going to change: the switch does it, and an undo takes it back."""
    now = datetime.now(UTC)
    rows = [
        {
            "id": batch.numbered(),
            "batch_id": batch.id,
            "table_name": each.table.name,
            "row_key": _written(dict(enumerate(each.key))),
            "contact_id": each.contact_id,
            "partner_id": each.partner_id,
            "before": None if each.before is None else _written(each.before),
            "after": _written(each.after),
            "kept_at": now,
        }
        for each in changes
    ]
    if rows:
        await session.execute(insert(ImportChange), rows)


async def kept_changes(
    database: Database, batch_id: str, first: int = PIECE
) -> AsyncIterator[list[Kept]]:
    """Yield what was kept of an import in the order in which it was, some at a time."""
    last, size = "", first
    every = select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.id)
    while True:
        async with database.read() as session:
            page = every.where(ImportChange.id > last).limit(size)
            found = [_read(row) for row in await session.scalars(page)]
        if not found:
            return
        last, size = found[-1].id, PIECE
        yield found


async def put_forth(session: AsyncSession, kept: Sequence[Kept], *, over: bool = True) -> None:
    """Make rows what the import says; unless it goes `over` it, what changed since stays."""
    for table, some in _by_table([each for each in kept if each.was_added]):
        added = [dict(each.change.after) for each in some]
        await session.execute(dialect_of(session).insert(table).on_conflict_do_nothing(), added)
    for table, some in _by_table([each for each in kept if not each.was_added]):
        await _put(session, table, some, over=over)


async def put_back(session: AsyncSession, kept: Sequence[Kept]) -> None:
    """Make rows what they were before the import, but for what somebody changed since."""
    for table, some in _by_table([each for each in kept if each.was_added]):
        theirs = _is_one_of(table, [each.change.key for each in some])
        await session.execute(delete(table).where(theirs))
    for table, some in _by_table([each for each in kept if not each.was_added]):
        await _put(session, table, [each.turned() for each in some], over=False)


async def changed_since(session: AsyncSession, kept: Sequence[Kept]) -> int:
    """Count the rows of which something is no longer as the import made it."""
    count = 0
    for table, some in _by_table([each.turned() for each in kept if not each.was_added]):
        becomes = await _becomes(session, table, some)
        count += sum(becomes.get(each.change.key) != each.change.after for each in some)
    return count


async def as_they_are(
    session: AsyncSession, table: Table, keys: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the rows with these keys, each by its key."""
    found = await session.execute(select(table).where(_is_one_of(table, keys)))
    names = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in names): dict(row) for row in found.mappings()}


async def forget(batch: Batch, batch_id: str) -> None:
    """Forget what was kept of an import."""
    async for kept in kept_changes(batch.database, batch_id):
        async with batch.short_write() as session:
            ids = [each.id for each in kept]
            await session.execute(delete(ImportChange).where(ImportChange.id.in_(ids)))


async def _put(session: AsyncSession, table: Table, kept: Sequence[Kept], *, over: bool) -> None:
    if over:
        wanted = {each.change.key: dict(each.change.after) for each in kept}
    else:
        wanted = await _becomes(session, table, kept)
    names = sorted({name for columns in wanted.values() for name in columns})
    if not names:
        return
    key = list(table.primary_key)
    where = and_(*(column == bindparam(f"at_{number}") for number, column in enumerate(key)))
    rows = [
        {f"to_{name}": value for name, value in columns.items()}
        | {f"at_{number}": part for number, part in enumerate(at)}
        for at, columns in wanted.items()
    ]
    values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
    connection = await session.connection()
    await connection.execute(update(table).where(where).values(values), rows)


async def _becomes(
    session: AsyncSession, table: Table, kept: Sequence[Kept]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return what rows become where they still are as the change found them; the rest stays."""
    now = await as_they_are(session, table, [each.change.key for each in kept])
    taken = await _taken(session, table, kept)
    return {
        each.change.key: {
            name: value
            if now[each.change.key][name] == (each.change.before or {})[name]
            and (name, value) not in taken
            else now[each.change.key][name]
            for name, value in each.change.after.items()
        }
        for each in kept
        if each.change.key in now
    }


async def _taken(
    session: AsyncSession, table: Table, kept: Sequence[Kept]
) -> set[tuple[str, object]]:
    """Return what only one row may hold, and another one holds by now."""
    taken: set[tuple[str, object]] = set()
    for column in table.c:
        if column.unique:
            wanted = [each.change.after.get(column.name) for each in kept]
            others = ~_is_one_of(table, [each.change.key for each in kept])
            held = await session.scalars(select(column).where(column.in_(wanted), others))
            taken |= {(column.name, value) for value in held}
    return taken


def _by_table(kept: Sequence[Kept]) -> list[tuple[Table, list[Kept]]]:
    by_name = sorted(kept, key=lambda each: each.change.table.name)
    grouped = groupby(by_name, key=lambda each: each.change.table.name)
    return [(Base.metadata.tables[name], list(some)) for name, some in grouped]


def _is_one_of(table: Table, keys: Sequence[tuple[Any, ...]]) -> Any:  # noqa: ANN401 - a condition
    columns = list(table.primary_key)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def _written(columns: Mapping[Any, Any]) -> str:
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in columns.items()
    }
    return json.dumps(plain, ensure_ascii=False)


def _read(row: ImportChange) -> Kept:
    table = Base.metadata.tables[row.table_name]
    key = json.loads(row.row_key)
    parts = (_value(column, key[str(n)]) for n, column in enumerate(table.primary_key))
    before = None if row.before is None else _columns(table, row.before)
    return Kept(row.id, Change(table, tuple(parts), before, _columns(table, row.after)))


def _columns(table: Table, text: str) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in json.loads(text).items()}


def _value(column: Column[Any], value: object) -> Any:  # noqa: ANN401 - what a column may hold
    match column.type:
        case UtcDateTime() if isinstance(value, str):
            return datetime.fromisoformat(value)
        case Date() if isinstance(value, str):
            return date.fromisoformat(value)
        case _:
            return value
