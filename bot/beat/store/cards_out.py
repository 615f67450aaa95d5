"""Where cards of ours stand before people, so that they can be drawn anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Address, Conversation
from bot.ports import Destination, Receipt
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class CardOut:
    """One card: whose, where it stands, and since when."""

    delivery_id: str
    contact_id: str
    to: Destination
    receipt: Receipt
    since: datetime


async def cards_of(session: AsyncSession, kind: str, subject: str) -> Sequence[CardOut]:
    """Return every card about this that was delivered to somebody by itself."""
    return await _cards(session, (Send.kind == kind) & (Send.subject == subject))


async def these_cards(session: AsyncSession, delivery_ids: Collection[str]) -> Sequence[CardOut]:
    """Return these cards, as far as they were delivered to somebody by themselves."""
    return await _cards(session, Delivery.id.in_(sorted(delivery_ids)))


async def _cards(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[CardOut]:
    rows = await session.execute(
        select(Delivery, Address, Conversation.service_url)
        .join(Send, Send.id == Delivery.send_id)
        .join(Address, Address.id == Delivery.address_id)
        .outerjoin(
            Conversation,
            and_(
                Conversation.installation_id == Address.installation_id,
                Conversation.external_id == Delivery.conversation,
            ),
        )
        .where(
            which,
            Delivery.state == State.DELIVERED,
            Delivery.message_id.is_not(None),
            Delivery.round_up_id.is_(None),
            Address.contact_id == Delivery.contact_id,
        )
        .order_by(Delivery.id)
    )
    return [_card(delivery, address, url) for delivery, address, url in rows]


def _card(delivery: Delivery, address: Address, service_url: str | None) -> CardOut:
    where = delivery.conversation or ""
    to = Destination(
        platform=address.platform,
        installation_id=address.installation_id,
        external_id=address.external_id,
        conversation=where,
        service_url=service_url or "",
        home=address.home or "",
    )
    receipt = Receipt(delivery.message_id or "", where, tuple(delivery.more or ()))
    since = delivery.recorded_at or delivery.due_at
    return CardOut(delivery.id, delivery.contact_id or "", to, receipt, since)
