"""Who is who: contacts, and what they want of us."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    update,
)

from bot.clock import UNSAID
from bot.event import Origin
from bot.language import ENGLISH
from bot.name_keys import email_key
from bot.people.store import blocks
from bot.people.store.complaints import COMPLAINED
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Mute, Partner, WantedAgain
from bot.principal import Permission, Principal, Role
from bot.store import audit
from bot.store.audit import About
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession, Database

Given = str | BindParameter[str]


async def principal_at(session: AsyncSession, origin: Origin) -> Principal | None:
    """Return the person known at this address, unless they, it or its place are gone."""
    known = (
        _people()
        .join(Address, Address.contact_id == Contact.id)
        .join(Installation, Installation.id == Address.installation_id)
        .where(is_met_at(origin), Installation.state == "live", Address.unlinked_at.is_(None))
        .order_by(is_here(origin.platform, origin.installation).desc(), Address.linked_at.desc())
        .limit(1)
    )
    return _principal((await session.execute(known)).one_or_none())


def is_met_at(origin: Origin) -> ColumnElement[bool]:
    """Choose the addresses of whoever did this, here or in another place where we met them.

    In one place a platform's name for somebody means one person, whatever is said of their
    home; in another place it is the same person where home or organisation are the same.
    """
    here = is_here(origin.platform, origin.installation)
    return is_theirs(
        origin.platform, origin.user, here, origin.home or None, origin.enterprise or None
    )


def is_theirs(
    platform: Given,
    user: Given,
    here: ColumnElement[bool],
    home: Given | None,
    enterprise: Given | None,
) -> ColumnElement[bool]:
    """Do as `is_met_at` does with values, or with what stands for them in a statement."""
    same = [here]
    same += [Address.home == home] if home is not None else []
    same += [Address.enterprise == enterprise] if enterprise is not None else []
    return and_(Address.platform == platform, Address.external_id == user, or_(*same))


def is_here(platform: Given, installation: Given) -> ColumnElement[bool]:
    """Choose the addresses in this very place."""
    place = select(Installation.id).where(
        Installation.platform == platform, Installation.external_id == installation
    )
    return Address.installation_id == place.scalar_subquery()


async def is_known(database: Database, origin: Origin) -> bool:
    """Say whether this address is a contact's, whatever became of them."""
    known = select(Address.id).where(is_met_at(origin), Address.unlinked_at.is_(None)).limit(1)
    async with database.read() as session:
        return await session.scalar(known) is not None


async def principal_by_id(session: AsyncSession, contact_id: str) -> Principal | None:
    """Return a contact as a person to act for."""
    found = await session.execute(_people().where(Contact.id == contact_id))
    return _principal(found.one_or_none())


async def principal_by_email(session: AsyncSession, email: str) -> Principal | None:
    """Return the contact with this email address, however it is written.

    Where two have one and the same key, it names nobody.
    """
    found = await session.execute(_people().where(Contact.email_key == email_key(email)).limit(2))
    rows = found.all()
    return _principal(rows[0]) if len(rows) == 1 else None


async def email_of(session: AsyncSession, contact_id: str) -> str | None:
    """Return a contact's email address, if they have one."""
    return await session.scalar(select(Contact.email).where(Contact.id == contact_id))


async def note_profile(
    session: AsyncSession,
    origin: Origin,
    now: datetime,
    *,
    zone: str | None,
    active: bool,
    language: str | None = None,
) -> None:
    """Keep what the platform says of a known person: zone, language, whether they are there.

    The language their client is set to says what they read only where nobody said it better.
    """
    person = await principal_at(session, origin)
    if person is None:
        return
    if active:
        await blocks.forget(session, person.contact_id, origin.platform)
    me = Contact.id == person.contact_id
    if zone:
        await session.execute(update(Contact).where(me).values(zone=zone))
    if language:
        await session.execute(
            update(Contact).where(me, Contact.language.is_(None)).values(language=language)
        )
    state = {"state": "live", "reason": None} if active else {"state": "dead", "reason": "left"}
    changed = await session.scalars(
        update(Address)
        .where(
            Address.contact_id == person.contact_id,
            Address.platform == origin.platform,
            Address.external_id == origin.user,
            Address.reason.is_distinct_from(COMPLAINED),
            Address.state.is_distinct_from(state["state"])
            | Address.reason.is_distinct_from(state["reason"]),
        )
        .values(state)
        .returning(Address.id)
        .execution_options(synchronize_session=False)
    )
    for address_id in changed.all():
        about = About("contact", person.contact_id)
        act = "there again" if active else "left"
        audit.record(session, audit.PROGRAM, act, about, now, address_id=address_id)


