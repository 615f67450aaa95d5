"""What came back: what did not arrive, addresses without anybody, people who want no mail."""

from datetime import datetime

from sqlalchemy import select, update

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery
from bot.people.store import complaints
from bot.people.store.place_tables import Address
from bot.people.store.returns import CHANGED
from bot.people.store.rungs import bury
from bot.store.sessions import AsyncSession

BOUNCED = "bounced: "


async def note_bounce(
    session: AsyncSession,
    platform: str,
    delivery_id: str,
    reason: str,
    now: datetime,
    *,
    nobody_there: bool,
) -> None:
    """Say in the ledger that a delivery did not arrive; bury its address if nobody is there.

    Whatever else was in the way keeps the address: it says nothing of the next time.
    """
    found = await session.execute(
        select(Address.id)
        .join(Delivery, Delivery.address_id == Address.id)
        .where(Delivery.id == delivery_id, Address.platform == platform)
    )
    address_id = found.scalar_one_or_none()
    if address_id is None:
        return
    told = f"{BOUNCED}{reason}"
    if nobody_there:
        await bury(session, address_id, told, now)
    await session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state.in_([State.DELIVERED, State.UNKNOWN]),
        )
        .values(state=State.FAILED, reason=told)
    )


async def note_complaint(
    session: AsyncSession, platform: str, delivery_id: str, now: datetime
) -> None:
    """End mail to the address that called a delivery spam; what its owner muted stays as it is."""
    found = await session.scalars(
        select(Address.id)
        .join(Delivery, Delivery.contact_id == Address.contact_id)
        .where(Delivery.id == delivery_id, Address.platform == platform)
        # A letter that failed here may have gone on to another platform since.
        # One that is no longer theirs hears for the one they have now.
        .order_by(
            Address.reason.is_distinct_from(CHANGED).desc(),
            (Address.id == Delivery.address_id).desc(),
            Address.linked_at.desc(),
        )
        .limit(1)
    )
    address_id = found.one_or_none()
    if address_id is not None:
        await complaints.note(session, address_id, now)
