"""People as others call them: by name or address, or by what somebody does at which partner."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, or_, select

from bot.name_keys import email_key, name_key
from bot.people.store.people import principal_of, reading_language
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal, Role
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

NAMED = 5
"""So many people of one name are told apart; more want an address."""


async def people_called(session: AsyncSession, words: str) -> Sequence[Principal]:
    """Return who has this address or this name; where nobody has, whose name has it in it."""
    key = name_key(words)
    if not key:
        return ()
    known = or_(Contact.email_key == email_key(words), Contact.name_key == key)
    found = await _people(session, _chosen().where(known))
    if found:
        return found
    return await _people(session, _chosen().where(Contact.name_key.contains(key, autoescape=True)))


async def example_of(session: AsyncSession, role: Role, tier: str) -> Principal | None:
    """Return somebody who does this at a partner, of this tier where one is named."""
    wanted = _chosen().where(Contact.role == role.value, Partner.id.is_not(None))
    found = await _people(session, wanted.where(Partner.tier == tier) if tier else wanted)
    return found[0] if found else None


async def tier_of(session: AsyncSession, partner_id: str | None) -> str:
    """Return a partner's tier; nothing for the vendor's own people."""
    return await session.scalar(select(Partner.tier).where(Partner.id == partner_id)) or ""


async def tiers(session: AsyncSession) -> Sequence[str]:
    """Return every tier that a partner has."""
    found = select(Partner.tier).where(is_shown(Partner), Partner.erased_at.is_(None)).distinct()
    return sorted(filter(None, await session.scalars(found)))


def _chosen() -> Select[Contact, str, str]:
    return (
        select(Contact, Partner.name, reading_language())
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Contact.active.is_(True), is_shown(Contact))
        .order_by(Contact.name, Contact.id)
    )


async def _people(session: AsyncSession, chosen: Select[Contact, str, str]) -> Sequence[Principal]:
    rows = await session.execute(chosen.limit(NAMED + 1))
    return tuple(principal_of(*row) for row in rows)


async def names_of(session: AsyncSession, contact_ids: Collection[str]) -> Mapping[str, str]:
    """Return what these contacts are called, by their ids."""
    found = select(Contact.id, Contact.name).where(Contact.id.in_(sorted(contact_ids)))
    return {row.id: row.name for row in await session.execute(found)}
