"""Conversations as recipients: where a text for several readers goes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, update

from bot.beat.rules.audience import Audience, PartnerFacts, To
from bot.beat.rules.outcomes import State
from bot.beat.store.audiences import facts_of
from bot.beat.store.choosing import NOTHING_BROUGHT, Choosing
from bot.beat.store.tables import Delivery
from bot.people.store import shared_places
from bot.people.store.place_tables import Conversation, Installation
from bot.people.store.rungs import lane_of, platform_of
from bot.people.store.tables import Contact, Partner, PartnerMute
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class ConversationStanding:
    """A conversation with what planning asks about it."""

    conversation_id: str
    zone: str
    state: str
    installed: bool
    lane: str
    country: str | None = None
    partner_muted: bool = False

    @property
    def live(self) -> bool:
        """Whether we may speak there."""
        return self.state == "live"

    @property
    def closed(self) -> str:
        """Why it is left out, in the ledger's words; empty where it is not."""
        return "" if self.live else closed_words(self.state)

    def is_spoken_in(self, platforms: Collection[str]) -> bool:
        """Say whether something can be said there now."""
        return self.live and self.installed and platform_of(self.lane) in platforms


@dataclass(frozen=True, slots=True)
class PartnersPlace:
    """The one conversation in which a partner is spoken to, and what is true of the partner."""

    partner_id: str
    facts: PartnerFacts
    place: ConversationStanding


@dataclass(frozen=True, slots=True)
class ConversationReach:
    """What became of a send's delivery to one conversation, and how that stands now.

    `conversation` is its name, which not every one has.
    """

    conversation: str
    kind: str
    since: datetime
    platform: str
    partner: str | None
    outcome: str
    reason: str
    stands: str
    because: str


def closed_words(state: str) -> str:
    """Say in the ledger why nothing goes to a conversation that stands so."""
    return f"conversation {state}"


async def standings(
    session: AsyncSession, conversation_ids: Collection[str]
) -> tuple[ConversationStanding, ...]:
    """Return these conversations with the lanes of their installations."""
    found = await session.execute(
        select(Conversation, Installation, PartnerMute.partner_id, Partner.country)
        .join(Installation, Installation.id == Conversation.installation_id)
        .outerjoin(PartnerMute, PartnerMute.partner_id == Conversation.partner_id)
        .outerjoin(Partner, Partner.id == Conversation.partner_id)
        .where(Conversation.id.in_(conversation_ids))
        .order_by(Conversation.id)
    )
    return tuple(_standing(*row) for row in found)


async def chosen(
    session: AsyncSession,
    audience: Audience,
    platforms: Collection[str],
    choosing: Choosing = NOTHING_BROUGHT,
) -> tuple[PartnersPlace, ...]:
    """Return of the partners that an audience means the conversation each is spoken to in.

    Where they are spoken to in either, it is one that can be spoken in now.
    """
    if not audience.to.has_conversations:
        return ()
    places = await of_partners(session, platforms)
    asked = audience.asks_for()
    more = await choosing.of_partners(session, asked, [one.partner_id for one in places])
    known = [
        replace(one, facts=replace(one.facts, more={**one.facts.more, **more[one.partner_id]}))
        for one in places
    ]
    meant = (one for one in known if audience.chooses(one.facts))
    if audience.to is To.EITHER:
        return tuple(one for one in meant if one.place.is_spoken_in(platforms))
    return tuple(meant)


async def still_meant(
    session: AsyncSession,
    audience: Audience,
    conversation_ids: Collection[str],
    choosing: Choosing = NOTHING_BROUGHT,
) -> frozenset[str]:
    """Return which of these conversations an audience means by their partners, as of now."""
    wanted = _shared().where(Conversation.id.in_(sorted(conversation_ids)))
    found = (await session.execute(wanted)).all()
    asked, partners = audience.asks_for(), {partner.id for _, _, partner, _ in found}
    more = await choosing.of_partners(session, asked, partners)
    met = set[str]()
    for conversation, installation, partner, _ in found:
        facts = facts_of(partner, installation.platform)
        if audience.chooses(replace(facts, more={**facts.more, **more[partner.id]})):
            met.add(conversation.id)
    return frozenset(met)


