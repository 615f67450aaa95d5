"""Writes an import's rows where nobody sees them yet, in short transactions, then shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select, update

from bot.imports.rules.fields import Surroundings
from bot.imports.store.batches import Batch
from bot.imports.store.before import Change, Kept, as_they_are, keep, kept_changes, put_forth
from bot.imports.store.checks import lasting_columns, said_columns
from bot.imports.store.companions import add_companions, invite_for
from bot.imports.store.leftovers import forget_earlier
from bot.imports.store.scratch import Plain, Scratch
from bot.imports.store.tables import ImportBatch
from bot.imports.store.wishes import add_mutes, keep_blocks
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession
from bot.store.versions import Generation

MOST_ROWS, FEWEST_ROWS = 1000, 50
AIM_SECONDS = 0.05
"""How long a piece should hold the lock: a quarter of what it may, for a bad moment's sake."""
IN_THE_SWITCH = 5000
"""How many rows may be changed in place in the moment everything is shown."""
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Writing:
    """What is to be written, and which fields the file speaks of."""

    batch: Batch
    scratch: Scratch
    given: frozenset[str]
    around: Surroundings
    progress: Progress
    size: int = MOST_ROWS

    @property
    def keeps_versions(self) -> bool:
        """Whether a changed row is a new row beside the old one."""
        return "shown_until" in self.scratch.real.c


async def write(writing: Writing) -> None:
    """Write everything, show it in one short transaction, and tidy up after it."""
    await add_companions(writing.batch, writing.around)
    total = writing.scratch.count(writing.scratch.change)
    done = 0
    fresh = ~_is_change(writing) if not writing.keeps_versions else None
    for rows in _chunks(writing, fresh):
        async with writing.batch.short_write() as session:
            await _add(session, writing, rows)
        done += len(rows)
        _adapt(writing)
        writing.progress("writing", done, total)
    await add_mutes(writing.batch, writing.scratch)
    await keep_blocks(writing.batch, writing.scratch)
    if not writing.keeps_versions:
        for rows in _chunks(writing, _is_change(writing)):
            async with writing.batch.short_write() as session:
                await keep(session, writing.batch, await _changes(session, writing, rows))
            done += len(rows)
            _adapt(writing)
            writing.progress("writing", done, total)
    rest = kept_changes(writing.batch.database, writing.batch.id, IN_THE_SWITCH)
    await _show(writing, await anext(rest, []))
    async for kept in rest:
        async with writing.batch.short_write() as session:
            await put_forth(session, kept)
    await forget_earlier(writing.batch)
    await writing.batch.close()


async def _show(writing: Writing, changed: list[Kept]) -> None:
    """Make the new rows seen, the replaced ones unseen, and the changed ones changed: at once."""
    batch = writing.batch
    async with batch.short_write() as session:
        await put_forth(session, changed)
        await session.merge(Generation(name="shown", number=batch.generation))
        about = About("import", batch.id)
        kind = writing.scratch.kind.name
        audit.record(session, audit.OPERATOR, "import", about, datetime.now(UTC), kind=kind)
        shown = update(ImportBatch).where(ImportBatch.id == batch.id)
        await session.execute(shown.values(state="shown", kept=True))


async def _add(session: AsyncSession, writing: Writing, rows: list[Plain]) -> None:
    table, generation = writing.scratch.real, writing.batch.generation
    retired = [row["old_id"] for row in rows if row["old_id"] is not None]
    if retired:
        await session.execute(
            update(table).where(table.c.id.in_(retired)).values(shown_until=generation)
        )
    named = "id" in writing.scratch.columns or "id" not in table.c
    plain = [
        {
            **{name: row[name] for name in writing.scratch.columns},
            **({} if named else {"id": _new_id(writing, row["number"])}),
            "shown_from": generation,
        }
        for row in rows
    ]
    if table.name == "response":
        await invite_for(session, plain)
    await session.execute(table.insert(), plain)


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


def _chunks(writing: Writing, condition: ColumnElement[bool] | None) -> Iterator[list[Plain]]:
    """Yield the rows to write in order; their number follows how long the last ones took."""
    change, last = writing.scratch.change, 0
    every = _rows(writing)
    if condition is not None:
        every = every.where(condition)
    while True:
        piece = every.where(change.c.number > last).limit(writing.size)
        found = writing.scratch.connection.execute(piece).mappings().all()
        if not found:
            return
        last = found[-1]["number"]
        yield [dict(row) for row in found]


def _rows(writing: Writing) -> Any:  # noqa: ANN401 - a select of as many columns as there are
    """Select what is to be written; where the file says nothing, a known row stays as it is."""
    scratch, change = writing.scratch, writing.scratch.change
    ready, old = scratch.ready, scratch.old
    said = said_columns(scratch, writing.given)
    columns = [
        (
            ready.c[name]
            if name in said
            else case((old.c.key.is_(None), ready.c[name]), else_=old.c[name])
        ).label(name)
        for name in scratch.columns
    ]
    joined = change.join(ready, ready.c.line == change.c.line)
    joined = joined.outerjoin(old, old.c.key == change.c.old_key)
    return (
        select(change.c.number, change.c.old_id, *columns)
        .select_from(joined)
        .order_by(change.c.number)
    )


def _is_change(writing: Writing) -> ColumnElement[bool]:
    return writing.scratch.change.c.old_key.is_not(None)


def _adapt(writing: Writing) -> None:
    """Write fewer rows at a time on a slow disk, more again when it is quick."""
    if writing.batch.last > AIM_SECONDS:
        writing.size = max(FEWEST_ROWS, writing.size * 3 // 4)
    elif writing.batch.last < AIM_SECONDS / 2:
        writing.size = min(MOST_ROWS, writing.size + FEWEST_ROWS)


def _new_id(writing: Writing, number: int) -> str:
    """Name a row so that rows written together lie together; a person's id is not guessable."""
    if writing.scratch.real.name == "contact":
        return new_id()
    return f"{writing.batch.generation:08d}-{number:010d}"
