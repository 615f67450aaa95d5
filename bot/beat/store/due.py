"""Everything there is to know of deliveries at the moment they are to leave."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import Recipient, SharedConversation, recipient_id
from bot.beat.rules.suppression import BUDGET_WINDOW, Standing
from bot.beat.rules.texts import WrittenText
from bot.beat.store import texts
from bot.beat.store.tables import Delivery, Send
from bot.people.rules.ladder import obstacle
from bot.people.store.people import principal_of, reading_language
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.rungs import step
from bot.people.store.tables import Contact, Mute, Partner
from bot.ports import Destination
from bot.principal import Principal
from bot.store.sessions import AsyncSession


class _Found(NamedTuple):
    delivery: Delivery
    send: Send
    contact: Contact | None
    shared: Conversation | None
    partner: str | None
    language: str
    address: Address | None
    installation: Installation | None
    service_url: str | None
    mute: str | None


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery with its recipient, where to reach it, and what may stand against it."""

    id: str
    send_id: str
    kind: str
    subject: str
    text: WrittenText | None
    may_repeat: bool
    attempts: int
    recipient: Recipient
    address_id: str | None
    to: Destination | None
    standing: Standing
    catch_up: timedelta

    @property
    def contact_id(self) -> str | None:
        """The person it is for; None for a conversation."""
        return self.recipient.contact_id if isinstance(self.recipient, Principal) else None


async def load(session: AsyncSession, ids: Collection[str], now: datetime) -> list[DueDelivery]:
    """Return these deliveries as they stand now, in the order in which they fell due."""
    if not ids:
        return []
    found = await _found(session, ids)
    pushes = await _pushes(session, found, now)
    kept = await texts.kept(session, {r.send.text_id for r in found if r.send.text_id})
    return [_delivery(row, kept, pushes, now) for row in found]


async def _found(session: AsyncSession, ids: Collection[str]) -> list[_Found]:
    shared, posted = aliased(Conversation), aliased(Conversation)
    rows = await session.execute(
        select(
            *(Delivery, Send, Contact, shared, Partner.name, reading_language()),
            *(Address, Installation, posted.service_url, Mute.topic),
        )
        .join(Send, Send.id == Delivery.send_id)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(shared, shared.id == Delivery.conversation_id)
        .outerjoin(Partner, Partner.id == func.coalesce(Contact.partner_id, shared.partner_id))
        # An address that was linked to somebody else since then is not this contact's any more.
        .outerjoin(
            Address,
            and_(Address.id == Delivery.address_id, Address.contact_id == Delivery.contact_id),
        )
        .outerjoin(
            Installation,
            Installation.id == func.coalesce(Address.installation_id, shared.installation_id),
        )
        .outerjoin(
            posted,
            and_(
                posted.installation_id == Address.installation_id,
                posted.external_id == Address.conversation,
            ),
        )
        .outerjoin(Mute, and_(Mute.contact_id == Contact.id, Mute.topic == Send.topic))
        .where(Delivery.id.in_(ids))
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [_Found._make(row) for row in rows]


async def _pushes(
    session: AsyncSession, found: Iterable[_Found], now: datetime
) -> dict[str | None, int]:
    """Count what reached, or may have reached, each recipient within the budget's window."""
    deliveries = [row.delivery for row in found]
    ended = and_(
        Delivery.state.in_([State.DELIVERED, State.UNKNOWN]),
        Delivery.recorded_at > now - BUDGET_WINDOW,
    )
    pushes: dict[str | None, int] = {}
    for column, ids in (
        (Delivery.contact_id, {d.contact_id for d in deliveries if d.contact_id}),
        (Delivery.conversation_id, {d.conversation_id for d in deliveries if d.conversation_id}),
    ):
        if not ids:
            continue
        counted = await session.execute(
            select(column, func.count())
            .where(column.in_(ids), or_(ended, Delivery.state == State.SENDING))
            .group_by(column)
        )
        pushes.update({row[0]: row[1] for row in counted})
    return pushes


def _delivery(
    row: _Found,
    kept: Mapping[str, WrittenText],
    pushes: Mapping[str | None, int],
    now: datetime,
) -> DueDelivery:
    delivery, send, contact = row.delivery, row.send, row.contact
    recipient = _recipient(row)
    return DueDelivery(
        id=delivery.id,
        send_id=send.id,
        kind=send.kind,
        subject=send.subject,
        text=kept.get(send.text_id or ""),
        may_repeat=send.on_unknown == "repeat",
        attempts=delivery.attempts,
        recipient=recipient,
        address_id=delivery.address_id,
        to=_destination(row),
        standing=Standing(
            active=contact.active if contact else True,
            opted_out=contact is not None and contact.opted_out_at is not None,
            muted=row.mute is not None,
            reachable=_is_reachable(row),
            late=now - delivery.due_at,
            pushes=pushes.get(recipient_id(recipient), 0),
        ),
        catch_up=timedelta(minutes=send.catch_up_minutes),
    )


def _recipient(row: _Found) -> Recipient:
    contact, shared = row.contact, row.shared
    if contact is not None:
        return principal_of(contact, row.partner, row.language)
    if shared is None:
        raise LookupError(f"delivery {row.delivery.id} has no recipient")
    return SharedConversation(shared.id, shared.zone or "UTC", shared.partner_id, row.partner)


def _destination(row: _Found) -> Destination | None:
    address, shared, installation = row.address, row.shared, row.installation
    if address is not None:
        return Destination(
            platform=address.platform,
            installation_id=address.installation_id,
            external_id=address.external_id,
            conversation=address.conversation,
            service_url=row.service_url or "",
        )
    if shared is None or installation is None:
        return None
    return Destination(
        platform=installation.platform,
        installation_id=installation.id,
        external_id=shared.external_id,
        conversation=shared.external_id,
        service_url=shared.service_url,
    )


def _is_reachable(row: _Found) -> bool:
    if row.shared is not None:
        installed = row.installation is not None and row.installation.state == "live"
        return installed and row.shared.state == "live"
    if row.address is None:
        return False
    state = row.installation.state if row.installation is not None else None
    # Whether its platform has a way out is asked where the messengers are known.
    return obstacle(step(row.address, state), {row.address.platform}) is None
