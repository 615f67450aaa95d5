"""Links between addresses and contacts: made by a claim, a code or a hand, and taken back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from bot.event import Origin
from bot.people.rules.linking import Voucher
from bot.people.store.people import is_met_at, principal_at, principal_by_email
from bot.people.store.place_tables import Address, Installation, LookUp
from bot.people.store.tables import Contact, PartnerDomain
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

CLAIM, CODE, HAND = "claim", "code", "hand"
UNLINKED = "unlinked"
CLAIM_WITHDRAWN = "claim withdrawn"


async def installation_at(
    session: AsyncSession, platform: str, external_id: str
) -> Installation | None:
    """Return the live installation of this workspace or Teams tenant."""
    found = await session.execute(
        select(Installation).where(
            Installation.platform == platform,
            Installation.external_id == external_id,
            Installation.state == "live",
        )
    )
    return found.scalar_one_or_none()


async def voucher(session: AsyncSession, origin: Origin) -> Voucher:
    """Return what the claims of this origin's installation are worth."""
    found = await installation_at(session, origin.platform, origin.installation)
    return Voucher(found.own, found.partner_id) if found is not None else Voucher()


async def link_by_claim(
    session: AsyncSession, origin: Origin, email: str, now: datetime, *, unmet: bool = False
) -> Principal | None:
    """Link this address to the contact with this email, where the claim proves it.

    With `unmet` they were looked up, and have not spoken there yet.

    Whoever calls has seen to it that the person is one of the installation's own. Who was
    unlinked by hand stays so: a claim does not undo what an administrator did.
    """
    installation = await installation_at(session, origin.platform, origin.installation)
    person = await principal_by_email(session, email)
    if installation is None or person is None:
        return None
    domains: Collection[str] = ()
    if not installation.own and person.partner_id is not None:
        domains = await domains_of(session, person.partner_id)
    vouches = Voucher(installation.own, installation.partner_id)
    if not vouches.proves(email, person.partner_id, domains):
        return None
    origin = _at_home(origin, installation)
    known = await _rows_at(session, origin)
    if all(row.unlinked_at and row.reason == CLAIM_WITHDRAWN for row in known):
        linked = (person.contact_id, CLAIM, now)
        address_id = await _put(session, origin, installation, linked, unmet=unmet)
        about = About("contact", person.contact_id)
        audit.record(session, audit.PROGRAM, "link", about, now, address_id=address_id, how=CLAIM)
    return await principal_at(session, origin)


async def link(
    session: AsyncSession, origin: Origin, contact_id: str, how: str, now: datetime
) -> str | None:
    """Link this address to a contact, whoever had it before; None where we are not installed."""
    installation = await installation_at(session, origin.platform, origin.installation)
    if installation is None:
        return None
    linked = (contact_id, how, now)
    return await _put(session, origin, installation, linked, unmet=how == HAND)


async def meet(session: AsyncSession, origin: Origin) -> None:
    """Note that whoever was found there has spoken to us."""
    await session.execute(
        update(Address)
        .where(is_met_at(origin), Address.unmet.is_(True))
        .values(unmet=False)
        .execution_options(synchronize_session=False)
    )


async def prove(session: AsyncSession, origin: Origin) -> None:
    """Keep that whoever was linked by an old claim is at home here."""
    installation = await installation_at(session, origin.platform, origin.installation)
    if installation is not None:
        at_home = _at_home(origin, installation)
        for row in await _rows_at(session, at_home):
            await _settle_home(session, at_home, row)


async def withdraw(session: AsyncSession, origin: Origin, now: datetime) -> None:
    """Take back the old claims at this address."""
    await session.execute(
        update(Address)
        .where(is_met_at(origin), Address.linked_by == CLAIM, Address.home.is_(None))
        .values(state="dead", reason=CLAIM_WITHDRAWN, unlinked_at=now)
        .execution_options(synchronize_session=False)
    )


