"""What is the matter with places where we are installed, and what was given up there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.people.store.complaints import COMPLAINED
from bot.people.store.place_tables import Address, Installation
from bot.people.store.returns import CHANGED
from bot.people.store.tables import Contact
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

SHOWN = 200


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An address or a place that is not used just now, with the reason."""

    what: str
    platform: str
    reason: str


async def note(session: AsyncSession, installation_id: str, reason: str, now: datetime) -> None:
    """Keep that a place lets nothing through, and since when."""
    here = Installation.id == installation_id
    await session.execute(
        update(Installation)
        .where(here, Installation.trouble.is_distinct_from(reason))
        .values(trouble=reason)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Installation)
        .where(here, Installation.trouble_since.is_(None))
        .values(trouble_since=now)
        .execution_options(synchronize_session=False)
    )


async def forget(session: AsyncSession, installation_id: str) -> bool:
    """Say that nothing is the matter there any more; False where nothing was."""
    forgotten = await session.execute(
        update(Installation)
        .where(Installation.id == installation_id, Installation.trouble.is_not(None))
        .values(trouble=None, trouble_since=None)
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    return forgotten.scalar_one_or_none() is not None


async def bury(session: AsyncSession, installation_id: str, reason: str, now: datetime) -> None:
    """Remember that we were removed there; token and addresses stay for a sign of life."""
    buried = await session.execute(
        update(Installation)
        .where(Installation.id == installation_id, Installation.state == "live")
        .values(state="removed", removed_at=now, trouble=reason, trouble_since=now)
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    if buried.scalar_one_or_none() is not None:
        place = About("installation", installation_id)
        audit.record(session, audit.PROGRAM, "installation removed", place, now, reason=reason)


async def revive_place(
    session: AsyncSession, platform: str, external_id: str, now: datetime
) -> bool:
    """Take up again a place that was given up and shows a sign of life; say whether it was so.

    One that was taken from us in so many words has no token any more: it comes back by being
    installed again.
    """
    back = await session.execute(
        update(Installation)
        .where(
            Installation.platform == platform,
            Installation.external_id == external_id,
            Installation.state == "removed",
            Installation.token != "",
        )
        .values(state="live", removed_at=None, trouble=None, trouble_since=None)
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    found = back.scalar_one_or_none()
    if found is not None:
        audit.record(session, audit.PROGRAM, "install", About("installation", found), now)
    return found is not None


async def closed_places(session: AsyncSession) -> list[GivenUp]:
    """Return the places where something is the matter, or that were given up for a reason."""
    rows = await session.execute(
        select(Installation.name, Installation.platform, Installation.trouble)
        .where(Installation.trouble.is_not(None))
        .order_by(Installation.platform, Installation.name)
    )
    return [GivenUp(name, platform, trouble or "") for name, platform, trouble in rows]


async def dead_addresses(session: AsyncSession) -> list[GivenUp]:
    """Return the addresses that are not used any more though their owners are there."""
    rows = await session.execute(
        select(Contact.email, Contact.id, Address.platform, Address.reason)
        .join(Contact, Contact.id == Address.contact_id)
        .where(
            Address.state == "dead",
            # Whoever called us spam wants it so: there is nothing to mend.
            Address.reason.is_distinct_from(COMPLAINED),
            Address.reason.is_distinct_from(CHANGED),
            Address.unlinked_at.is_(None),
            Contact.active.is_(True),
        )
        .order_by(Contact.email, Address.platform)
        .limit(SHOWN)
    )
    return [
        GivenUp(email or who, platform, reason or "no reason was kept")
        for email, who, platform, reason in rows
    ]


async def revive_addresses(
    session: AsyncSession,
    contact_id: str,
    platform: str | None,
    now: datetime,
    by: str,
    note: str | None = None,
) -> list[str]:
    """Use a contact's dead addresses again; return the platforms they are on.

    One that complained is meant only with a note of why that may be.
    """
    wanted = [Address.contact_id == contact_id, Address.state == "dead"]
    wanted.append(Address.reason.is_distinct_from(CHANGED))
    wanted += [Address.platform == platform] if platform else []
    wanted += [] if note else [Address.reason.is_distinct_from(COMPLAINED)]
    revived = await session.execute(
        update(Address)
        .where(*wanted, Address.unlinked_at.is_(None))
        .values(state="live", reason=None)
        .returning(Address.id, Address.platform)
        .execution_options(synchronize_session=False)
    )
    found = revived.all()
    about = About("contact", contact_id)
    for address_id, _ in found:
        audit.record(session, by, "there again", about, now, address_id=address_id, note=note)
    return sorted({where for _, where in found})
