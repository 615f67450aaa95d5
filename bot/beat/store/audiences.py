"""Who is meant by an audience, as of now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, select

from bot.beat.rules.audience import Audience, PartnerFacts, Reader
from bot.people.rules.ladder import LADDER
from bot.people.store.rungs import Rung, first_rungs, rungs_at
from bot.people.store.tables import Contact, Mute, Partner
from bot.principal import Permission, Role
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession


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
    agreed: bool
    rung: Rung | None = None


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
    limit: int = 500,
    platforms: Collection[str] = LADDER,
) -> Page:
    """Return the next contacts of an audience by id, each with the address to use."""
    rows = await session.execute(_people(topic).where(Contact.id > after).limit(limit))
    seen = [_person(contact, partner, muted=bool(muted)) for contact, partner, muted in rows]
    meant = [person for person in seen if audience.includes(person.reader)]
    last = seen[-1].contact_id if len(seen) == limit else None
    return Page(await _with_rungs(session, meant, platforms), last)


async def named(
    session: AsyncSession,
    contact_ids: Collection[str],
    topic: str,
    platforms: Collection[str] = LADDER,
) -> tuple[Person, ...]:
    """Return these contacts, each with the address to use."""
    rows = await session.execute(_people(topic).where(Contact.id.in_(contact_ids)))
    meant = [_person(contact, partner, muted=bool(muted)) for contact, partner, muted in rows]
    return await _with_rungs(session, meant, platforms)


async def reader(session: AsyncSession, contact_id: str) -> Reader | None:
    """Return what an audience may ask about one contact."""
    row = (await session.execute(_people("").where(Contact.id == contact_id))).one_or_none()
    return _reader(row[0], row[1]) if row is not None else None


async def tiers(session: AsyncSession) -> list[str]:
    """Return the tiers that partners are in, in order."""
    found = await session.scalars(
        select(Partner.tier)
        .where(is_shown(Partner), Partner.erased_at.is_(None), Partner.tier.is_not(None))
        .distinct()
        .order_by(Partner.tier)
    )
    return [tier for tier in found if tier]


async def count(session: AsyncSession, audience: Audience) -> int:
    """Count the active people whom an audience means now, whether they can be reached or not."""
    rows = await session.execute(_people("").where(Contact.active))
    return sum(audience.includes(_reader(contact, partner)) for contact, partner, _ in rows)


def facts_of(partner: Partner) -> PartnerFacts:
    """Return what an audience may ask about a partner."""
    return PartnerFacts(
        partner=partner.name, tier=partner.tier, region=partner.region, stage=partner.stage
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


def _people(topic: str) -> Select[Contact, Partner | None, str | None]:
    return (
        select(Contact, Partner, Mute.topic)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .outerjoin(Mute, (Mute.contact_id == Contact.id) & (Mute.topic == topic))
        # A nameless row stands for who was erased: nobody is left to be meant, or missed.
        .where(is_shown(Contact), Contact.erased_at.is_(None))
        .order_by(Contact.id)
    )


async def _with_rungs(
    session: AsyncSession, people: Iterable[Person], platforms: Collection[str]
) -> tuple[Person, ...]:
    found = tuple(people)
    rungs = await first_rungs(session, [person.contact_id for person in found], platforms)
    return tuple(replace(person, rung=rungs.get(person.contact_id)) for person in found)


def _person(contact: Contact, partner: Partner | None, *, muted: bool) -> Person:
    return Person(
        contact_id=contact.id,
        partner_id=contact.partner_id,
        zone=contact.own_zone,
        reader=_reader(contact, partner),
        active=contact.active,
        opted_out=contact.opted_out_at is not None,
        muted=muted,
        agreed=contact.consent_at is not None,
    )


def _reader(contact: Contact, partner: Partner | None) -> Reader:
    return Reader(
        role=Role(contact.role),
        is_vendor=contact.permission != Permission.PARTNER,
        partner=partner.name if partner else None,
        tier=partner.tier if partner else None,
        region=partner.region if partner else None,
        stage=partner.stage if partner else None,
    )
