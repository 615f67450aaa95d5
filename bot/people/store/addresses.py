"""Links between addresses and contacts: made by a claim, a code or a hand, and taken back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from bot.event import Origin
from bot.people.rules.linking import Voucher
from bot.people.store.people import principal_at, principal_by_email
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, PartnerDomain
from bot.principal import Principal
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
    session: AsyncSession, origin: Origin, email: str, now: datetime
) -> Principal | None:
    """Link this address to the contact with this email, where the claim proves it.

    Who was unlinked by hand stays so: a claim does not undo what an administrator did.
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
    row = _row(origin, installation.id, person.contact_id, CLAIM, now)
    if not await insert_new(session, Address, [row]):
        await session.execute(
            update(Address)
            .where(
                _is_at(installation.id, origin.user),
                Address.unlinked_at.is_not(None),
                Address.reason == CLAIM_WITHDRAWN,
            )
            .values(_renewed(row))
        )
    return await principal_at(session, origin)


async def link(
    session: AsyncSession, origin: Origin, contact_id: str, how: str, now: datetime
) -> str | None:
    """Link this address to a contact, whoever had it before; None where we are not installed."""
    installation = await installation_at(session, origin.platform, origin.installation)
    if installation is None:
        return None
    row = _row(origin, installation.id, contact_id, how, now)
    if not await insert_new(session, Address, [row]):
        await session.execute(
            update(Address).where(_is_at(installation.id, origin.user)).values(_renewed(row))
        )
    found = await session.scalars(select(Address.id).where(_is_at(installation.id, origin.user)))
    return found.one()


async def unlink(
    session: AsyncSession, origin: Origin, contact_id: str, now: datetime
) -> str | None:
    """Make this address nobody's; None if it was not this contact's."""
    at = (
        select(Installation.id)
        .where(
            Installation.platform == origin.platform,
            Installation.external_id == origin.installation,
        )
        .scalar_subquery()
    )
    mine = (
        Address.installation_id == at,
        Address.external_id == origin.user,
        Address.contact_id == contact_id,
        Address.unlinked_at.is_(None),
    )
    found = await session.execute(
        update(Address)
        .where(*mine)
        .values(state="dead", reason=UNLINKED, unlinked_at=now)
        .returning(Address.id)
        .execution_options(synchronize_session=False)
    )
    return found.scalar_one_or_none()


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


def _is_at(installation_id: str, user: str) -> ColumnElement[bool]:
    return (Address.installation_id == installation_id) & (Address.external_id == user)


def _row(
    origin: Origin, installation_id: str, contact_id: str, how: str, now: datetime
) -> dict[str, object]:
    return {
        "id": new_id(),
        "contact_id": contact_id,
        "platform": origin.platform,
        "installation_id": installation_id,
        "external_id": origin.user,
        "conversation": origin.conversation if origin.private else "",
        "state": "live",
        "linked_at": now,
        "linked_by": how,
    }


def _renewed(row: dict[str, object]) -> dict[str, object]:
    kept = {name: value for name, value in row.items() if name not in ("id", "conversation")}
    return {**kept, "reason": None, "unlinked_at": None}
