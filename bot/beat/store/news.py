"""The last editions somebody was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from bot.beat.rules.outcomes import State
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.amendments import was_recalled
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Conversation
from bot.principal import Principal
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Received:
    """An edition somebody has."""

    delivery_id: str
    title: str
    at: datetime


async def received(session: AsyncSession, contact_id: str, limit: int) -> Sequence[Received]:
    """Return the last editions this person was sent, the newest first."""
    rows = await session.execute(
        select(Delivery.id, Send.title, Delivery.recorded_at)
        .join(Send, Send.id == Delivery.send_id)
        .where(
            Delivery.contact_id == contact_id,
            Delivery.state == State.DELIVERED,
            Delivery.recorded_at.is_not(None),
            Send.kind == TextKind.EDITION,
            ~was_recalled(),
        )
        .order_by(Delivery.recorded_at.desc(), Delivery.id)
        .limit(limit)
    )
    return [Received(delivery_id, title, at) for delivery_id, title, at in rows if at is not None]


async def text_of(
    session: AsyncSession, delivery_id: str, reader: Principal | None = None
) -> WrittenText | None:
    """Return the edition a delivery brought; with a reader only where it was brought to them.

    What came into a conversation was brought to its partner's people, and to ours.
    """
    found = (
        select(Send.text_id, Send.subject)
        .join(Delivery, Delivery.send_id == Send.id)
        .outerjoin(Conversation, Conversation.id == Delivery.conversation_id)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == State.DELIVERED,
            Send.kind == TextKind.EDITION,
            ~was_recalled(),
        )
    )
    if reader is not None:
        found = found.where(or_(Delivery.contact_id == reader.contact_id, _is_there(reader)))
    row = (await session.execute(found)).one_or_none()
    if row is None:
        return None
    if row.text_id is None:
        # Opened before sends kept their text: it says what stands now.
        return await texts.newest(session, TextKind.EDITION, row.subject)
    return (await texts.kept(session, [row.text_id])).get(row.text_id)


def _is_there(reader: Principal) -> ColumnElement[bool]:
    """Return the condition that it came into a conversation of theirs."""
    if reader.is_vendor:
        return Delivery.conversation_id.is_not(None)
    return Conversation.partner_id == reader.partner_id
