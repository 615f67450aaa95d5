"""Writes an import's rows where nobody sees them yet, in short transactions, then shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import NullType

from bot.imports.rules.fields import Surroundings
from bot.imports.store.ages import FileAge, tell_age
from bot.imports.store.batches import Batch
from bot.imports.store.before import (
    IN_THE_SWITCH,
    Change,
    Kept,
    as_they_are,
    keep,
    kept_changes,
    put_forth,
)
from bot.imports.store.bulk import Bulk
from bot.imports.store.checks import lasting_columns, said_columns
from bot.imports.store.companions import add_companions, invite_for
from bot.imports.store.leftovers import forget_earlier, look_through
from bot.imports.store.scratch import Plain, Scratch
from bot.imports.store.stored_figures import INTERVAL, settle, touched_by
from bot.imports.store.tables import ImportBatch
from bot.imports.store.wishes import add_mutes, keep_blocks
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.store.versions import Generation

FIRST_ROWS = 1000
MOST_IN_PLACE = 2000
"""How many rows may be asked for by their keys at once."""
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Writing:
    """What is to be written, and which fields the file speaks of."""

    batch: Batch
    scratch: Scratch
    given: frozenset[str]
    around: Surroundings
    progress: Progress
    age: FileAge | None = None
    size: int = FIRST_ROWS

    @property
    def keeps_versions(self) -> bool:
        """Whether a changed row is a new row beside the old one."""
        return "shown_until" in self.scratch.real.c


async def write(writing: Writing) -> None:
    """Write everything, show it in one short transaction, and tidy up after it."""
    await add_companions(writing.batch, writing.around)
    total, done = writing.scratch.count(writing.scratch.change), 0
    writing.progress("writing", done, total)
    names, every = _to_add(writing)
    bulk = Bulk(writing.scratch.real, names, writing.batch.database.engine.dialect)
    if not writing.keeps_versions:
        every = every.where(~_is_change(writing))
    for added in _pieces(writing, every):
        async with writing.batch.short_write() as session:
            await _add(session, writing, bulk, added)
        done += len(added)
        writing.size = writing.batch.fitting(writing.size)
        writing.progress("writing", done, total)
    await add_mutes(writing.batch, writing.scratch)
    await keep_blocks(writing.batch, writing.scratch)
    if not writing.keeps_versions:
        for rows in _to_change(writing):
            async with writing.batch.short_write() as session:
                await keep(session, writing.batch, await _changes(session, writing, rows))
            done += len(rows)
            writing.size = writing.batch.fitting(writing.size)
            writing.progress("writing", done, total)
    await _show_all(writing)
    writing.progress("tidying up", 0, 0)
    await forget_earlier(writing.batch)
    await look_through(writing.batch, writing.scratch.kind.name)
    await writing.batch.close()


async def _show_all(writing: Writing) -> None:
    """Show what was written, with the figures that follow from it."""
    if writing.scratch.real is INTERVAL:
        await settle(writing.batch, touched_by(writing.scratch), writing.progress)
    writing.progress("showing", 0, 0)
    rest = kept_changes(writing.batch.database, writing.batch.id, IN_THE_SWITCH)
    await _show(writing, await anext(rest, []))
    async for kept in rest:
        async with writing.batch.short_write() as session:
            await put_forth(session, kept)


async def _show(writing: Writing, changed: list[Kept]) -> None:
    """Make the new rows seen, the replaced ones unseen, the changed ones changed: at once."""
    batch = writing.batch
    async with batch.short_write() as session:
        await put_forth(session, changed)
        await session.merge(Generation(name="shown", number=batch.generation))
        about = About("import", batch.id)
        kind = writing.scratch.kind.name
        if writing.age is not None:
            await tell_age(session, batch, kind, writing.age)
        audit.record(session, audit.OPERATOR, "import", about, datetime.now(UTC), kind=kind)
        shown = update(ImportBatch).where(ImportBatch.id == batch.id)
        await session.execute(shown.values(state="shown", kept=True))


async def _add(session: AsyncSession, writing: Writing, bulk: Bulk, rows: list[Any]) -> None:
    table, generation = writing.scratch.real, writing.batch.generation
    connection = await session.connection()
    retired = [{"retired": row.old_id} for row in rows if row.old_id is not None]
    if retired:
        retire = update(table).where(table.c.id == bindparam("retired"))
        await connection.execute(retire.values(shown_until=generation), retired)
    if table.name == "response":
        await invite_for(session, rows)
    await connection.run_sync(bulk.insert, [row[2:] for row in rows])


async def _changes(session: AsyncSession, writing: Writing, rows: list[Plain]) -> list[Change]:
    """Return what is going to be changed in place, beside what stands there now."""
    table = writing.scratch.real
    names = [column.name for column in table.primary_key]
    said = sorted(said_columns(writing.scratch, writing.given) - set(names))
    after = {
        tuple(row["old_id"] if name == "id" else row[name] for name in names): row for row in rows
    }
    now = await as_they_are(session, table, list(after))
    lasting = lasting_columns(writing.scratch)
    return [
        Change(
            table,
            key,
            {name: now[key][name] for name in said},
            {
                name: now[key][name] if row[name] is None and name in lasting else row[name]
                for name in said
            },
            contact_id=_whose(table.name, "contact", now[key]),
            partner_id=_whose(table.name, "partner", now[key]),
        )
        for key, row in after.items()
        if key in now
    ]


def _whose(table: str, kind: str, row: Plain) -> str | None:
    return row["id"] if table == kind else row.get(f"{kind}_id")


def _to_change(writing: Writing) -> Iterator[list[Plain]]:
    """Yield the rows that are changed in place, as they are to be."""
    columns = _said_or_old(writing)
    names = ("number", "old_id", *columns)
    every = _rows(writing, columns).where(_is_change(writing))
    for rows in _pieces(writing, every, MOST_IN_PLACE):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _pieces(writing: Writing, every: Select[Any], most: int | None = None) -> Iterator[list[Any]]:
    """Yield rows in the order of their numbers; how many, follows how long the last ones took."""
    number, last = writing.scratch.change.c.number, 0
    while True:
        piece = every.where(number > last).limit(min(writing.size, most or writing.size))
        found = writing.scratch.connection.execute(piece).all()
        if not found:
            return
        last = found[-1].number
        yield list(found)


def _said_or_old(writing: Writing) -> dict[str, ColumnElement[Any]]:
    """Return the row's columns; where the file says nothing, a known row stays as it is."""
    ready, old = writing.scratch.ready, writing.scratch.old
    said = said_columns(writing.scratch, writing.given)
    return {
        name: ready.c[name]
        if name in said
        else case((old.c.key.is_(None), ready.c[name]), else_=old.c[name])
        for name in writing.scratch.columns
    }


