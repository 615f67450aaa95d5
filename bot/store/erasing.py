"""Takes out of every table what is somebody's, and leaves bare numbers where numbers count.

Who is erased gives way to a nameless row with another key: what stays points to that one.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    PrimaryKeyConstraint,
    RowMapping,
    UniqueConstraint,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError

from bot.errors import NothingFound
from bot.store.columns import Base
from bot.store.generations import raise_names
from bot.store.lives import Forget, Instead
from bot.store.sessions import AsyncSession, Database
from bot.store.traces import Traces, Whom, classes, key_of, rows_of, traces_of

NOBODY = Whom("", "")
PIECE = 300
"""Rows that are changed in one transaction, so that nobody else waits long for the database."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whom to erase, the key of the nameless row that takes their place, and when."""

    whom: Whom
    stand_in: str
    now: datetime


async def move_ahead(database: Database, erasure: Erasure) -> Traces:
    """Do most of it some rows at a time, and return where the rest is; to be repeated at will.

    Words about them go, and what stays moves to the nameless row.
    """
    async with database.read() as session:
        traces = await traces_of(session, erasure.whom)
    for table in classes():
        spoken = traces.speaking.get(table.__tablename__, ())
        for start in range(0, len(spoken), PIECE):
            piece = {table.__tablename__: spoken[start : start + PIECE]}
            async with _piece(database, erasure) as session:
                await _take_out(session, table, Traces(NOBODY, frozenset(), piece), erasure)
        await _forget_sealed_ahead(database, table)
    async with database.begin() as session:
        await _stand_in(session, erasure)
    owners = {owner for table in classes() for owner in table.life.belongs.values()}
    for table in classes():
        life = table.life
        # By these the rest is found: they are moved last, and together.
        finds = table.__tablename__ in owners or life.called or life.matched or life.mentioned
        if not finds and not life.goes:
            await _move_rows(database, table, erasure)
    return replace(traces, speaking={})


async def erase(session: AsyncSession, erasure: Erasure, traces: Traces) -> None:
    """Erase all that is left; with the end of this transaction nobody finds them any more.

    Where somebody else did so meanwhile it raises `NothingFound`.
    """
    await _stand_in(session, erasure)
    for table in reversed(list(classes())):
        await _take_out(session, table, traces, erasure)
    for table in classes():
        await _point_away(session, table, erasure)
        await _forget_sealed(session, table)
    root = _root(erasure)
    await session.execute(delete(rows_of(root)).where(_is_root(root, erasure)))
    await raise_names(session)


async def wipe(database: Database) -> bool:
    """Let no byte of what was deleted lie about; False where somebody held the log open.

    On SQLite the file is written anew and the write-ahead log cut off; on PostgreSQL the
    tables are vacuumed.
    """
    try:
        await _say(database, "VACUUM")
    except OperationalError:
        return False
    return await cut_log(database)


async def cut_log(database: Database) -> bool:
    """Cut off SQLite's write-ahead log; False where somebody held it open."""
    if not database.is_sqlite:
        return True
    is_busy, *_ = await _say(database, "PRAGMA wal_checkpoint(TRUNCATE)") or (0,)
    return not is_busy


async def _say(database: Database, statement: str) -> Sequence[Any] | None:
    """Run what runs outside of a transaction."""
    async with database.engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        result = await plain.execute(text(statement))
        return result.one() if result.returns_rows else None


@asynccontextmanager
async def _piece(database: Database, erasure: Erasure) -> AsyncIterator[AsyncSession]:
    async with database.begin() as session:
        await _grip(session, erasure)
        yield session


async def _grip(session: AsyncSession, erasure: Erasure) -> RowMapping:
    """Keep whoever else erases them waiting until this transaction ends."""
    root = _root(erasure)
    theirs = select(rows_of(root)).where(_is_root(root, erasure)).with_for_update()
    row = (await session.execute(theirs)).mappings().one_or_none()
    if row is None:
        raise NothingFound("they were erased meanwhile")
    return row


async def _stand_in(session: AsyncSession, erasure: Erasure) -> None:
    """Put a row in the place of who is erased: all there is to count by, and no name."""
    row = await _grip(session, erasure)
    root = _root(erasure)
    key = key_of(root)
    if await session.scalar(select(key).where(key == erasure.stand_in)) is not None:
        return
    empties = _values(root, erasure.now, literal(erasure.stand_in))
    values = {**row, **empties, key.name: erasure.stand_in}
    await session.execute(insert(rows_of(root)).values(values))


async def _take_out(
    session: AsyncSession, table: type[Base], traces: Traces, erasure: Erasure
) -> None:
    rows, theirs = rows_of(table), traces.own(table)
    theirs &= key_of(table) != erasure.stand_in
    if table.life.goes:
        await _delete(session, table, theirs)
    elif table.life.empties and table.__tablename__ != traces.whom.table:
        values = dict(_values(table, erasure.now, key_of(table)))
        for name, instead in table.life.empties.items():
            if instead is Instead.ITS_KEY:
                # What says nothing names nobody, and tells what is alike from what is not.
                values[name] = case((rows.c[name] == "", ""), else_=values[name])
        await session.execute(update(rows).where(theirs).values(values))


