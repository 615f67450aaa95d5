"""Who is meant by an audience, as of now."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Select, select

from bot.beat.rules.audience import Audience, PartnerFacts, Reader
from bot.beat.rules.choosing.dimensions import PLATFORM
from bot.beat.store.choosing import NOTHING_BROUGHT, WITH_ADDRESS, Choosing
from bot.errors import AudienceUnreadable
from bot.language import ENGLISH
from bot.people.rules.ladder import LADDER
from bot.people.store.rungs import Rung, first_rungs, rungs_at
from bot.people.store.tables import Contact, Mute, Partner, PartnerMute
from bot.principal import Permission, Role
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of an audience with what planning asks about them."""

    contact_id: str
    partner_id: str | None
    zone: str
    reader: Reader
    active: bool
    opted_out: bool
    muted: bool
    partner_muted: bool
    agreed: bool
    country: str | None = None
    rung: Rung | None = None


AT_ONCE = 500
"""Contacts that are read in one go."""
FEW = 25
"""Who is looked at first where one will do: most audiences mean somebody among them."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What an audience is resolved with: all it may ask for, and the platforms with a way out."""

    choosing: Choosing = NOTHING_BROUGHT
    platforms: Collection[str] = LADDER


EVERYWHERE = Looked()


@dataclass(frozen=True, slots=True)
class Page:
    """Some contacts of an audience, and the last id looked at: None when all were seen."""

    people: tuple[Person, ...]
    last: str | None


async def page(
    session: AsyncSession,
    audience: Audience,
    topic: str,
    *,
    after: str = "",
    limit: int = AT_ONCE,
    looked: Looked = EVERYWHERE,
) -> Page:
    """Return the next contacts of an audience by id, each with the address to use."""
    rows = await session.execute(_people(topic).where(Contact.id > after).limit(limit))
    seen = [_person(contact, partner, topic, mute) for contact, partner, topic, mute in rows]
    last = seen[-1].contact_id if len(seen) == limit else None
    known = await _known(session, audience, seen, looked)
    meant = [person for person in known if audience.includes(person.reader)]
    return Page(await _with_rungs(session, meant, looked.platforms), last)


async def means(
    session: AsyncSession, audience: Audience, contact_id: str, choosing: Choosing
) -> bool:
    """Say whether an audience means this contact, as of now; one that is unreadable does not."""
    return bool(await among(session, audience, [contact_id], "", choosing))


async def among(
    session: AsyncSession,
    audience: Audience,
    contact_ids: Collection[str],
    topic: str,
    choosing: Choosing,
) -> Sequence[Person]:
    """Return which of these contacts an audience means, as of now; an unreadable one none."""
    rows = await session.execute(_people(topic).where(Contact.id.in_(contact_ids)))
    seen = [_person(contact, partner, named, mute) for contact, partner, named, mute in rows]
    read = await _read(session, audience, choosing)
    if read is None:
        return ()
    known = await _known(session, read, seen, Looked(choosing))
    return [person for person in known if read.includes(person.reader)]


async def still_meant(
    session: AsyncSession, audience: Audience, contact_ids: Collection[str], looked: Looked
) -> frozenset[str]:
    """Return which of these contacts an audience that was read means, as of now."""
    rows = await session.execute(_people("").where(Contact.id.in_(sorted(contact_ids))))
    seen = [_person(contact, partner, topic, mute) for contact, partner, topic, mute in rows]
    known = await _known(session, audience, seen, looked)
    return frozenset(one.contact_id for one in known if audience.includes(one.reader))


async def named(
    session: AsyncSession,
    contact_ids: Collection[str],
    topic: str,
    platforms: Collection[str] = LADDER,
) -> tuple[Person, ...]:
    """Return these contacts, each with the address to use."""
    rows = await session.execute(_people(topic).where(Contact.id.in_(contact_ids)))
    meant = [_person(contact, partner, topic, mute) for contact, partner, topic, mute in rows]
    return await _with_rungs(session, meant, platforms)


async def has_so_many(
    session: AsyncSession, audience: Audience, least: int, looked: Looked
) -> bool:
    """Say whether an audience means at least so many people, as of now."""
    found = 0
    async for people in pages(session, audience, looked, first=max(FEW, least)):
        found += len(people)
        if found >= least:
            break
    return found >= least


async def count(session: AsyncSession, audience: Audience, choosing: Choosing) -> int:
    """Count the active people whom an audience means now; an unreadable one means none.

    Whether they can be reached does not matter.
    """
    read = await _read(session, audience, choosing)
    if read is None:
        return 0
    found = 0
    async for people in pages(session, read, Looked(choosing)):
        found += sum(person.active for person in people)
    return found


async def _read(session: AsyncSession, audience: Audience, choosing: Choosing) -> Audience | None:
    try:
        return await choosing.read(session, audience)
    except AudienceUnreadable as question:
        log.warning("audience_unreadable", reason=str(question))
        return None


