"""How people are reached: one person's addresses, and whom we know at each partner."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.people.rules.coverage import Coverage, Known, Side
from bot.people.rules.ladder import Obstacle, Step, climb, obstacle
from bot.people.store.complaints import COMPLAINED
from bot.people.store.people import muted_topics, principal_by_email
from bot.people.store.place_tables import Address, Installation
from bot.people.store.rungs import step
from bot.people.store.tables import Contact, Partner, Sponsor
from bot.principal import Principal, Role
from bot.rights import may_see_person
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Way:
    """One address of a person: `rank` is its place in the order of use, from 1; None: unused."""

    platform: str
    place: str
    external_id: str
    state: str
    reason: str | None
    linked_by: str
    linked_at: datetime
    obstacle: Obstacle | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Consent:
    """The evidence that somebody agreed to be written to."""

    at: datetime
    how: str
    by: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person, what they want of us, and every way to them, the first one first."""

    contact_id: str
    name: str
    email: str | None
    role: str
    permission: str
    partner: str | None
    zone: str
    country: str | None
    preferred_platform: str | None
    opted_out: bool
    muted: tuple[str, ...]
    consent: Consent | None
    ways: tuple[Way, ...]

    @property
    def complained_on(self) -> frozenset[str]:
        """Where they called us spam: nothing goes there, unless they choose it again."""
        return frozenset(way.platform for way in self.ways if way.reason == COMPLAINED)

    @property
    def first(self) -> Way | None:
        """The way that is used."""
        return next((way for way in self.ways if way.rank == 1), None)


async def visible_person(
    session: AsyncSession, asker: Principal | None, email: str
) -> Principal | None:
    """Return the contact with this email if the asker may see them; None is the operator.

    Administrators see everybody, managers the partners' people, everybody themselves.
    """
    person = await principal_by_email(session, email)
    if person is None or asker is None:
        return person
    return person if may_see_person(asker, person) else None


async def dossier(
    session: AsyncSession, contact_id: str, platforms: Collection[str]
) -> Dossier | None:
    """Return all there is to know of how this contact is reached."""
    found = await session.execute(
        select(Contact, Partner.name)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Contact.id == contact_id)
    )
    row = found.one_or_none()
    if row is None:
        return None
    contact, partner = row
    rows = await session.execute(
        select(Address, Installation)
        .outerjoin(Installation, Installation.id == Address.installation_id)
        .where(Address.contact_id == contact_id)
        .order_by(Address.linked_at, Address.id)
    )
    return Dossier(
        contact_id=contact.id,
        name=contact.name,
        email=contact.email,
        role=contact.role,
        permission=contact.permission,
        partner=partner,
        zone=contact.own_zone,
        country=contact.chosen_country or contact.country,
        preferred_platform=contact.preferred_platform,
        opted_out=contact.opted_out_at is not None,
        muted=tuple(sorted(await muted_topics(session, contact_id))),
        consent=_consent(contact),
        ways=_ways([(a, i) for a, i in rows], contact.preferred_platform, platforms),
    )


def _consent(contact: Contact) -> Consent | None:
    if contact.consent_at is None:
        return None
    return Consent(contact.consent_at, contact.consent_how or "", contact.consent_by or "")


async def coverages(
    session: AsyncSession, platforms: Collection[str], partner_id: str | None = None
) -> tuple[Coverage, ...]:
    """Return whom we know at each partner, or at one, by name."""
    there = (is_shown(Partner), Partner.erased_at.is_(None))
    partners = select(Partner).where(*there).order_by(Partner.name)
    contacts = select(Contact).where(
        Contact.partner_id.is_not(None), Contact.active.is_(True), is_shown(Contact)
    )
    if partner_id is not None:
        partners = partners.where(Partner.id == partner_id)
        contacts = contacts.where(Contact.partner_id == partner_id)
    people: defaultdict[str, list[Contact]] = defaultdict(list)
    for contact in await session.scalars(contacts.order_by(Contact.name, Contact.id)):
        people[contact.partner_id or ""].append(contact)
    steps = await _steps(session, partner_id)
    sponsors = await _sponsors(session)
    ours = await _colleagues(session)
    return tuple(
        Coverage(
            partner_id=partner.id,
            partner=partner.name,
            people=tuple(_known(one, steps[one.id], platforms) for one in people[partner.id]),
            vendor_sponsor=sponsors.get((partner.id, Side.VENDOR)),
            partner_sponsor=sponsors.get((partner.id, Side.PARTNER)),
            manager=ours.get(partner.manager_id or ""),
            deputy=ours.get(partner.deputy_id or ""),
        )
        for partner in await session.scalars(partners)
    )


async def _steps(session: AsyncSession, partner_id: str | None) -> defaultdict[str, list[Step]]:
    query = (
        select(Address, Installation.state)
        .join(Contact, Contact.id == Address.contact_id)
        .outerjoin(Installation, Installation.id == Address.installation_id)
    )
    if partner_id is not None:
        query = query.where(Contact.partner_id == partner_id)
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for address, installation in await session.execute(query):
        found[address.contact_id].append(step(address, installation))
    return found


async def _sponsors(session: AsyncSession) -> dict[tuple[str, Side], str]:
    """Return the sponsors who are still with us, by partner and side."""
    rows = await session.execute(
        select(Sponsor.partner_id, Sponsor.side, Contact.name)
        .join(Contact, Contact.id == Sponsor.contact_id)
        .where(Contact.active.is_(True), is_shown(Contact))
    )
    return {(partner_id, Side(side)): name for partner_id, side, name in rows}


async def _colleagues(session: AsyncSession) -> dict[str, str]:
    """Return the vendor's people who are still with us, by id."""
    rows = await session.execute(
        select(Contact.id, Contact.name).where(
            Contact.partner_id.is_(None), Contact.active.is_(True), is_shown(Contact)
        )
    )
    return {colleague.id: colleague.name for colleague in rows}


def _known(contact: Contact, steps: Iterable[Step], platforms: Collection[str]) -> Known:
    order = climb(steps, contact.preferred_platform, platforms)
    return Known(
        contact_id=contact.id,
        name=contact.name,
        role=Role(contact.role),
        platforms=tuple(dict.fromkeys(one.platform for one in order)),
        opted_out=contact.opted_out_at is not None,
    )


def _ways(
    rows: Sequence[tuple[Address, Installation | None]],
    preferred: str | None,
    platforms: Collection[str],
) -> tuple[Way, ...]:
    steps = {a.id: step(a, i.state if i is not None else None) for a, i in rows}
    order = climb(steps.values(), preferred, platforms)
    ranks = {one.address_id: rank for rank, one in enumerate(order, 1)}
    ways = [
        Way(
            platform=address.platform,
            place=installation.name if installation is not None else "",
            external_id=address.external_id,
            state=address.state,
            reason=address.reason,
            linked_by=address.linked_by,
            linked_at=address.linked_at,
            obstacle=obstacle(steps[address.id], platforms),
            rank=ranks.get(address.id),
        )
        for address, installation in rows
    ]
    return tuple(sorted(ways, key=lambda way: way.rank or len(ways) + 1))
