"""Stores figures anew of every row that is seen: for a database in which they are not right."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from bot.figures.rules.cohorts import A_MONTH
from bot.figures.rules.ledger import CUSTOMER
from bot.figures.store.ledger_tables import CohortTotal, Movement, SharedCustomer, Stretch
from bot.figures.store.tables import SubscriptionInterval
from bot.imports.store.batches import Batch
from bot.imports.store.known import seen_names
from bot.imports.store.leftovers import forget_replaced, look_through
from bot.imports.store.stored_figures import Heard, every_customer, settle
from bot.imports.store.tables import REBUILD, ImportBatch
from bot.imports.store.turns import take_turn, whole_or_nothing
from bot.store import audit
from bot.store.audit import About
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession, Database
from bot.store.versions import Generation


async def rebuild(database: Database, heard: Heard) -> int:
    """Store every figure anew, seen in one moment; return how many rows were not right.

    What was decided of a movement that comes to the same stays (`as_decided`).
    """
    batch = await take_turn(database, REBUILD, "", await seen_names(database))
    async with whole_or_nothing(batch):
        written = await settle(batch, every_customer(database), heard, keeps=True)
        if written:
            await _show(batch)
    if not written:
        async with batch.short_write() as session:
            await session.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))
        return 0
    async with database.read() as session:
        own = await session.get_one(ImportBatch, batch.id)
    await forget_replaced(batch, own)
    await look_through(batch, REBUILD)
    await batch.close()
    return written


async def paid_and_stored(session: AsyncSession, day: date) -> tuple[int, ...]:
    """Return what is paid on a day by the rows, by stretches, and by all movements until then.

    After that what was paid as the day's month began, by all movements, as added up, and as
    added up partner by partner; and how many customers several partners share on the day, by
    stretches, and of them as it is stored.
    """
    interval, stretch = SubscriptionInterval.__table__.c, Stretch.__table__.c
    movement = Movement.__table__.c
    year = interval.annualised_reporting + interval.usage_annualised_reporting
    begun, total = day.replace(day=1), CohortTotal.__table__.c
    moved = (movement.level == CUSTOMER, movement.day <= day)
    moved_before = (movement.level == CUSTOMER, movement.day < begun)
    monthly = (total.months == A_MONTH, total.product_id.is_(None), *_in_force(total, begun))
    apart = total.opening_amount + total.away_amount
    sums = (
        (SubscriptionInterval, year, (interval.kind == "paid", *_in_force(interval, day))),
        (Stretch, stretch.amount, _in_force(stretch, day)),
        (Movement, movement.amount, moved),
        (Movement, movement.amount, moved_before),
        (CohortTotal, total.opening_amount, (*monthly, total.partner_id.is_(None))),
        (CohortTotal, apart, (*monthly, total.partner_id.is_not(None))),
    )
    found = [
        await session.scalar(
            select(func.coalesce(func.sum(amount), 0)).where(*conditions, is_shown(table))
        )
        for table, amount, conditions in sums
    ]
    several = (
        select(stretch.customer_id)
        .where(*_in_force(stretch, day), is_shown(Stretch))
        .group_by(stretch.customer_id)
        .having(func.min(stretch.partner_id) != func.max(stretch.partner_id))
        .subquery()
    )
    shared = SharedCustomer.__table__.c
    ends = shared.last_day
    known = select(shared.customer_id).where(
        is_shown(SharedCustomer), shared.first_day <= day, or_(ends.is_(None), ends >= day)
    )
    counted = select(func.count()).select_from(several)
    also_known = counted.where(several.c.customer_id.in_(known))
    found += [await session.scalar(count) for count in (counted, also_known)]
    return tuple(int(each or 0) for each in found)


def _in_force(columns: Any, day: date) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - of a table
    ends = columns.end_date
    return columns.start_date <= day, or_(ends.is_(None), ends > day)


async def _show(batch: Batch) -> None:
    async with batch.short_write() as session:
        await session.merge(Generation(name="shown", number=batch.generation))
        about = About("import", batch.id)
        audit.record(session, audit.OPERATOR, "figures rebuild", about, datetime.now(UTC))
        shown = update(ImportBatch).where(ImportBatch.id == batch.id).values(state="shown")
        await session.execute(shown)