async def _delete(
    session: AsyncSession, table: type[Base], condition: ColumnElement[bool]
) -> None:
    """Delete rows; what points to them lets go of them, or goes with them where it cannot."""
    rows = rows_of(table)
    for other in classes():
        for column in rows_of(other).c:
            if not any(foreign.column.table is rows for foreign in column.foreign_keys):
                continue
            pointing = column.in_(select(key_of(table)).where(condition))
            if column.nullable:
                gone = update(rows_of(other)).where(pointing).values({column: None})
                await session.execute(gone)
            else:
                await _delete(session, other, pointing)
    await session.execute(delete(rows).where(condition))


async def _drop_twins(
    session: AsyncSession, table: type[Base], name: str, erasure: Erasure
) -> None:
    """Delete what came again after its like was moved: what was there first is what counts."""
    rows = rows_of(table)
    moved = rows.alias()
    for constraint in rows.constraints:
        if not isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint):
            continue
        if name not in constraint.columns or len(constraint.columns) == 1:
            continue
        others = (column.name for column in constraint.columns if column.name != name)
        alike = [rows.c[other] == moved.c[other] for other in others]
        there = exists().where(moved.c[name] == erasure.stand_in, *alike)
        await _delete(session, table, (rows.c[name] == erasure.whom.key) & there)


async def _forget_sealed(session: AsyncSession, table: type[Base]) -> None:
    """Empty what nobody can look into, of whomever it is, but for what is still needed."""
    for rule in _of_sealed(table):
        rows = update(rows_of(table)).where(text(rule.where))
        await session.execute(rows.values(dict(rule.empties)))


async def _forget_sealed_ahead(database: Database, table: type[Base]) -> None:
    """Do the same some rows at a time: a week of requests would hold the database for long."""
    rows, key = rows_of(table), key_of(table)
    for rule in _of_sealed(table):
        last: str | None = ""
        while last is not None:
            needless = select(key).where(key > last, text(rule.where)).order_by(key).limit(PIECE)
            async with database.begin() as session:
                chosen = list(await session.scalars(needless))
                emptied = update(rows).where(key.in_(chosen)).values(dict(rule.empties))
                await session.execute(emptied)
            last = chosen[-1] if len(chosen) == PIECE else None


def _of_sealed(table: type[Base]) -> Iterator[Forget]:
    return (rule for rule in table.life.forgets if rule.empties.keys() & set(table.life.sealed))


async def _point_away(session: AsyncSession, table: type[Base], erasure: Erasure) -> None:
    rows, whom = rows_of(table), erasure.whom
    for name in _pointing(table, erasure):
        await _drop_twins(session, table, name, erasure)
        await session.execute(
            update(rows).where(rows.c[name] == whom.key).values({name: erasure.stand_in})
        )
    for name in table.life.quoted:
        old, new = f'"{whom.key}"', f'"{erasure.stand_in}"'
        await session.execute(
            update(rows)
            .where(rows.c[name].contains(old, autoescape=True))
            .values({name: func.replace(rows.c[name], old, new)})
        )


async def _move_rows(database: Database, table: type[Base], erasure: Erasure) -> None:
    """Empty and move rows until none of them points to who is erased."""
    rows, key = rows_of(table), key_of(table)
    is_alone = len(rows.primary_key) == 1
    for name in _pointing(table, erasure):
        here = rows.c[name] == erasure.whom.key
        values = {name: erasure.stand_in}
        if name in table.life.belongs:
            values = {**_values(table, erasure.now, key), **values}
        moved = PIECE
        while moved >= PIECE:
            async with _piece(database, erasure) as session:
                await _drop_twins(session, table, name, erasure)
                chosen = list(await session.scalars(select(key).where(here).limit(PIECE)))
                # By the key alone: beside it SQLite would rather walk the index of `here`.
                these = key.in_(chosen) if is_alone else here & key.in_(chosen)
                await session.execute(update(rows).where(these).values(values))
            moved = len(chosen)


def _pointing(table: type[Base], erasure: Erasure) -> frozenset[str]:
    pointing = table.life.points_to(erasure.whom.table)
    if table.__tablename__ == erasure.whom.table:
        pointing -= {key_of(table).name}
    return pointing


def _values(table: type[Base], now: datetime, key: ColumnElement[str]) -> Mapping[str, Any]:
    instead = {Instead.NOW: now, Instead.ITS_KEY: key}
    return {
        name: instead[value] if isinstance(value, Instead) else value
        for name, value in table.life.empties.items()
    }


def _root(erasure: Erasure) -> type[Base]:
    return next(table for table in classes() if table.__tablename__ == erasure.whom.table)


def _is_root(root: type[Base], erasure: Erasure) -> ColumnElement[bool]:
    return key_of(root) == erasure.whom.key