async def countries(session: AsyncSession) -> frozenset[str]:
    """Return every country in which somebody may be reached."""
    found = select(Contact.country_lived_in(Partner.country)).distinct()
    rows = await session.scalars(found.outerjoin(Partner, Partner.id == Contact.partner_id))
    places = await session.scalars(select(Partner.country).distinct())
    return frozenset(country for country in (*rows, *places) if country)


async def pages(
    session: AsyncSession, audience: Audience, looked: Looked, *, first: int = AT_ONCE
) -> AsyncIterator[tuple[Person, ...]]:
    """Walk the people of an audience, some at a time: `first` are looked at first."""
    after: str | None = ""
    limit = first
    while after is not None:
        some = await page(session, audience, "", after=after, limit=limit, looked=looked)
        yield some.people
        after, limit = some.last, AT_ONCE


async def names_of(session: AsyncSession, contact_ids: Collection[str]) -> dict[str, str]:
    """Return the names of contacts with their partners', for the operator alone."""
    rows = await session.execute(
        select(Contact.id, Contact.name, Partner.name)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Contact.id.in_(sorted(contact_ids)))
    )
    return {who: f"{name} ({partner})" if partner else name for who, name, partner in rows}


def facts_of(partner: Partner, platform: str) -> PartnerFacts:
    """Return what an audience may ask about a partner that is spoken to on this platform."""
    return PartnerFacts(
        partner=partner.name,
        tier=partner.tier,
        region=partner.region,
        stage=partner.stage,
        country=partner.country,
        language=partner.language or ENGLISH.tag,
        more={PLATFORM: frozenset({platform})},
    )


async def at_addresses(
    session: AsyncSession,
    people: Sequence[Person],
    wanted: Mapping[str, str],
    platforms: Collection[str],
) -> Sequence[Person]:
    """Return these people, each with the address that is wanted for them where it can be used."""
    if not wanted:
        return people
    usable = await rungs_at(session, wanted.values(), platforms)
    rungs = {who: usable.get(address_id) for who, address_id in wanted.items()}
    return [replace(one, rung=rungs.get(one.contact_id) or one.rung) for one in people]


def _people(topic: str) -> Select[Contact, Partner | None, str | None, str | None]:
    return (
        select(Contact, Partner, Mute.topic, PartnerMute.partner_id)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .outerjoin(Mute, (Mute.contact_id == Contact.id) & (Mute.topic == topic))
        .outerjoin(PartnerMute, PartnerMute.partner_id == Contact.partner_id)
        # A nameless row stands for who was erased: nobody is left to be meant, or missed.
        .where(is_shown(Contact), Contact.erased_at.is_(None))
        .order_by(Contact.id)
    )


async def _known(
    session: AsyncSession,
    audience: Audience,
    people: Sequence[Person],
    looked: Looked,
) -> Sequence[Person]:
    """Find out of these people what an audience asks for and their rows do not say."""
    if audience.who is None:
        return people
    asked = audience.asks_for()
    pairs = {person.contact_id: person.partner_id for person in people}
    more = await looked.choosing.of_contacts(session, asked, pairs)
    if asked & WITH_ADDRESS:
        rungs = await first_rungs(session, list(pairs), looked.platforms)
        for contact_id, found in more.items():
            rung = rungs.get(contact_id)
            found[PLATFORM] = frozenset({rung.platform}) if rung else frozenset()
    return [replace(one, reader=replace(one.reader, more=more[one.contact_id])) for one in people]


async def _with_rungs(
    session: AsyncSession, people: Iterable[Person], platforms: Collection[str]
) -> tuple[Person, ...]:
    found = tuple(people)
    rungs = await first_rungs(session, [person.contact_id for person in found], platforms)
    return tuple(replace(person, rung=rungs.get(person.contact_id)) for person in found)


def _person(
    contact: Contact, partner: Partner | None, topic: str | None, muted_partner: str | None
) -> Person:
    return Person(
        contact_id=contact.id,
        partner_id=contact.partner_id,
        zone=contact.own_zone,
        reader=_reader(contact, partner),
        active=contact.active,
        opted_out=contact.opted_out_at is not None,
        muted=topic is not None,
        partner_muted=muted_partner is not None,
        agreed=contact.consent_at is not None,
        country=contact.own_country or (partner.country if partner else None),
    )


def _reader(contact: Contact, partner: Partner | None) -> Reader:
    return Reader(
        role=Role(contact.role),
        is_vendor=contact.permission != Permission.PARTNER,
        partner=partner.name if partner else None,
        tier=partner.tier if partner else None,
        region=partner.region if partner else None,
        stage=partner.stage if partner else None,
        country=(partner.country if partner else None) or contact.own_country,
        language=contact.own_language or (partner.language if partner else None) or ENGLISH.tag,
        permission=Permission(contact.permission),
        agreed=contact.consent_at is not None,
    )
