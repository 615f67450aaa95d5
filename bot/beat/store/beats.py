"""One person's beats: what reached them, and when the next is due."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.beat.rules.cadence import instant
from bot.beat.store.round_up_tables import RoundUp
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import Cadence, Delivery, Send
from bot.store.sessions import AsyncSession

_MOVED = (SlotChange.due_at.is_not(None), SlotChange.moved_to.is_not(None))
"""What a slot was moved to that is still to come."""


async def next_due(
    session: AsyncSession, contact_id: str, zone: str, now: datetime
) -> datetime | None:
    """Return this person's next moment after `now`: a planned delivery, or a promised slot."""
    planned = await session.scalar(
        select(func.min(Delivery.due_at)).where(
            Delivery.contact_id == contact_id, Delivery.state == "planned", Delivery.due_at > now
        )
    )
    moments = [instant(slot, own or zone) for slot, own in await _promised(session)]
    moments += [planned] if planned is not None else []
    return min((moment for moment in moments if moment > now), default=None)


async def next_of_anybody(session: AsyncSession, now: datetime) -> datetime | None:
    """Return the next moment after `now` at which anything falls due for anybody."""
    promised = select(func.min(Cadence.next_due_at)).where(
        Cadence.paused.is_(False), Cadence.next_due_at > now
    )
    moved = (
        select(func.min(SlotChange.due_at))
        .join(Cadence, Cadence.id == SlotChange.cadence_id)
        .where(*_MOVED, Cadence.paused.is_(False), SlotChange.due_at > now)
    )
    planned = select(func.min(Delivery.due_at)).where(
        Delivery.state == "planned", Delivery.due_at > now
    )
    gathered = select(func.min(RoundUp.due_at)).where(
        RoundUp.state == "gathering", RoundUp.due_at > now
    )
    moments = [await session.scalar(one) for one in (promised, moved, planned, gathered)]
    return min((moment for moment in moments if moment is not None), default=None)


async def _promised(session: AsyncSession) -> list[tuple[datetime, str | None]]:
    """Return the wall-clock moments at which something is promised next, with their zones."""
    going = Cadence.paused.is_(False)
    plain = select(Cadence.next_slot, Cadence.zone).where(going, Cadence.next_slot.is_not(None))
    moved = (
        select(SlotChange.moved_to, Cadence.zone)
        .join(Cadence, Cadence.id == SlotChange.cadence_id)
        .where(*_MOVED, going)
    )
    rows = [*await session.execute(plain), *await session.execute(moved)]
    return [(slot, zone) for slot, zone in rows if slot is not None]


async def delivered_since(
    session: AsyncSession, contact_id: str, since: datetime
) -> Sequence[str]:
    """Return the titles of what reached this person after `since`, by due time."""
    found = await session.scalars(
        select(Send.title)
        .join(Delivery, Delivery.send_id == Send.id)
        .where(
            Delivery.contact_id == contact_id,
            Delivery.state == "delivered",
            Delivery.due_at > since,
        )
        .order_by(Delivery.due_at)
    )
    return found.all()


async def newest_topic(session: AsyncSession, contact_id: str) -> str | None:
    """Return the topic of the newest thing with a topic that reached this person."""
    return await session.scalar(
        select(Send.topic)
        .join(Delivery, Delivery.send_id == Send.id)
        .where(
            Delivery.contact_id == contact_id,
            Delivery.state.in_(["delivered", "unknown"]),
            Send.topic != "",
        )
        .order_by(Delivery.recorded_at.desc(), Delivery.id)
        .limit(1)
    )
