"""One person's beats: what reached them, and when the next is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.beat.rules.cadence import instant
from bot.beat.store.round_up_tables import RoundUp
from bot.beat.store.tables import Cadence, Delivery, Send
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Promise:
    """A rhythm we promised, with its next slot in wall-clock time."""

    kind: str
    subject: str
    rule: str
    zone: str | None
    next_slot: datetime | None
    paused: bool


async def promises_kept(session: AsyncSession) -> list[Promise]:
    """Return every cadence, the next to come first."""
    rows = await session.execute(
        select(
            Cadence.kind,
            Cadence.subject,
            Cadence.rule,
            Cadence.zone,
            Cadence.next_slot,
            Cadence.paused,
        ).order_by(Cadence.paused, Cadence.next_slot, Cadence.subject)
    )
    return [Promise(*row) for row in rows]


async def next_due(
    session: AsyncSession, contact_id: str, zone: str, now: datetime
) -> datetime | None:
    """Return this person's next moment after `now`: a planned delivery, or a promised slot."""
    planned = await session.scalar(
        select(func.min(Delivery.due_at)).where(
            Delivery.contact_id == contact_id, Delivery.state == "planned", Delivery.due_at > now
        )
    )
    promised = await session.execute(
        select(Cadence.next_slot, Cadence.zone).where(
            Cadence.paused.is_(False), Cadence.next_slot.is_not(None)
        )
    )
    moments = [instant(slot, own or zone) for slot, own in promised if slot is not None]
    moments += [planned] if planned is not None else []
    return min((moment for moment in moments if moment > now), default=None)


async def next_of_anybody(session: AsyncSession, now: datetime) -> datetime | None:
    """Return the next moment after `now` at which anything falls due for anybody."""
    promised = select(func.min(Cadence.next_due_at)).where(
        Cadence.paused.is_(False), Cadence.next_due_at > now
    )
    planned = select(func.min(Delivery.due_at)).where(
        Delivery.state == "planned", Delivery.due_at > now
    )
    gathered = select(func.min(RoundUp.due_at)).where(
        RoundUp.state == "gathering", RoundUp.due_at > now
    )
    moments = [await session.scalar(each) for each in (promised, planned, gathered)]
    return min((moment for moment in moments if moment is not None), default=None)


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
