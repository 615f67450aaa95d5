"""Readers whose zone changed since something was planned for them in their own time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, or_, select, text, update

from bot.beat.rules.outcomes import State
from bot.beat.store.lanes import expect
from bot.beat.store.tables import Delivery, Send
from bot.people.store.tables import TRAVELLED, Contact, Partner
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A delivery planned in its reader's own time, with the zone they live by now."""

    delivery_id: str
    slot: datetime
    zone: str
    due_at: datetime
    country: str | None = None
    kept: bool = False


async def reckoned(session: AsyncSession, contact_ids: Collection[str]) -> None:
    """Remember by which zone these contacts were planned for in their own time.

    Who was planned for by another zone before keeps that one: they are about to be moved.
    """
    await session.execute(
        update(Contact)
        .where(Contact.id.in_(contact_ids), Contact.planned_zone.is_(None))
        .values(planned_zone=Contact.zone_lived_by())
        .execution_options(synchronize_session=False)
    )


async def travelled(session: AsyncSession, limit: int) -> dict[str, str]:
    """Return contacts who live by another zone than they were planned for by, with that zone."""
    found = await session.execute(to_follow().limit(limit))
    return {row[0]: row[1] for row in found}


def to_follow() -> Select[str, str]:
    """Choose the contacts who live by another zone than they were planned for by."""
    return (
        select(Contact.id, Contact.zone_lived_by())
        .where(text(TRAVELLED))
        # In the index's order: PostgreSQL takes most for travellers and would read everybody.
        .order_by(Contact.id)
    )


async def reckonings(session: AsyncSession, zones: Mapping[str, str]) -> list[Reckoning]:
    """Return what is planned for these contacts in their own time and not on its way."""
    found = await session.execute(
        select(
            *(Delivery.id, Delivery.contact_id, Send.slot, Delivery.due_at),
            or_(Send.kept, Send.must_read != ""),
            Contact.country_lived_in(Partner.country),
        )
        .join(Send, Send.id == Delivery.send_id)
        .join(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(
            Delivery.contact_id.in_(zones),
            Delivery.recorded_at.is_(None),
            Send.zone.is_(None),
            Send.slot.is_not(None),
            Delivery.state == State.PLANNED,
            Delivery.attempts == 0,
            Delivery.round_up_id.is_(None),
            # What is sent again is due when it was asked for, whatever slot its send had.
            Delivery.earlier.is_(None),
        )
    )
    return [
        Reckoning(delivery_id, slot, zones[who], due_at, country, kept)
        for delivery_id, who, slot, due_at, kept, country in found
        if who and slot
    ]


async def move(
    session: AsyncSession, moved: Sequence[tuple[Reckoning, datetime]], zones: Mapping[str, str]
) -> None:
    """Give these deliveries their instants; from now on their readers are planned for so."""
    column, contact = Delivery.__table__.c, Contact.__table__.c
    connection = await session.connection()
    if moved:
        await connection.execute(
            update(Delivery)
            .where(column.id == bindparam("the_id"), column.state == State.PLANNED)
            .values(due_at=bindparam("the_moment")),
            [{"the_id": one.delivery_id, "the_moment": due_at} for one, due_at in moved],
        )
        await expect(session, Delivery.id.in_([one.delivery_id for one, _ in moved]))
    await connection.execute(
        update(Contact)
        .where(contact.id == bindparam("the_id"))
        .values(planned_zone=bindparam("the_zone")),
        [{"the_id": who, "the_zone": zone} for who, zone in zones.items()],
    )
