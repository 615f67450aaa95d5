"""Where the card of a case stands before the vendor's people, so that it can be drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Address, Conversation
from bot.ports import Destination, Receipt
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class CaseCopy:
    """One card of a case: whose, where it stands, and since when."""

    delivery_id: str
    contact_id: str
    to: Destination
    receipt: Receipt
    since: datetime


async def copies_of(session: AsyncSession, kind: str, case_id: str) -> Sequence[CaseCopy]:
    """Return every card of a case that was delivered to somebody by itself."""
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
            Send.kind == kind,
            Send.subject == case_id,
            Delivery.state == State.DELIVERED,
            Delivery.message_id.is_not(None),
            Delivery.round_up_id.is_(None),
            Address.contact_id == Delivery.contact_id,
        )
        .order_by(Delivery.id)
    )
    return [_copy(delivery, address, url) for delivery, address, url in rows]


def _copy(delivery: Delivery, address: Address, service_url: str | None) -> CaseCopy:
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
    return CaseCopy(delivery.id, delivery.contact_id or "", to, receipt, since)
