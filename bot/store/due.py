"""Everything there is to know of deliveries at the moment they are to leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from bot.domain.ladder import obstacle
from bot.domain.outcomes import State
from bot.domain.people import Permission, Principal, Role
from bot.domain.suppression import BUDGET_WINDOW, Standing
from bot.ports import Destination
from bot.store.audiences import step
from bot.store.people_tables import Conversation
from bot.store.sessions import AsyncSession
from bot.store.tables import (
    Address,
    Cadence,
    Contact,
    Delivery,
    Installation,
    Invitation,
    Mute,
    Occurrence,
    Partner,
    Send,
    Wave,
)


class _Found(NamedTuple):
    delivery: Delivery
    send: Send
    catch_up_minutes: int
    contact: Contact
    partner: str | None
    address: Address | None
    installation: str | None
    service_url: str | None
    mute: str | None
    wave: Wave | None
    invitation: Invitation | None


@dataclass(frozen=True, slots=True)
class Asking:
    """The invitation that a delivery of a wave carries."""

    wave_id: str
    survey: str
    invitation_id: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery with its reader, its address and what may stand against it."""

    id: str
    send_id: str
    kind: str
    subject: str
    may_repeat: bool
    attempts: int
    reader: Principal
    address_id: str | None
    to: Destination | None
    standing: Standing
    catch_up: timedelta
    asking: Asking | None = None


async def load(session: AsyncSession, ids: Collection[str], now: datetime) -> list[DueDelivery]:
    """Return these deliveries as they stand now, in the order in which they fell due."""
    if not ids:
        return []
    found = await _found(session, ids)
    pushes = await _pushes(session, {row.contact.id for row in found}, now)
    return [_delivery(row, pushes.get(row.contact.id, 0), now) for row in found]


async def _found(session: AsyncSession, ids: Collection[str]) -> list[_Found]:
    rows = await session.execute(
        select(
            *(Delivery, Send, Cadence.catch_up_minutes, Contact, Partner.name),
            *(Address, Installation.state, Conversation.service_url),
            *(Mute.topic, Wave, Invitation),
        )
        .join(Send, Send.id == Delivery.send_id)
        .join(Occurrence, Occurrence.id == Send.occurrence_id)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .join(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        # An address that was linked to somebody else since then is not this contact's any more.
        .outerjoin(
            Address,
            and_(Address.id == Delivery.address_id, Address.contact_id == Delivery.contact_id),
        )
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .outerjoin(
            Conversation,
            and_(
                Conversation.installation_id == Address.installation_id,
                Conversation.external_id == Address.conversation,
            ),
        )
        .outerjoin(Mute, and_(Mute.contact_id == Contact.id, Mute.topic == Send.topic))
        .outerjoin(Wave, and_(Send.kind == "wave", Wave.id == Send.subject))
        .outerjoin(
            Invitation,
            and_(Invitation.wave_id == Wave.id, Invitation.contact_id == Contact.id),
        )
        .where(Delivery.id.in_(ids))
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [_Found._make(row) for row in rows]


async def _pushes(
    session: AsyncSession, contact_ids: Collection[str], now: datetime
) -> dict[str, int]:
    """Count what reached, or may have reached, each contact within the budget's window."""
    ended = and_(
        Delivery.state.in_([State.DELIVERED, State.UNKNOWN]),
        Delivery.recorded_at > now - BUDGET_WINDOW,
    )
    found = await session.execute(
        select(Delivery.contact_id, func.count())
        .where(Delivery.contact_id.in_(contact_ids), or_(ended, Delivery.state == State.SENDING))
        .group_by(Delivery.contact_id)
    )
    return {row[0]: row[1] for row in found}


def _delivery(row: _Found, pushes: int, now: datetime) -> DueDelivery:
    delivery, send, contact, invited = row.delivery, row.send, row.contact, row.invitation
    asking = None
    if row.wave and invited:
        asking = Asking(row.wave.id, row.wave.survey, invited.id, row.wave.closes_at)
    return DueDelivery(
        id=delivery.id,
        send_id=send.id,
        kind=send.kind,
        subject=send.subject,
        may_repeat=send.on_unknown == "repeat",
        attempts=delivery.attempts,
        reader=_reader(contact, row.partner),
        address_id=delivery.address_id,
        to=_destination(row.address, row.service_url),
        standing=Standing(
            active=contact.active,
            opted_out=contact.opted_out_at is not None,
            muted=row.mute is not None,
            asked_lately=invited is not None and invited.delivered_at is not None,
            reachable=_is_reachable(row.address, row.installation),
            late=_lateness(delivery, row.wave, now),
            pushes=pushes,
        ),
        catch_up=timedelta(minutes=row.catch_up_minutes),
        asking=asking,
    )


def _reader(contact: Contact, partner: str | None) -> Principal:
    return Principal(
        contact_id=contact.id,
        name=contact.name,
        permission=Permission(contact.permission),
        role=Role(contact.role),
        zone=contact.zone,
        partner_id=contact.partner_id,
        partner_name=partner,
    )


def _destination(address: Address | None, service_url: str | None) -> Destination | None:
    if address is None:
        return None
    return Destination(
        platform=address.platform,
        installation_id=address.installation_id,
        external_id=address.external_id,
        conversation=address.conversation,
        service_url=service_url or "",
    )


def _is_reachable(address: Address | None, installation: str | None) -> bool:
    if address is None:
        return False
    # Whether its platform has a way out is asked where the messengers are known.
    return obstacle(step(address, installation), {address.platform}) is None


def _lateness(delivery: Delivery, wave: Wave | None, now: datetime) -> timedelta:
    if wave is not None and (wave.state != "open" or wave.closes_at <= now):
        return timedelta.max
    return now - delivery.due_at