async def has_stopped_everything(session: AsyncSession, contact_id: str) -> bool:
    """Say whether a contact wants nothing from us at all."""
    stopped = await session.scalar(select(Contact.opted_out_at).where(Contact.id == contact_id))
    return stopped is not None


async def mute(session: AsyncSession, contact_id: str, topic: str, now: datetime) -> None:
    """Stop a topic for a contact; again is no harm."""
    muted = await session.get(Mute, (contact_id, topic))
    if muted is None:
        session.add(Mute(contact_id=contact_id, topic=topic, muted_at=now))
    else:
        muted.blocked_on = ""
        muted.shown_from = 0  # their own word by now, whatever file said it first


async def unmute(session: AsyncSession, contact_id: str, topic: str, now: datetime) -> None:
    """Let a topic through again, whatever files say of it later."""
    await session.merge(WantedAgain(contact_id=contact_id, topic=topic, said_at=now))
    muted = await session.get(Mute, (contact_id, topic))
    if muted is not None:
        await session.delete(muted)


async def stop_everything(session: AsyncSession, contact_id: str, now: datetime) -> None:
    """Send this contact nothing any more; again is no harm.

    What only a file said, without a moment, is their own word from now on: whoever takes that
    file back does not take this back with it.
    """
    unsaid = or_(Contact.opted_out_at.is_(None), Contact.opted_out_at == UNSAID)
    await session.execute(
        update(Contact).where(Contact.id == contact_id, unsaid).values(opted_out_at=now)
    )


async def hear_again(session: AsyncSession, contact_id: str, now: datetime) -> None:
    """Let through again what a contact had stopped as a whole; muted topics stay muted."""
    await session.merge(WantedAgain(contact_id=contact_id, topic="", said_at=now))
    await session.execute(
        update(Contact).where(Contact.id == contact_id).values(opted_out_at=None)
    )


async def muted_topics(session: AsyncSession, contact_id: str) -> frozenset[str]:
    """Return the topics this contact does not want."""
    found = await session.execute(select(Mute.topic).where(Mute.contact_id == contact_id))
    return frozenset(found.scalars())


def _people() -> Select[Contact, str, str, str]:
    return (
        select(Contact, Partner.name, reading_language(), Partner.tier)
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(Contact.active.is_(True), is_shown(Contact))
    )


def reading_language() -> ColumnElement[str]:
    """Return what a contact reads: their own choice, what is known of them, their partner's."""
    own = (Contact.chosen_language, Contact.language)
    return func.coalesce(*own, Partner.language, ENGLISH.tag)


def _principal(row: Row[Contact, str, str, str] | None) -> Principal | None:
    if row is None:
        return None
    return principal_of(*row)


def principal_in(row: Any) -> Principal:  # noqa: ANN401 - a row of columns with these names
    """Return who a row of plain columns is about, without a mapped contact."""
    return Principal(
        contact_id=row.contact_id,
        name=row.name,
        permission=Permission(row.permission),
        role=Role(row.role),
        zone=row.zone,
        partner_id=row.partner_id,
        partner_name=row.partner,
        language=row.language,
        tier=row.tier,
    )


def principal_of(
    contact: Contact, partner_name: str | None, language: str, tier: str | None
) -> Principal:
    """Return a contact as who they are here."""
    return Principal(
        contact_id=contact.id,
        name=contact.name,
        permission=Permission(contact.permission),
        role=Role(contact.role),
        zone=contact.own_zone,
        partner_id=contact.partner_id,
        partner_name=partner_name,
        language=language,
        tier=tier,
    )
