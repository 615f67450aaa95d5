"""Which slots of a cadence were changed: those its own walk passes over, for they have a row."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, DateTime, and_, delete, exists, func, select

from bot.beat.rules import cadence as rules
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import Occurrence
from bot.store.sessions import AsyncSession


def is_pending(cadence_id: str | None = None) -> ColumnElement[bool]:
    """Return the condition that a changed slot is still to come, of one cadence or of any."""
    waits = SlotChange.due_at.is_not(None)
    return waits if cadence_id is None else and_(SlotChange.cadence_id == cadence_id, waits)


async def any_pending(session: AsyncSession, cadence_id: str) -> bool:
    """Say whether a slot of this cadence that was changed is still to come."""
    return bool(await session.scalar(select(exists().where(is_pending(cadence_id)))))


async def let_stand(session: AsyncSession, cadence_id: str) -> bool:
    """Forget what was decided about slots to come; say whether there was anything."""
    gone = delete(SlotChange).where(is_pending(cadence_id)).returning(SlotChange.id)
    return bool((await session.scalars(gone)).all())


async def first_unchanged(
    session: AsyncSession, cadence_id: str, cadence: rules.Cadence, slot: datetime | None
) -> datetime | None:
    """Return this slot, or the next that nobody changed."""
    if slot is None:
        return None
    found = await session.scalars(
        select(SlotChange.slot).where(SlotChange.cadence_id == cadence_id, SlotChange.slot >= slot)
    )
    changed = frozenset(found)
    while slot is not None and slot in changed:
        slot = rules.slot_behind(cadence, slot)
    return slot


async def last_day(session: AsyncSession, cadence_id: str) -> date | None:
    """Return the day of the latest slot in which something was sent, wherever it was moved."""
    moment = func.max(func.coalesce(SlotChange.moved_to, Occurrence.slot), type_=DateTime())
    latest = await session.scalar(
        select(moment)
        .select_from(Occurrence)
        .outerjoin(
            SlotChange,
            and_(
                SlotChange.cadence_id == Occurrence.cadence_id,
                SlotChange.slot == Occurrence.slot,
            ),
        )
        .where(Occurrence.cadence_id == cadence_id, Occurrence.state != "missed")
    )
    return latest.date() if latest is not None else None
