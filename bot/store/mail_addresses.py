"""Who can be reached by mail: every contact with an email, kept in step with the contacts."""

from datetime import datetime

from sqlalchemy import select, update

from bot.store.columns import new_id
from bot.store.generations import is_shown
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database
from bot.store.tables import Address, Contact, Installation

CHUNK = 500
CHANGED = "no longer this contact's email"


async def keep_mail_addresses(database: Database, platform: str, now: datetime) -> int:
    """Give every contact with an email its address on this platform; return how many are new.

    It may run at any time and again. An address that is dead for a reason of its own, such as
    a bounce, stays dead.
    """
    async with database.begin() as session:
        installation_id = await _installation(session, platform, now)
    after: str | None = ""
    added = 0
    while after is not None:
        async with database.begin() as session:
            contacts = await _contacts(session, after)
            await _retire(session, installation_id, contacts)
            added += await _add(session, platform, installation_id, contacts, now)
        after = max(contacts) if len(contacts) == CHUNK else None
    return added


async def _installation(session: AsyncSession, platform: str, now: datetime) -> str:
    """Return the relay's installation, live from now on."""
    row = {
        "id": new_id(),
        "platform": platform,
        "external_id": platform,
        "name": platform,
        "token": "",
        "installed_at": now,
    }
    await insert_new(session, Installation, [row])
    found = await session.execute(
        update(Installation)
        .where(Installation.platform == platform, Installation.external_id == platform)
        .values(state="live", removed_at=None)
        .returning(Installation.id)
    )
    return found.scalar_one()


async def _contacts(session: AsyncSession, after: str) -> dict[str, str | None]:
    found = await session.execute(
        select(Contact.id, Contact.email)
        .where(Contact.id > after, is_shown(Contact))
        .order_by(Contact.id)
        .limit(CHUNK)
    )
    return {row[0]: row[1] for row in found}


async def _retire(
    session: AsyncSession, installation_id: str, contacts: dict[str, str | None]
) -> None:
    """Put away addresses that are no longer their contact's email."""
    found = await session.execute(
        select(Address.id, Address.contact_id, Address.external_id).where(
            Address.installation_id == installation_id,
            Address.contact_id.in_(contacts),
            Address.state == "live",
        )
    )
    changed = [row[0] for row in found if row[2] != contacts[row[1]]]
    await session.execute(
        update(Address).where(Address.id.in_(changed)).values(state="dead", reason=CHANGED)
    )


async def _add(
    session: AsyncSession,
    platform: str,
    installation_id: str,
    contacts: dict[str, str | None],
    now: datetime,
) -> int:
    wanted = {email: contact_id for contact_id, email in contacts.items() if email}
    found = await session.execute(
        select(Address).where(
            Address.installation_id == installation_id, Address.external_id.in_(wanted)
        )
    )
    for known in found.scalars():
        contact_id = wanted.pop(known.external_id)
        if known.contact_id != contact_id or known.reason == CHANGED:
            if known.reason == CHANGED:
                known.state, known.reason = "live", None
            known.contact_id, known.linked_at, known.unlinked_at = contact_id, now, None
    rows = [
        {
            "id": new_id(),
            "contact_id": contact_id,
            "platform": platform,
            "installation_id": installation_id,
            "external_id": email,
            "linked_at": now,
        }
        for email, contact_id in wanted.items()
    ]
    return len(await insert_new(session, Address, rows))
