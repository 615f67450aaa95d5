"""Who is who: contacts, their addresses, and the links between them."""

from datetime import datetime

from sqlalchemy import Row, Select, func, select, update

from bot.domain.people import Permission, Principal, Role
from bot.event import Origin
from bot.store.columns import new_id
from bot.store.generations import is_shown
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.store.tables import Address, Contact, Installation, Mute, Partner


async def principal_at(session: AsyncSession, origin: Origin) -> Principal | None:
    """Return the person known at this address, unless they or it are no longer with us."""
    known = (
        _people()
        .join(Address, Address.contact_id == Contact.id)
        .join(Installation, Installation.id == Address.installation_id)
        .where(
            Installation.platform == origin.platform,
            Installation.external_id == origin.installation,
            Address.external_id == origin.user,
        )
    )
    return _principal((await session.execute(known)).one_or_none())


async def principal_by_id(session: AsyncSession, contact_id: str) -> Principal | None:
    """Return a contact as a person to act for."""
    found = await session.execute(_people().where(Contact.id == contact_id))
    return _principal(found.one_or_none())


async def principal_by_email(session: AsyncSession, email: str) -> Principal | None:
    """Return the contact with this email address, letter case aside."""
    found = await session.execute(_people().where(func.lower(Contact.email) == email.lower()))
    return _principal(found.one_or_none())


async def link_by_email(
    session: AsyncSession, origin: Origin, email: str, now: datetime
) -> Principal | None:
    """Link this address to the contact with this email, if there is one.

    Right only where the email is proven: in the vendor's own workspace or tenant.
    """
    person = await principal_by_email(session, email)
    if person is None:
        return None
    installation = await session.execute(
        select(Installation.id).where(
            Installation.platform == origin.platform,
            Installation.external_id == origin.installation,
        )
    )
    row = {
        "id": new_id(),
        "contact_id": person.contact_id,
        "platform": origin.platform,
        "installation_id": installation.scalar_one(),
        "external_id": origin.user,
        "conversation": origin.conversation if origin.private else "",
        "linked_at": now,
    }
    await insert_new(session, Address, [row])
    return await principal_at(session, origin)


async def is_own_installation(session: AsyncSession, platform: str, external_id: str) -> bool:
    """Say whether this workspace or tenant is the vendor's own."""
    found = await session.execute(
        select(Installation.own).where(
            Installation.platform == platform,
            Installation.external_id == external_id,
            Installation.state == "live",
        )
    )
    return bool(found.scalar_one_or_none())


async def note_profile(
    session: AsyncSession, origin: Origin, *, zone: str | None, active: bool
) -> None:
    """Keep what the platform says of a known person: their zone, and whether they are there."""
    person = await principal_at(session, origin)
    if person is None:
        return
    if zone:
        await session.execute(
            update(Contact).where(Contact.id == person.contact_id).values(zone=zone)
        )
    state = {"state": "live", "reason": None} if active else {"state": "dead", "reason": "left"}
    await session.execute(
        update(Address)
        .where(
            Address.contact_id == person.contact_id,
            Address.platform == origin.platform,
            Address.external_id == origin.user,
        )
        .values(state)
    )


async def mute(session: AsyncSession, contact_id: str, topic: str, now: datetime) -> None:
    """Stop a topic for a contact; again is no harm."""
    if await session.get(Mute, (contact_id, topic)) is None:
        session.add(Mute(contact_id=contact_id, topic=topic, muted_at=now))


async def unmute(session: AsyncSession, contact_id: str, topic: str) -> None:
    """Let a topic through again."""
    muted = await session.get(Mute, (contact_id, topic))
    if muted is not None:
        await session.delete(muted)


async def muted_topics(session: AsyncSession, contact_id: str) -> frozenset[str]:
    """Return the topics this contact does not want."""
    found = await session.execute(select(Mute.topic).where(Mute.contact_id == contact_id))
    return frozenset(found.scalars())


def _people() -> Select[Contact, str]:
    return (
        select(Contact, Partner.name)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Contact.active.is_(True), is_shown(Contact))
    )


def _principal(row: Row[Contact, str] | None) -> Principal | None:
    if row is None:
        return None
    contact, partner_name = row
    return Principal(
        contact_id=contact.id,
        name=contact.name,
        permission=Permission(contact.permission),
        role=Role(contact.role),
        zone=contact.zone,
        partner_id=contact.partner_id,
        partner_name=partner_name,
    )
