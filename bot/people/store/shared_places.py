"""Conversations shared with partners: whose each is, as administrators settled it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update

from bot.people.rules.conversations import bare, is_called, is_called_in_part
from bot.people.rules.matching import KnownPartner
from bot.people.rules.place_states import PlaceState
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.tables import Contact, Partner
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

MOST = 5000


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """A conversation of several, where it is, whose it is, and how it stands.

    `vouched` is the partner that the whole installation is bound to, `since` when we came there,
    or else when we heard of it last.
    """

    id: str
    platform: str
    installation_id: str
    installation: str
    external_id: str
    kind: str
    name: str
    since: datetime
    shared: bool
    ignored: bool
    state: PlaceState
    reason: str | None
    partner_id: str | None
    partner: str | None
    vouched: str | None
    settled_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether an administrator has still to say whose it is."""
        return self.partner_id is None and not self.ignored


def _places() -> Select[Conversation, str, str, str | None, str | None]:
    return (
        select(
            Conversation,
            Installation.platform,
            Installation.name,
            Partner.name,
            Installation.partner_id,
        )
        .join(Installation, Installation.id == Conversation.installation_id)
        .outerjoin(Partner, Partner.id == Conversation.partner_id)
        # What an erased partner left is a bare row, and nobody's conversation.
        .where(Conversation.kind != "personal", Partner.erased_at.is_(None))
        .order_by(Conversation.name, Conversation.external_id, Conversation.id)
        .limit(MOST)
    )


async def _found(
    session: AsyncSession, statement: Select[Conversation, str, str, str | None, str | None]
) -> list[SharedPlace]:
    rows = await session.execute(statement)
    return [
        SharedPlace(
            id=row.id,
            platform=platform,
            installation_id=row.installation_id,
            installation=installation,
            external_id=row.external_id,
            kind=row.kind,
            name=row.name,
            since=row.welcomed_at or row.noted_at,
            shared=row.shared,
            ignored=row.ignored,
            state=PlaceState(row.state),
            reason=row.reason,
            partner_id=row.partner_id,
            partner=partner,
            vouched=vouched,
            settled_at=row.settled_at,
        )
        for row, platform, installation, partner, vouched in rows
    ]


async def every(session: AsyncSession) -> list[SharedPlace]:
    """Return the conversations of several there are, where we are still installed."""
    return await _found(session, _places().where(Installation.state == "live"))


async def called(session: AsyncSession, words: str) -> list[SharedPlace]:
    """Return those with this name, or this id of the platform's or of ours.

    Where no whole name is meant, it may be one part of a name: that of the place around it, or
    its own there.
    """
    wanted = bare(words)
    places = await every(session)
    named = [one for one in places if wanted in (one.id, one.external_id)]
    named = named or [one for one in places if is_called(one.name, wanted)]
    return named or [one for one in places if is_called_in_part(one.name, wanted)]


async def with_id(session: AsyncSession, conversation_id: str) -> SharedPlace | None:
    """Return one by our id."""
    found = await _found(session, _places().where(Conversation.id == conversation_id))
    return found[0] if found else None


async def closed(session: AsyncSession) -> list[SharedPlace]:
    """Return the partners' conversations in which we may not speak, each with its reason."""
    theirs = Conversation.partner_id.is_not(None)
    return await _found(
        session,
        _places().where(theirs, Conversation.state != "live", Installation.state == "live"),
    )


async def posted_in(
    session: AsyncSession, partner_ids: Collection[str] | None = None
) -> dict[str, str]:
    """Return, by partner, the one conversation in which its sends are posted.

    Of several live ones it is that which an administrator matched last.
    """
    meant = [Conversation.partner_id.is_not(None), Conversation.state == "live"]
    if partner_ids is not None:
        meant.append(Conversation.partner_id.in_(sorted(partner_ids)))
    rows = await session.execute(
        select(Conversation.partner_id, Conversation.id)
        .join(Installation, Installation.id == Conversation.installation_id)
        .where(Installation.state == "live", Conversation.kind != "personal", *meant)
        .order_by(*posted_first())
    )
    found: dict[str, str] = {}
    for partner_id, conversation_id in rows:
        if partner_id is not None:
            found.setdefault(partner_id, conversation_id)
    return found


def posted_first() -> tuple[ColumnElement[Any], ...]:
    """Return the order in which a partner's conversations are chosen from: matched last is first.

    Of those that nobody matched by hand it is the oldest.
    """
    matched = Conversation.settled_at
    return matched.is_(None), matched.desc(), Conversation.noted_at.asc(), Conversation.id.asc()


async def match(
    session: AsyncSession, conversation_id: str, partner: Partner, now: datetime
) -> None:
    """Let a conversation be a partner's, with the zone and language it is written for.

    Where it could not be spoken in for it was post-only, that is tried anew.
    """
    here = Conversation.id == conversation_id
    told = {
        column: value
        for column, value in (
            ("zone", partner.zone),
            ("language", partner.language),
            ("country", partner.country),
        )
        if value
    }
    await session.execute(
        update(Conversation)
        .where(here)
        .values(partner_id=partner.id, ignored=False, settled_at=now, **told)
    )
    await session.execute(
        update(Conversation)
        .where(here, Conversation.state == PlaceState.POST_ONLY.value)
        .values(state=PlaceState.LIVE.value, reason=None)
    )


async def ignore(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    """Let a conversation be nobody's, and be proposed no more."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(partner_id=None, ignored=True, settled_at=now, zone="", language="", country="")
    )


async def partners(session: AsyncSession) -> list[KnownPartner]:
    """Return every partner with the places that are bound to it."""
    homes: dict[str, set[str]] = {}
    bound = await session.execute(
        select(Installation.partner_id, Installation.external_id).where(
            Installation.partner_id.is_not(None)
        )
    )
    for partner_id, home in bound:
        homes.setdefault(partner_id or "", set()).add(home)
    rows = await session.execute(
        select(Partner.id, Partner.name)
        .where(is_shown(Partner), Partner.erased_at.is_(None))
        .order_by(Partner.name, Partner.id)
    )
    return [KnownPartner(key, name, frozenset(homes.get(key, ()))) for key, name in rows]


async def people_of(session: AsyncSession, platform: str, users: Collection[str]) -> Counter[str]:
    """Count the people of each partner who are linked to these names of the platform's."""
    rows = await session.execute(
        select(Contact.partner_id, func.count(Contact.id.distinct()))
        .join(Address, Address.contact_id == Contact.id)
        .where(
            Address.platform == platform,
            Address.external_id.in_(sorted(users)),
            Address.unlinked_at.is_(None),
            Contact.partner_id.is_not(None),
        )
        .group_by(Contact.partner_id)
    )
    return Counter({partner_id: count for partner_id, count in rows if partner_id})


def by_urgency(places: Sequence[SharedPlace]) -> list[SharedPlace]:
    """Return those that are to be settled: shared ones first, then where we are a member."""
    meant = [one for one in places if one.is_open and _is_there(one)]
    return sorted(meant, key=lambda one: (not one.shared, one.name, one.id))


def _is_there(place: SharedPlace) -> bool:
    if place.state is PlaceState.NOT_A_MEMBER:
        return place.shared
    return place.state in {PlaceState.LIVE, PlaceState.PENDING, PlaceState.POST_ONLY}
