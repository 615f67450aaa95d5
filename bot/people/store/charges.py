"""Who looks after which partner, who is away, and what passes on when somebody leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from bot.name_keys import email_key
from bot.people.rules.charge import Charge, Colleague, in_charge
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner, Sponsor
from bot.principal import Permission
from bot.store import audit
from bot.store.audit import About
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

LEFT = "left"
"""Why an address is dead whose platform says that the person is not there any more."""


@dataclass(frozen=True, slots=True)
class Charged:
    """A partner, and whom it was given to."""

    partner_id: str
    name: str
    charge: Charge


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much of each thing passed on."""

    partners: int = 0
    deputies: int = 0
    sponsors: int = 0


async def colleagues(
    session: AsyncSession, only: Permission | None = None
) -> dict[str, Colleague]:
    """Return the vendor's people by id, those who left too; or those with one permission."""
    wanted = select(Contact.id, Contact.active, Contact.away_until, _left_us()).where(
        Contact.partner_id.is_(None), is_shown(Contact)
    )
    if only is not None:
        wanted = wanted.where(Contact.permission == only.value)
    rows = await session.execute(wanted.order_by(Contact.id))
    return {
        who: Colleague(who, left=not active or bool(gone), away_until=away)
        for who, active, away, gone in rows
    }


async def charges(session: AsyncSession, partner_id: str | None = None) -> list[Charged]:
    """Return whom every partner was given to, or one."""
    known = await colleagues(session)
    wanted = select(Partner.id, Partner.name, Partner.manager_id, Partner.deputy_id)
    there = (is_shown(Partner), Partner.erased_at.is_(None))
    wanted = wanted.where(*there).order_by(Partner.name)
    if partner_id is not None:
        wanted = wanted.where(Partner.id == partner_id)
    return [
        Charged(found, name, Charge(known.get(manager or ""), known.get(deputy or "")))
        for found, name, manager, deputy in await session.execute(wanted)
    ]


async def who_is_in_charge(
    session: AsyncSession, partner_id: str, now: datetime
) -> tuple[str, ...]:
    """Return the contacts to turn to about a partner."""
    found = await charges(session, partner_id)
    administrators = await colleagues(session, Permission.ADMINISTRATOR)
    charge = found[0].charge if found else Charge()
    return tuple(one.contact_id for one in in_charge(charge, administrators.values(), now))


async def set_away(
    session: AsyncSession, contact_id: str, until: datetime | None, now: datetime
) -> bool:
    """Keep until when somebody is away, None for back; False where that was so already."""
    changed = await session.execute(
        update(Contact)
        .where(Contact.id == contact_id, Contact.away_until.is_distinct_from(until))
        .values(away_until=until)
        .returning(Contact.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        return False
    day = f"{until:%Y-%m-%d %H:%M}Z" if until is not None else None
    act = "away" if until is not None else "back"
    audit.record(session, contact_id, act, About("contact", contact_id), now, until=day)
    return True


async def whose(session: AsyncSession, email: str) -> Contact | None:
    """Return the contact with this email, also one who left; None unless it is one."""
    found = await session.scalars(
        select(Contact).where(Contact.email_key == email_key(email), is_shown(Contact)).limit(2)
    )
    rows = found.all()
    return rows[0] if len(rows) == 1 else None


async def give(
    session: AsyncSession,
    partner_id: str,
    changes: Mapping[str, str | None],
    by: str,
    now: datetime,
) -> None:
    """Give a partner another manager or deputy; nobody is both."""
    partner = await session.get_one(Partner, partner_id)
    given = {"manager_id": partner.manager_id, "deputy_id": partner.deputy_id, **changes}
    if given["deputy_id"] == given["manager_id"]:
        given["deputy_id"] = None
    if given == {"manager_id": partner.manager_id, "deputy_id": partner.deputy_id}:
        return
    partner.manager_id, partner.deputy_id = given["manager_id"], given["deputy_id"]
    await session.flush()
    about = About("partner", partner_id)
    audit.record(
        session,
        by,
        "give partner",
        about,
        now,
        manager=given["manager_id"],
        deputy=given["deputy_id"],
    )


async def hand_over(
    session: AsyncSession, leaver: str, heir: str, by: str, now: datetime
) -> HandedOver:
    """Give partners, their deputies and sponsors from one contact to another."""
    partners = deputies = 0
    for partner in await _given_to(session, leaver):
        changes: dict[str, str | None] = {}
        if partner.manager_id == leaver:
            changes["manager_id"] = heir
            partners += 1
        if partner.deputy_id == leaver:
            changes["deputy_id"] = heir
            deputies += 1
        await give(session, partner.id, changes, by, now)
    sponsors = await session.execute(
        update(Sponsor)
        .where(Sponsor.contact_id == leaver)
        .values(contact_id=heir, set_at=now)
        .returning(Sponsor.partner_id)
        .execution_options(synchronize_session=False)
    )
    passed = HandedOver(partners, deputies, len(sponsors.all()))
    audit.record(
        session,
        by,
        "hand over",
        About("contact", leaver),
        now,
        to=heir,
        partners=passed.partners,
        deputies=passed.deputies,
        sponsors=passed.sponsors,
    )
    return passed


async def let_go(session: AsyncSession, contact_id: str, by: str, now: datetime) -> None:
    """Free everything that names a contact who is to be forgotten; deputies move up."""
    for partner in await _given_to(session, contact_id):
        changes: dict[str, str | None] = {"deputy_id": None}
        if partner.manager_id == contact_id:
            changes["manager_id"] = partner.deputy_id
        await give(session, partner.id, changes, by, now)
    await session.execute(delete(Sponsor).where(Sponsor.contact_id == contact_id))


async def move_deputies_up(session: AsyncSession, now: datetime) -> int:
    """Make the deputy of everybody who left the manager; returns of how many partners.

    Without a deputy the partner stays with who left, so that it can be handed over as theirs.
    """
    moved = 0
    for charged in await charges(session):
        manager, deputy = charged.charge.manager, charged.charge.deputy
        if manager is None or not manager.left or deputy is None or deputy.left:
            continue
        changes = {"manager_id": deputy.contact_id, "deputy_id": None}
        await give(session, charged.partner_id, changes, audit.PROGRAM, now)
        moved += 1
    return moved


async def _given_to(session: AsyncSession, contact_id: str) -> Iterable[Partner]:
    mine = Partner.looked_after_by(contact_id)
    return (await session.scalars(select(Partner).where(mine).order_by(Partner.id))).all()


def _left_us() -> ColumnElement[bool]:
    """Say that our own workspace or tenant knows somebody as gone, and none as there."""
    at_ours = (
        exists()
        .where(Address.contact_id == Contact.id, Installation.own.is_(True))
        .where(Installation.id == Address.installation_id)
    )
    gone = at_ours.where(Address.state == "dead", Address.reason == LEFT)
    there = at_ours.where(Address.state == "live")
    return gone & ~there
