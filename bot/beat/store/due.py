"""Everything there is to know of deliveries at the moment they are to leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, exists, select
from sqlalchemy.orm import aliased

from bot.beat.rules.audience import NAMED
from bot.beat.rules.budget import WINDOW
from bot.beat.rules.punctual import Timing
from bot.beat.rules.recipients import Recipient, SharedConversation, recipient_id
from bot.beat.rules.suppression import Standing
from bot.beat.rules.texts import WrittenText
from bot.beat.store import pushes, texts
from bot.beat.store.approval_tables import Hold
from bot.beat.store.due_places import SharedPlace, shared_places, why_closed
from bot.beat.store.tables import Delivery, Send
from bot.people.rules.ladder import Step, obstacle
from bot.people.store.people import principal_in, reading_language
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.tables import Contact, Mute, Partner, PartnerMute
from bot.ports import Destination
from bot.principal import Principal
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery with its recipient, where to reach it, and what may stand against it.

    `kept_back` is why it did not leave when it was tried last, `trouble` what is the matter with
    its whole place, and `closed` why its conversation is left out now. With `unmet` nobody has
    spoken at its address, and nothing of ours came there. `rule` is the audience of its send,
    frozen, where that is no list of names; `has_holds` says that somebody is kept out of it.
    `country` is where its reader lives; what is `kept` comes at its moment whatever that is for
    them, and with `by_slot` that moment is the calendar's. `waited` says how it kept its moment
    where it was put off for the night.
    """

    id: str
    send_id: str
    kind: str
    subject: str
    text_id: str | None
    text: WrittenText | None
    may_repeat: bool
    attempts: int
    recipient: Recipient
    due_at: datetime
    address_id: str | None
    to: Destination | None
    standing: Standing
    catch_up: timedelta
    priority: int
    resent: bool = False
    must_read: bool = False
    kept_back: str = ""
    trouble: str = ""
    unmet: bool = False
    closed: str = ""
    rule: str = ""
    has_holds: bool = False
    country: str | None = None
    kept: bool = False
    by_slot: bool = False
    waited: Timing | None = None

    @property
    def contact_id(self) -> str | None:
        """The person it is for; None for a conversation."""
        return self.recipient.contact_id if isinstance(self.recipient, Principal) else None


async def load(session: AsyncSession, ids: Collection[str], now: datetime) -> list[DueDelivery]:
    """Return these deliveries as they stand now, in the order in which they are to leave."""
    if not ids:
        return []
    wanted = {"ids": sorted(ids), "since": now - WINDOW}
    rows = (await session.execute(_found(), wanted)).all()
    around = _Around(
        texts=await texts.kept(session, {row.text_id for row in rows if row.text_id}),
        shared=await shared_places(session, {row.conversation_id for row in rows}),
        pushed=await pushes.around(session, [row for row in rows if row.beside], now),
        now=now,
    )
    return [_delivery(row, around) for row in rows]


@dataclass(frozen=True, slots=True)
class _Around:
    """What several deliveries have in common, by its ids."""

    texts: Mapping[str, WrittenText]
    shared: Mapping[str, SharedPlace]
    pushed: Mapping[str, pushes.Pushed]
    now: datetime


@cache
def _found() -> Select[*tuple[Any, ...]]:
    """Choose plain columns: mapped rows would cost more than all else that is done with them."""
    posted = aliased(Conversation)
    return (
        select(
            *(Delivery.id, Delivery.send_id, Delivery.contact_id, Delivery.conversation_id),
            *(Delivery.address_id, Delivery.due_at, Delivery.attempts, Delivery.earlier),
            *(
                Delivery.timing,
                Delivery.message_id,
                Delivery.more,
                Delivery.conversation.label("stands_in"),
            ),
            *(Delivery.reason, Send.priority, PartnerMute.muted_at.label("partner_mute")),
            *(*_of_its_send(), pushes.any_beside().label("beside")),
            *_of_its_reader(),
            *(Address.id.label("address"), Address.platform, Address.external_id),
            *(Address.conversation, Address.state, Address.linked_at, Address.unlinked_at),
            *(Address.installation_id.label("installation"), Installation.state.label("lives")),
            *(Installation.trouble, Address.unmet, Address.home),
            *(posted.service_url, Mute.topic.label("mute")),
        )
        .join(Send, Send.id == Delivery.send_id)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .outerjoin(PartnerMute, PartnerMute.partner_id == Contact.partner_id)
        # An address that was linked to somebody else since then is not this contact's any more.
        .outerjoin(
            Address,
            and_(Address.id == Delivery.address_id, Address.contact_id == Delivery.contact_id),
        )
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .outerjoin(
            posted,
            and_(
                posted.installation_id == Address.installation_id,
                posted.external_id == Address.conversation,
            ),
        )
        .outerjoin(Mute, and_(Mute.contact_id == Contact.id, Mute.topic == Send.topic))
        .where(Delivery.id.in_(bindparam("ids", expanding=True)))
        .order_by(Delivery.urgent.desc(), Delivery.due_at, Delivery.id)
    )