async def of_partners(
    session: AsyncSession, platforms: Collection[str]
) -> tuple[PartnersPlace, ...]:
    """Return of every partner that shares a conversation with us the one it is spoken to in.

    Where there are several it is one that can be spoken in now, and of these the one that an
    administrator matched last, else the oldest.
    """
    found: dict[str, PartnersPlace] = {}
    for conversation, installation, partner, muted in await session.execute(_shared()):
        place = _standing(conversation, installation, muted, partner.country)
        known = found.get(partner.id)
        is_better = known is None or (
            place.is_spoken_in(platforms) and not known.place.is_spoken_in(platforms)
        )
        if is_better:
            facts = facts_of(partner, platform_of(place.lane))
            found[partner.id] = PartnersPlace(partner.id, facts, place)
    return tuple(found[partner_id] for partner_id in sorted(found))


def _shared() -> Select[Conversation, Installation, Partner, str | None]:
    return (
        select(Conversation, Installation, Partner, PartnerMute.partner_id)
        .join(Installation, Installation.id == Conversation.installation_id)
        .join(Partner, Partner.id == Conversation.partner_id)
        .outerjoin(PartnerMute, PartnerMute.partner_id == Partner.id)
        .where(Conversation.kind != "personal", is_shown(Partner), Partner.erased_at.is_(None))
        .order_by(*shared_places.posted_first())
    )


async def partners_planned(
    session: AsyncSession, send_id: str, partner_ids: Iterable[str]
) -> frozenset[str]:
    """Return which of these have a conversation that a send was planned for."""
    return await _with_conversation(session, send_id, partner_ids, true())


async def partners_spoken_to(
    session: AsyncSession, send_id: str, partner_ids: Iterable[str]
) -> frozenset[str]:
    """Return which of these a send speaks to in a conversation, unless nothing can be said there.

    What was said there stays said, and what may have been said counts as said.
    """
    lost = and_(
        Delivery.state.in_([State.FAILED, State.SKIPPED]),
        Delivery.message_id.is_(None),
        or_(Conversation.state != "live", Installation.state != "live"),
    )
    return await _with_conversation(session, send_id, partner_ids, ~lost)


async def _with_conversation(
    session: AsyncSession,
    send_id: str,
    partner_ids: Iterable[str],
    condition: ColumnElement[bool],
) -> frozenset[str]:
    found = await session.scalars(
        select(Conversation.partner_id)
        .join(Delivery, Delivery.conversation_id == Conversation.id)
        .join(Installation, Installation.id == Conversation.installation_id)
        .where(
            Delivery.send_id == send_id,
            Conversation.partner_id.in_(sorted(set(partner_ids))),
            condition,
        )
    )
    return frozenset(each for each in found if each)


async def partners_with_people(
    session: AsyncSession, send_id: str, partner_ids: Iterable[str]
) -> frozenset[str]:
    """Return which of these have people whom a send was planned for."""
    found = await session.scalars(
        select(Contact.partner_id)
        .join(Delivery, Delivery.contact_id == Contact.id)
        .where(Delivery.send_id == send_id, Contact.partner_id.in_(sorted(set(partner_ids))))
        .distinct()
    )
    return frozenset(each for each in found if each)


async def close(session: AsyncSession, conversation_id: str, state: str, reason: str) -> None:
    """Speak there no more, and keep why; who takes us in again opens it."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.state == "live")
        .values(state=state, reason=reason)
    )


async def reached(session: AsyncSession, send_id: str) -> list[ConversationReach]:
    """Return what became of a send in every conversation that it was planned for."""
    rows = await session.execute(
        select(Delivery.state, Delivery.reason, Conversation, Installation.platform, Partner.name)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(Installation, Installation.id == Conversation.installation_id)
        .outerjoin(Partner, Partner.id == Conversation.partner_id)
        .where(Delivery.send_id == send_id)
        .order_by(Partner.name, Conversation.name, Conversation.id)
    )
    return [
        ConversationReach(
            conversation=place.name,
            kind=place.kind,
            since=place.welcomed_at or place.noted_at,
            platform=platform,
            partner=partner,
            outcome=outcome,
            reason=reason or "",
            stands=place.state,
            because=place.reason or "",
        )
        for outcome, reason, place, platform, partner in rows
    ]


def _standing(
    conversation: Conversation,
    installation: Installation,
    muted_partner: str | None,
    country: str | None,
) -> ConversationStanding:
    return ConversationStanding(
        conversation_id=conversation.id,
        zone=conversation.zone or "UTC",
        state=conversation.state,
        installed=installation.state == "live",
        lane=lane_of(installation.platform, installation.id),
        country=country,
        partner_muted=muted_partner is not None,
    )
