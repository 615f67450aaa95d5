"""What came back: addresses that are gone, and people who want no mail."""

from datetime import datetime

from sqlalchemy import select, update

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery
from bot.people.store.place_tables import Address
from bot.people.store.rungs import bury
from bot.people.store.tables import Contact
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession


async def note_bounce(session: AsyncSession, platform: str, delivery_id: str, reason: str) -> None:
    """Bury the address a delivery went to, and say in the ledger that it did not arrive."""
    found = await session.execute(
        select(Address.id)
        .join(Delivery, Delivery.address_id == Address.id)
        .where(Delivery.id == delivery_id, Address.platform == platform)
    )
    address_id = found.scalar_one_or_none()
    if address_id is None:
        return
    await bury(session, address_id, f"bounced: {reason}")
    await session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state.in_([State.DELIVERED, State.UNKNOWN]),
        )
        .values(state=State.FAILED, reason=f"bounced: {reason}")
    )


async def note_complaint(session: AsyncSession, delivery_id: str, now: datetime) -> None:
    """Write no more to the person who called a delivery spam."""
    reader = select(Delivery.contact_id).where(Delivery.id == delivery_id).scalar_subquery()
    silenced = await session.scalars(
        update(Contact)
        .where(Contact.id == reader, Contact.opted_out_at.is_(None))
        .values(opted_out_at=now)
        .returning(Contact.id)
        .execution_options(synchronize_session=False)
    )
    for contact_id in silenced.all():
        # A mail programme said so for them; they may never have written a word to us.
        about = About("contact", contact_id)
        audit.record(session, audit.PROGRAM, "opt out", about, now, why="complaint")