def _of_its_reader() -> tuple[Any, ...]:
    """Return what is asked of the person that a delivery is for, and of their partner."""
    return (
        *(Contact.name, Contact.permission, Contact.role, Contact.partner_id),
        *(Contact.active, Contact.opted_out_at, Contact.zone_lived_by().label("zone")),
        *(Contact.consent_at, Send.wants_consent),
        *(Partner.name.label("partner"), reading_language().label("language")),
        *(Partner.tier, Contact.country_lived_in(Partner.country).label("country")),
    )


def _of_its_send() -> tuple[Any, ...]:
    """Return what is asked of the send that a delivery is of."""
    return (
        *(Send.kind, Send.subject, Send.text_id, Send.on_unknown, Send.catch_up_minutes),
        *(Send.must_read, Send.stopped_at, Send.kept, Send.slot),
        # One that names thousands of people is never even read.
        case((Send.audience.like(f"{NAMED}%"), ""), else_=Send.audience).label("rule"),
        exists().where(Hold.subject == Send.subject).correlate(Send).label("has_holds"),
    )


def _delivery(row: Row[*tuple[Any, ...]], around: _Around) -> DueDelivery:
    person = row.contact_id is not None
    recipient = principal_in(row) if person else _place(row, around)
    whose = row if person else around.shared[row.conversation_id].place
    return DueDelivery(
        id=row.id,
        send_id=row.send_id,
        kind=row.kind,
        subject=row.subject,
        text_id=row.text_id,
        text=around.texts.get(row.text_id),
        may_repeat=row.on_unknown == "repeat",
        attempts=row.attempts,
        recipient=recipient,
        due_at=row.due_at,
        address_id=row.address_id,
        to=_going_on(row, _to_person(row) if person else _to_place(row, around)),
        standing=Standing(
            stopped=row.stopped_at is not None,
            active=row.active if person else True,
            opted_out=row.opted_out_at is not None,
            muted=row.mute is not None,
            partner_muted=whose.partner_mute is not None,
            agreed=not (person and row.wants_consent) or row.consent_at is not None,
            reachable=_is_reachable(row, around),
            late=around.now - row.due_at,
            pushes=_pushes(row, recipient, around),
        ),
        catch_up=timedelta(minutes=row.catch_up_minutes),
        priority=row.priority,
        resent=row.earlier is not None,
        must_read=bool(row.must_read),
        kept_back=row.reason or "",
        trouble=(row.trouble if person else around.shared[row.conversation_id].trouble) or "",
        unmet=bool(row.unmet),
        rule=row.rule,
        has_holds=bool(row.has_holds),
        country=whose.country,
        kept=row.kept or bool(row.must_read),
        by_slot=row.slot is not None,
        waited=Timing(row.timing) if row.timing else None,
        closed="" if person else why_closed(around.shared[row.conversation_id]),
    )


def _pushes(row: Row[*tuple[Any, ...]], recipient: Recipient, around: _Around) -> int:
    pushed = around.pushed.get(recipient_id(recipient))
    return pushed.share(row.priority, around.now) if pushed is not None else 0


def _place(row: Row[*tuple[Any, ...]], around: _Around) -> Recipient:
    shared = around.shared.get(row.conversation_id)
    if shared is None:
        raise LookupError(f"delivery {row.id} has no recipient")
    place = shared.place
    return SharedConversation(
        place.id,
        place.zone or "UTC",
        place.partner_id,
        place.name,
        place.language,
        place.hears_threads,
        place.tier,
    )


def _to_person(row: Row[*tuple[Any, ...]]) -> Destination | None:
    if row.address is None:
        return None
    return Destination(
        platform=row.platform,
        installation_id=row.installation,
        external_id=row.external_id,
        conversation=row.conversation,
        service_url=row.service_url or "",
        home=row.home or "",
    )


def _to_place(row: Row[*tuple[Any, ...]], around: _Around) -> Destination:
    shared = around.shared[row.conversation_id]
    return Destination(
        platform=shared.platform,
        installation_id=shared.place.installation_id,
        external_id=shared.place.external_id,
        conversation=shared.place.external_id,
        service_url=shared.place.service_url,
    )


def _going_on(row: Row[*tuple[Any, ...]], to: Destination | None) -> Destination | None:
    """Name the parts that stand there already, from a try that met a limit between two."""
    if to is None or not row.message_id:
        return to
    posted = (row.message_id, *(row.more or ()))
    return replace(to, conversation=row.stands_in or to.conversation, posted=posted)


def _is_reachable(row: Row[*tuple[Any, ...]], around: _Around) -> bool:
    if row.contact_id is None:
        shared = around.shared[row.conversation_id]
        return shared.state == "live" and shared.place.state == "live"
    if row.address is None:
        return False
    installation = row.installation
    step = Step(
        address_id=row.address,
        platform=row.platform,
        linked_at=row.linked_at,
        installation_id=installation,
        live=row.state == "live",
        installed=installation is None or row.lives == "live",
        linked=row.unlinked_at is None,
    )
    # Whether its platform has a way out is asked where the messengers are known.
    return obstacle(step, {row.platform}) is None
