"""What administrators settle about a partner: its installations, domains and sponsors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from bot.name_keys import kept, name_key
from bot.people.rules.coverage import Side
from bot.people.store.addresses import domains_of, withdraw_claims
from bot.people.store.partner_names import bears
from bot.people.store.people import principal_of, reading_language
from bot.people.store.place_tables import Installation
from bot.people.store.tables import Contact, Partner, PartnerDomain, Sponsor
from bot.principal import Principal
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class ListedInstallation:
    """One installation, and whose word it is."""

    platform: str
    external_id: str
    name: str
    state: str
    own: bool
    partner: str | None


async def partner_named(session: AsyncSession, words: str) -> Partner | None:
    """Return the partner with this name or id; None unless the two readings leave one.

    Theirs is the id of their own system where there is one, ours where there is none.
    """
    has_the_id = func.coalesce(Partner.source_id, Partner.id) == kept(words)
    has_the_name = bears(name_key(words))
    found = await session.scalars(
        select(Partner).where(has_the_id | has_the_name, is_shown(Partner)).limit(2)
    )
    rows = found.all()
    return rows[0] if len(rows) == 1 else None


async def begun_so(
    session: AsyncSession, words: str, partner_id: str | None = None
) -> tuple[tuple[str, str], ...]:
    """Return id and name of the partner called so, or else of those whose names begin so.

    With `partner_id` nobody else is looked for. It is one statement, whoever is found.
    """
    key = name_key(words)
    has_the_id = func.coalesce(Partner.source_id, Partner.id) == kept(words)
    is_so, begins = (
        bears(key) | has_the_id,
        Partner.name_key.startswith(f"{key} ", autoescape=True),
    )
    there = (is_shown(Partner), Partner.erased_at.is_(None), is_so | begins)
    found = select(Partner.id, Partner.name, is_so).where(*there).order_by(Partner.name)
    if partner_id is not None:
        found = found.where(Partner.id == partner_id)
    rows = (await session.execute(found.limit(MOST_LISTED))).all()
    exact = [(one, name) for one, name, is_exact in rows if is_exact]
    return tuple(exact) or tuple((one, name) for one, name, _ in rows)


async def any_partner(session: AsyncSession) -> Partner | None:
    """Return the first partner by name; None where there is none."""
    there = (is_shown(Partner), Partner.erased_at.is_(None))
    return await session.scalar(select(Partner).where(*there).order_by(Partner.name).limit(1))


async def name_of(session: AsyncSession, partner_id: str) -> str | None:
    """Return the name of a partner that is there; None for any other id."""
    there = (is_shown(Partner), Partner.erased_at.is_(None))
    return await session.scalar(select(Partner.name).where(Partner.id == partner_id, *there))


async def looked_after(
    session: AsyncSession, contact_id: str, limit: int
) -> tuple[tuple[str, str], ...]:
    """Return id and name of the partners somebody looks after; of all, where there are none."""
    there = (is_shown(Partner), Partner.erased_at.is_(None))
    wanted = select(Partner.id, Partner.name).where(*there).order_by(Partner.name).limit(limit)
    mine = (await session.execute(wanted.where(Partner.looked_after_by(contact_id)))).all()
    found = mine or (await session.execute(wanted)).all()
    return tuple((partner_id, name) for partner_id, name in found)


async def people_at(session: AsyncSession, partner_id: str, limit: int) -> tuple[Principal, ...]:
    """Return the people at a partner by name, so many at most."""
    rows = await session.execute(
        select(Contact, Partner.name, reading_language(), Partner.tier)
        .join(Partner, Partner.id == Contact.partner_id)
        .where(Partner.id == partner_id, Contact.active.is_(True), is_shown(Contact))
        .order_by(Contact.name, Contact.id)
        .limit(limit)
    )
    return tuple(principal_of(*row) for row in rows)


async def places(session: AsyncSession) -> list[ListedInstallation]:
    """Return where we are installed, 500 at most."""
    found = await session.execute(
        select(Installation, Partner.name)
        .outerjoin(Partner, Partner.id == Installation.partner_id)
        .order_by(Installation.platform, Installation.name, Installation.external_id)
        .limit(MOST_LISTED)
    )
    return [
        ListedInstallation(row.platform, row.external_id, row.name, row.state, row.own, partner)
        for row, partner in found
    ]


async def installations_called(session: AsyncSession, words: str) -> Sequence[Installation]:
    """Return the live installations with this id of the platform's, or this name of ours."""
    found = await session.scalars(
        select(Installation)
        .where(
            or_(Installation.external_id == words, Installation.id == words),
            Installation.state == "live",
        )
        .limit(2)
    )
    return found.all()


async def bind(
    session: AsyncSession, installation: Installation, partner_id: str | None, now: datetime
) -> int:
    """Let an installation speak for a partner's people, or (None) for nobody's.

    Returns how many links that rested on its word before were taken back.
    """
    withdrawn = 0
    if installation.partner_id != partner_id:
        withdrawn = await withdraw_claims(session, now, installation_id=installation.id)
    await session.execute(
        update(Installation)
        .where(Installation.id == installation.id, Installation.own.is_(False))
        .values(partner_id=partner_id)
    )
    return withdrawn


async def register_domain(
    session: AsyncSession, partner_id: str, domain: str, now: datetime
) -> None:
    """Count mail addresses of this domain as the partner's; again is no harm."""
    if await session.get(PartnerDomain, (partner_id, domain)) is None:
        session.add(PartnerDomain(partner_id=partner_id, domain=domain, registered_at=now))


async def strike_domain(session: AsyncSession, partner_id: str, domain: str, now: datetime) -> int:
    """Count a domain no longer; returns how many links that rested on it were taken back."""
    gone = await session.execute(
        delete(PartnerDomain)
        .where(PartnerDomain.partner_id == partner_id, PartnerDomain.domain == domain)
        .returning(PartnerDomain.domain)
    )
    if not gone.all():
        return 0
    return await withdraw_claims(session, now, domain=(partner_id, domain))


async def registered_domains(session: AsyncSession, partner_id: str) -> list[str]:
    """Return the partner's domains in order."""
    return sorted(await domains_of(session, partner_id))


async def set_sponsor(
    session: AsyncSession, partner_id: str, side: Side, contact_id: str | None, now: datetime
) -> None:
    """Name who answers for this partnership on one side; None names nobody."""
    known = await session.get(Sponsor, (partner_id, side.value))
    if known is not None:
        await session.delete(known)
        await session.flush()
    if contact_id is not None:
        session.add(
            Sponsor(partner_id=partner_id, side=side.value, contact_id=contact_id, set_at=now)
        )


async def people_called(session: AsyncSession, name: str, limit: int) -> tuple[str, ...]:
    """Return the ids of the people of this name, whatever its capitals, so many at most."""
    # Not every database knows the small letters of every alphabet: written alike is the same too.
    words = " ".join(name.split())
    same = (Contact.name == words) | (func.lower(Contact.name) == words.lower())
    there = (is_shown(Contact), Contact.erased_at.is_(None), Contact.active)
    found = select(Contact.id).where(same, *there).order_by(Contact.id).limit(limit)
    return tuple(await session.scalars(found))
