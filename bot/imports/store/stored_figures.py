"""Stored figures, written by the import whose rows they follow from and seen with them.

Only what changed is written: a figure that comes to the same stays the row that it was.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import (
    Column,
    MetaData,
    Table,
    Text,
    func,
    insert,
    or_,
    select,
    true,
    union,
)

from bot.figures.rules.cohorts import Totals
from bot.figures.rules.ledger import LEVELS, Movement, Paid, as_decided, ledger_of
from bot.figures.rules.sharing import shared_days
from bot.figures.store import tables
from bot.imports.store.batches import Batch
from bot.imports.store.pens import (
    CONTENT,
    MOVEMENT,
    OF_CUSTOMERS,
    SHARED_CUSTOMER,
    STRETCH,
    Pen,
    plainly,
)
from bot.imports.store.scratch import Scratch
from bot.imports.store.stored_totals import Summed, write_totals
from bot.store.columns import Base
from bot.store.sessions import Database

INTERVAL = Base.metadata.tables[tables.SubscriptionInterval.__tablename__]
CUSTOMERS = 500
ROWS = 5000
"""How many customers are looked at together, and how many intervals of theirs."""
WORKING_OUT = "working out figures"
Heard = Callable[[str, int, int], None]


async def settle(
    batch: Batch, customers: AsyncIterator[list[str]], heard: Heard, *, keeps: bool = False
) -> int:
    """Write the figures of these customers anew, unseen as yet; return how many rows it took.

    It `keeps` what was decided of movements that come to the same, as a rebuild does; an import
    decides with every row at hand.
    """
    pen, done = Pen(batch), 0
    sums = Summed(Totals(), Totals(), anew=keeps)
    async for page in customers:
        heard(WORKING_OUT, done, 0)
        async for some in _small_pages(batch.database, page):
            await _note_customers(pen, some, sums, keeps=keeps)
            await pen.flush(pen.size)
        done += len(page)
    await write_totals(pen, sums)
    await pen.flush(1)
    return pen.written


async def every_customer(database: Database) -> AsyncIterator[list[str]]:
    """Yield everybody who pays or of whom figures are stored, in order."""
    async for page in _walked(database, INTERVAL):
        yield page
    levels = [(MOVEMENT, MOVEMENT.c.level == level) for level in LEVELS]
    for table, condition in ((STRETCH, true()), *levels, (SHARED_CUSTOMER, true())):
        async for page in _walked(database, table, condition):
            yield await _strangers(database, page)


async def customers_of(database: Database, generation: int) -> AsyncIterator[list[str]]:
    """Yield whose intervals were written or retired by an import, in order."""
    columns = INTERVAL.c
    theirs = or_(columns.shown_from == generation, columns.shown_until == generation)
    async for page in _walked(database, INTERVAL, theirs):
        yield page


async def touched_by(scratch: Scratch) -> AsyncIterator[list[str]]:
    """Yield whose intervals are new, changed, or somebody else's by now, in order."""
    change, ready, old = scratch.change, scratch.ready, scratch.old
    theirs = union(
        select(ready.c.customer_id).join(change, change.c.line == ready.c.line),
        select(old.c.customer_id).join(change, change.c.old_key == old.c.key),
    )
    touched = Table("touched", MetaData(), Column("customer_id", Text, primary_key=True))
    touched.create(scratch.connection)
    scratch.connection.execute(insert(touched).from_select(["customer_id"], theirs))
    customer = touched.c.customer_id
    walk, last = select(customer).order_by(customer).limit(CUSTOMERS), ""
    while page := list(scratch.connection.scalars(walk.where(customer > last))):
        last = page[-1]
        yield page


async def _walked(
    database: Database,
    table: Table,
    *conditions: Any,  # noqa: ANN401 - of SQL
) -> AsyncIterator[list[str]]:
    customer = table.c.customer_id
    walk = select(customer).where(*conditions).distinct().order_by(customer).limit(CUSTOMERS)
    last = ""
    while True:
        async with database.read() as session:
            page = list(await session.scalars(walk.where(customer > last)))
        if not page:
            return
        last = page[-1]
        yield page


async def _strangers(database: Database, page: list[str]) -> list[str]:
    """Leave those of whom figures are stored and no interval is there."""
    known = select(INTERVAL.c.customer_id).where(INTERVAL.c.customer_id.in_(page)).distinct()
    async with database.read() as session:
        there = set(await session.scalars(known))
    return [each for each in page if each not in there]


async def _small_pages(database: Database, page: list[str]) -> AsyncIterator[list[str]]:
    """Part customers so that few intervals are in memory, however many each has."""
    customer = INTERVAL.c.customer_id
    counted = select(customer, func.count()).where(customer.in_(page)).group_by(customer)
    async with database.read() as session:
        counts = {row[0]: row[1] for row in await session.execute(counted)}
    some: list[str] = []
    rows = 0
    for each in page:
        count = counts.get(each, 0)
        if some and rows + count > ROWS:
            yield some
            some, rows = [], 0
        some.append(each)
        rows += count
    if some:
        yield some


async def _note_customers(pen: Pen, customers: list[str], sums: Summed, *, keeps: bool) -> None:
    paid, stretches, movements, shared = await _rows_of(pen.batch.database, customers)
    for customer in customers:
        # As they came from the database: to name every column of millions of rows takes long.
        ledger = ledger_of(cast("list[Paid]", paid.get(customer, [])))
        old = movements.get(customer, [])
        was = [Movement(*row[1:]) for row in old]
        wanted = ledger.movements
        if keeps and old:
            wanted = as_decided(wanted, was)
        pen.note(STRETCH, (customer,), stretches.get(customer, ()), ledger.stretches)
        pen.note(MOVEMENT, (customer,), old, wanted)
        pen.note(SHARED_CUSTOMER, (customer,), shared.get(customer, ()), shared_days(wanted))
        sums.take(was, wanted)


ByCustomer = dict[str, list[tuple[Any, ...]]]


async def _rows_of(database: Database, customers: list[str]) -> list[ByCustomer]:
    """Return what is paid, and what is stored of it, as the database keeps it."""
    plain = database.is_sqlite
    interval = INTERVAL.c
    year = interval.annualised_reporting + interval.usage_annualised_reporting
    paid = plainly(
        (interval.customer_id, interval.partner_id, interval.product_id),
        (interval.start_date, interval.end_date, year, interval.usage_annualised_reporting),
        plain=plain,
    ).where(interval.kind == "paid", year > 0)
    stored = (
        plainly(
            (table.c.customer_id, table.c.id),
            (table.c[name] for name in CONTENT[table.name]),
            plain=plain,
        )
        for table in OF_CUSTOMERS
    )
    found = []
    async with database.read() as session:
        for table, rows in zip((INTERVAL, *OF_CUSTOMERS), (paid, *stored), strict=True):
            theirs = rows.where(table.c.customer_id.in_(customers), table.c.shown_until.is_(None))
            if table is MOVEMENT:  # which has an index by both
                theirs = theirs.where(MOVEMENT.c.level.in_(LEVELS))
            found.append(_by_customer((await session.execute(theirs)).all()))
    return found


def _by_customer(rows: Iterable[Sequence[Any]]) -> ByCustomer:
    found: ByCustomer = {}
    for customer, *row in rows:
        found.setdefault(customer, []).append(tuple(row))
    return found
