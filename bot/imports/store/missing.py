"""What stands here and is no longer in a file: it is told, and ended if somebody says so.

Only what the file speaks of at all is looked at: people of the partners in it, subscriptions of
its partners and products. Half an export ends nobody at a partner that it does not name.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from bot.imports.store.checks import lasting_columns
from bot.imports.store.known import CLASSES, as_old
from bot.imports.store.scratch import Plain, Scratch
from bot.store.generations import is_shown
from bot.store.sessions import Database

PAGE = 2000
FIRST = 10
FEW = 500
"""So many partners or products are named in a question; of more, everything comes."""
SPEAKS_OF = {
    "contacts": ("partner_id",),
    "customers": ("partner_id",),
    "subscriptions": ("partner_id", "product_id"),
    "deals": ("partner_id",),
}
"""By what a file of a kind says whom it is about."""
ENDS = {"contacts": "active", "subscriptions": "end"}
"""The field that ends what a kind of file holds."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is no longer in the file: how much, of how many customers, what it is a year.

    `first` are the first ten; `begin_later` of those that were to be ended begin on that day
    or after it, and stay. Money is in minor units of the reporting currency.
    """

    count: int
    first: tuple[str, ...]
    customers: int = 0
    a_year: int = 0
    ended: int = 0
    begin_later: int = 0


async def find_missing(database: Database, scratch: Scratch, today: date) -> Missing | None:
    """Look for what stands here and runs, and is not in the file though its like is."""
    if scratch.kind.name not in SPEAKS_OF:
        return None
    async for rows in _standing(database, scratch, today):
        scratch.connection.execute(insert(scratch.missing).prefix_with("OR IGNORE"), rows)
    _leave_what_is_there(scratch)
    return _counted(scratch)


def end_missing(
    scratch: Scratch, given: frozenset[str], missing: Missing, day: date
) -> tuple[frozenset[str], Missing]:
    """End it as if the file had said so; return what it speaks of now, and what was ended."""
    field = ENDS[scratch.kind.name]
    column = next(each.column for each in scratch.kind.targets if field in each.sources)
    if field not in given:
        _leave_as_it_is(scratch, column)
    rows, runs = scratch.missing, _runs(scratch.missing, day)
    ended = _count(scratch, rows, runs)
    value: dict[str, ColumnElement[Any]] = dict.fromkeys(lasting_columns(scratch), null())
    value[column] = literal(day if column == "end_date" else False)
    columns = ("key", *scratch.columns)
    said = (value.get(name, rows.c[name]).label(name) for name in columns)
    last = select(func.max(scratch.ready.c.line)).scalar_subquery()
    line = (last + func.row_number().over(order_by=rows.c.key)).label("line")
    scratch.connection.execute(
        insert(scratch.old)
        .prefix_with("OR IGNORE")
        .from_select(["old_id", *columns], select(rows.c.old_id, *(rows.c[n] for n in columns)))
    )
    scratch.connection.execute(
        insert(scratch.ready).from_select(["line", *columns], select(line, *said).where(runs))
    )
    left = _count(scratch, rows, ~runs)
    return given | {field}, replace(missing, ended=ended, begin_later=left)


async def _standing(
    database: Database, scratch: Scratch, today: date
) -> AsyncIterator[list[Plain]]:
    """Yield what runs here of what the file speaks of, some at a time."""
    real = scratch.real
    conditions = [is_shown(CLASSES[real.name]), _runs(real, today)]
    for name in SPEAKS_OF[scratch.kind.name]:
        given = scratch.ready.c[name]
        few = select(given).where(given.is_not(None)).distinct().limit(FEW + 1)
        named = scratch.connection.execute(few).scalars().all()
        if len(named) <= FEW:
            # No index may help here: the walk goes by id, and would sort everything for each page.
            conditions.append(func.coalesce(real.c[name], "").in_(named))
    wanted = {*scratch.columns, "id"}
    page = select(*(real.c[name] for name in sorted(wanted))).where(*conditions)
    page, last = page.order_by(real.c.id).limit(PAGE), ""
    while True:
        async with database.read() as session:
            found = await session.execute(page.where(real.c.id > last))
            rows: list[Plain] = [dict(row) for row in found.mappings()]
        if not rows:
            return
        last = rows[-1]["id"]
        yield [as_old(scratch, row) for row in rows]


def _runs(table: Table, day: date) -> ColumnElement[bool]:
    """Say that somebody is here, that something runs on a day, or that a deal is open."""
    if "active" in table.c:
        return table.c.active.is_(True)
    if "closed_on" in table.c:
        return table.c.closed_on.is_(None)
    if "end_date" not in table.c:
        return literal(value=True)
    end = table.c.end_date
    return and_(table.c.start_date < day, or_(end.is_(None), end > day))


def _leave_what_is_there(scratch: Scratch) -> None:
    """Take out what is in the file, and what the file does not speak of."""
    ready, missing = scratch.ready, scratch.missing
    own = scratch.kind.own_id or "key"
    scratch.connection.execute(delete(missing).where(missing.c[own].in_(select(ready.c[own]))))
    for name in SPEAKS_OF[scratch.kind.name]:
        # As a list, that SQLite makes once: rows of the file have no index by these.
        named = select(ready.c[name]).where(ready.c[name].is_not(None))
        strange = or_(missing.c[name].is_(None), missing.c[name].not_in(named))
        scratch.connection.execute(delete(missing).where(strange))


def _counted(scratch: Scratch) -> Missing | None:
    missing = scratch.missing
    own = missing.c[scratch.kind.own_id or "key"]
    count = scratch.connection.execute(select(func.count(own.distinct()))).scalar_one()
    if not count:
        return None
    first = tuple(_first(scratch, own))
    if scratch.kind.name != "subscriptions":
        return Missing(count, first)
    year = missing.c.annualised_reporting + missing.c.usage_annualised_reporting
    paid = select(func.coalesce(func.sum(year), 0)).where(missing.c.kind == "paid")
    customers = select(func.count(missing.c.customer_id.distinct()))
    return Missing(
        count,
        first,
        scratch.connection.execute(customers).scalar_one(),
        scratch.connection.execute(paid).scalar_one(),
    )


def _first(scratch: Scratch, own: Column[Any]) -> Iterator[str]:
    shown = scratch.missing.c.name if scratch.kind.name == "customers" else own
    rows = select(shown).distinct().order_by(shown).limit(FIRST)
    return (str(value) for value in scratch.connection.execute(rows).scalars())


def _leave_as_it_is(scratch: Scratch, column: str) -> None:
    """Say of known rows what stands here, where the file says nothing of it."""
    ready, old = scratch.ready, scratch.old
    stands = select(old.c[column]).where(old.c.key == ready.c.key).scalar_subquery()
    known = exists().where(old.c.key == ready.c.key)
    scratch.connection.execute(update(ready).where(known).values({column: stands}))


def _count(scratch: Scratch, table: Table, condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(condition)
    return scratch.connection.execute(counted).scalar_one()
