"""Finds what a file's ids mean however they are written, and gives each the writing we have.

Most ids stand in the file as they stand here. Only for the others every id there is is looked
through once, so that letter case or a letter in pieces makes no second customer.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    false,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.sql.elements import KeyedColumnElement

from bot.imports.rules.faults import Fault, shown
from bot.imports.rules.fields import MADE
from bot.imports.store.scratch import Scratch, key_of
from bot.name_keys import name_key
from bot.store.generations import shown_generation
from bot.store.sessions import Database

PAGE = 2000
WRITTEN_OTHERWISE = "write {field} otherwise than it stands here: taken for the same"


async def find_ids(
    database: Database, scratch: Scratch, name: str, real: KeyedColumnElement[Any]
) -> None:
    """Put our writing of every id in its place; what could mean two things is complained of."""
    ids = _listed(scratch, name)
    for values in scratch.pieces(scratch.ready.c[name]):
        async with database.read() as session:
            stands = select(real).where(real.in_(values), *_not_retired(real)).distinct()
            exact = (await session.scalars(stands)).all()
        if exact:
            scratch.connection.execute(
                update(ids).where(ids.c.value == bindparam("exact")).values(ours=ids.c.value),
                [{"exact": each} for each in exact],
            )
    scratch.hear(0, 0)
    unknown = select(ids.c.value).where(ids.c.ours.is_(None)).limit(1)
    if scratch.connection.execute(unknown).first() is None:
        return
    async for page in _every_id(database, real):
        scratch.connection.execute(
            update(ids)
            .where(ids.c.key == bindparam("of"), ids.c.ours.is_(None))
            .values(
                other=func.coalesce(ids.c.other + " and ", "") + bindparam("writing"),
                others=ids.c.others + 1,
            ),
            [{"of": name_key(each), "writing": each} for each in page],
        )
    scratch.complain(_ambiguous(scratch, ids, name))
    if name == scratch.kind.own_id:
        scratch.complain(_in_two_writings(scratch, ids, name))
    _put_ours(scratch, ids, name)


def _listed(scratch: Scratch, name: str) -> Table:
    """List the file's ids: `ours` is set where one stands here just so."""
    ids = Table(
        f"ids_{name}",
        MetaData(),
        Column("value", Text, primary_key=True),
        Column("key", Text, index=True),
        Column("ours", Text),
        Column("other", Text),
        Column("others", Integer, default=0),
    )
    ids.create(scratch.connection)
    given = scratch.ready.c[name]
    values = select(given, func.name_key(given), literal(0)).where(
        given.is_not(None), given.not_like(f"{MADE}-%")
    )
    scratch.connection.execute(
        insert(ids).from_select(["value", "key", "others"], values.distinct())
    )
    return ids


async def _every_id(database: Database, real: KeyedColumnElement[Any]) -> AsyncIterator[list[str]]:
    """Yield the ids that are here, some at a time, and those just being replaced."""
    walk = select(real).where(real.is_not(None)).distinct().order_by(real).limit(PAGE)
    for each in (walk.where(*_not_retired(real)), walk.where(*_being_retired(real))):
        last = ""
        while True:
            async with database.read() as session:
                page = list(await session.scalars(each.where(real > last)))
            if not page:
                break
            last = page[-1]
            yield page


def _not_retired(real: KeyedColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Say it as the index of these rows does, so that it is used."""
    until = real.table.c.get("shown_until")
    return [] if until is None else [until.is_(None)]


def _being_retired(real: KeyedColumnElement[Any]) -> list[ColumnElement[bool]]:
    until = real.table.c.get("shown_until")
    return [false()] if until is None else [until > shown_generation()]


def _ambiguous(scratch: Scratch, ids: Table, name: str) -> Iterator[Fault]:
    given = scratch.ready.c[name]
    rows = (
        select(scratch.ready.c.line, given.label("value"), ids.c.other)
        .join(ids, ids.c.value == given)
        .where(ids.c.others > 1)
        .order_by(scratch.ready.c.line)
    )
    for row in scratch.connection.execute(rows):
        reason = f"{shown(row.other)} are two ids here: write it exactly as one of them"
        yield Fault(row.line, _field(scratch, name), shown(row.value), reason)


def _in_two_writings(scratch: Scratch, ids: Table, name: str) -> Iterator[Fault]:
    """Find ids of one key: some systems part them by letter case, and we never could again."""
    given = scratch.ready.c[name]
    twice = select(ids.c.key).group_by(ids.c.key).having(func.count() > 1)
    rows = (
        select(scratch.ready.c.line, given.label("value"), ids.c.key, ids.c.ours)
        .join(ids, ids.c.value == given)
        .where(ids.c.key.in_(twice))
        .order_by(ids.c.key, ids.c.ours.is_(None), scratch.ready.c.line)
    )
    key = value = ""
    for row in scratch.connection.execute(rows):
        if row.key != key:
            key, value = row.key, row.value
        elif row.value != value and row.ours is None:
            reason = f"also written {shown(value)} in this file: one id, or two? Write it one way"
            yield Fault(row.line, _field(scratch, name), shown(row.value), reason)


def _put_ours(scratch: Scratch, ids: Table, name: str) -> None:
    ready, kind = scratch.ready, scratch.kind
    otherwise = (
        select(ready, ids.c.other)
        .join(ids, ids.c.value == ready.c[name])
        .where(ids.c.others == 1)
        .order_by(ready.c.line)
        .limit(PAGE)
    )
    last = 0
    while (
        rows := scratch.connection.execute(otherwise.where(ready.c.line > last)).mappings().all()
    ):
        changed = []
        for row in map(dict, rows):
            row[name] = row.pop("other")
            if kind.refer is not None and row["reference"].startswith(f"{MADE}-"):
                row["reference"] = kind.refer(row)
            row["key"] = key_of(kind, row)
            changed.append({f"to_{each}": value for each, value in row.items()})
        put: dict[str, Any] = {
            each: bindparam(f"to_{each}") for each in (name, "key", *_reference(scratch))
        }
        scratch.connection.execute(
            update(ready).where(ready.c.line == bindparam("to_line")).values(put), changed
        )
        otherwise_here = sum(row["other"] != row[name] for row in rows)
        scratch.note(WRITTEN_OTHERWISE.format(field=_field(scratch, name)), otherwise_here)
        last = rows[-1]["line"]


def _field(scratch: Scratch, column: str) -> str:
    """Return the field that a column of ids comes from."""
    field = column.removesuffix("_id")
    return field if scratch.kind.field_named(field) else "id"


def _reference(scratch: Scratch) -> tuple[str, ...]:
    return ("reference",) if scratch.kind.refer is not None else ()