async def unlink(
    session: AsyncSession, origin: Origin, contact_id: str, now: datetime
) -> str | None:
    """Make this person's addresses nobody's, wherever we met them; None if none is this contact's.

    Left out in one place only, they would be known there by their home.
    """
    if not await _rows_at(session, origin):
        return None
    found = await session.execute(
        update(Address)
        .where(
            Address.platform == origin.platform,
            Address.external_id == origin.user,
            Address.contact_id == contact_id,
            Address.unlinked_at.is_(None),
        )
        .values(state="dead", reason=UNLINKED, unlinked_at=now)
        .returning(Address.id)
        .execution_options(synchronize_session=False)
    )
    return found.scalars().first()


async def withdraw_claims(
    session: AsyncSession,
    now: datetime,
    *,
    installation_id: str | None = None,
    domain: tuple[str, str] | None = None,
) -> int:
    """Take back the links that rest on claims of an installation, or of a (partner, domain).

    The vendor's own installations are never meant. Whoever is proven again comes back.
    """
    foreign = select(Installation.id).where(Installation.own.is_(False))
    meant: list[ColumnElement[bool]] = [
        Address.linked_by == CLAIM,
        Address.unlinked_at.is_(None),
        Address.installation_id.in_(foreign),
    ]
    if installation_id is not None:
        meant.append(Address.installation_id == installation_id)
    if domain is not None:
        partner_id, name = domain
        ending = Contact.email_key.endswith(f"@{name}", autoescape=True)
        people = select(Contact.id).where(Contact.partner_id == partner_id, ending)
        meant.append(Address.contact_id.in_(people))
    found = await session.execute(
        update(Address)
        .where(*meant)
        .values(state="dead", reason=CLAIM_WITHDRAWN, unlinked_at=now)
        .returning(Address.id)
        .execution_options(synchronize_session=False)
    )
    return len(found.all())


async def domains_of(session: AsyncSession, partner_id: str) -> frozenset[str]:
    """Return the mail domains registered for a partner."""
    found = await session.scalars(
        select(PartnerDomain.domain).where(PartnerDomain.partner_id == partner_id)
    )
    return frozenset(found)


def _at_home(origin: Origin, installation: Installation) -> Origin:
    return replace(origin, home=installation.external_id, enterprise=installation.enterprise)


async def _rows_at(session: AsyncSession, origin: Origin) -> Sequence[Address]:
    found = await session.scalars(
        select(Address).where(is_met_at(origin)).order_by(Address.linked_at, Address.id)
    )
    return found.all()


async def _put(
    session: AsyncSession,
    origin: Origin,
    installation: Installation,
    linked: tuple[str, str, datetime],
    *,
    unmet: bool,
) -> str:
    """Link every address of this person, and one where we stand, to a contact."""
    contact_id, how, now = linked
    values = {"contact_id": contact_id, "linked_by": how, "linked_at": now, "state": "live"}
    row = {
        "id": new_id(),
        "platform": origin.platform,
        "installation_id": installation.id,
        "external_id": origin.user,
        "home": origin.home or None,
        "enterprise": origin.enterprise,
        "conversation": origin.conversation if origin.private else "",
        "unmet": unmet,
        **values,
    }
    await insert_new(session, Address, [row])
    # Who is linked need not be looked up there any more.
    await session.execute(
        delete(LookUp)
        .where(LookUp.contact_id == contact_id, LookUp.installation_id == installation.id)
        .execution_options(synchronize_session=False)
    )
    rows = await _rows_at(session, origin)
    here = next((one for one in rows if one.installation_id == installation.id), rows[0])
    here.installation_id = installation.id
    for one in rows:
        for name, value in {**values, "reason": None, "unlinked_at": None}.items():
            setattr(one, name, value)
    await _settle_home(session, origin, here)
    await session.flush()
    return here.id


async def _settle_home(session: AsyncSession, origin: Origin, row: Address) -> None:
    """Keep where somebody is at home, unless another of their addresses stands for it."""
    same = (
        Address.platform == row.platform,
        Address.external_id == row.external_id,
        Address.home == origin.home,
    )
    taken = await session.scalar(select(Address.id).where(*same).limit(1))
    if origin.home and row.home is None and taken is None:
        row.home, row.enterprise = origin.home, origin.enterprise
        await session.flush()