def _to_add(writing: Writing) -> tuple[list[str], Select[Any]]:
    """Return the columns of new rows, and what selects them after their number and old id."""
    scratch, change, generation = writing.scratch, writing.scratch.change, writing.batch.generation
    columns = _said_or_old(writing)
    if "id" not in columns and "id" in scratch.real.c:
        # Rows written together lie together; a person's id is not guessable.
        is_person = scratch.real.name == "contact"
        columns["id"] = (
            func.new_id() if is_person else func.printf(f"{generation:08d}-%010d", change.c.number)
        )
    columns["shown_from"] = literal(generation)
    if writing.batch.database.is_sqlite:
        # What SQLite keeps in one file it keeps in the other: no value is looked at.
        columns = {name: type_coerce(each, NullType()) for name, each in columns.items()}
    return list(columns), _rows(writing, columns)


def _rows(writing: Writing, columns: dict[str, ColumnElement[Any]]) -> Select[Any]:
    scratch, change = writing.scratch, writing.scratch.change
    joined = change.join(scratch.ready, scratch.ready.c.line == change.c.line)
    joined = joined.outerjoin(scratch.old, scratch.old.c.key == change.c.old_key)
    labelled = (each.label(name) for name, each in columns.items())
    return (
        select(change.c.number, change.c.old_id, *labelled)
        .select_from(joined)
        .order_by(change.c.number)
    )


def _is_change(writing: Writing) -> ColumnElement[bool]:
    return writing.scratch.change.c.old_key.is_not(None)
