"""Who called a letter of ours spam: mail to that address ends, until its owner wants it again.

No sign of life brings it back: a mail program may unsubscribe by itself for who complained.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

COMPLAINED = "called a letter of ours spam"
"""Why such an address is dead."""


async def note(session: AsyncSession, address_id: str, now: datetime) -> None:
    """Use this address no more, whatever was the matter with it before."""
    marked = await session.execute(
        update(Address)
        .where(Address.id == address_id, Address.reason.is_distinct_from(COMPLAINED))
        .values(state="dead", reason=COMPLAINED)
        .returning(Address.contact_id, Address.platform)
        .execution_options(synchronize_session=False)
    )
    row = marked.one_or_none()
    if row is None:
        return
    await session.execute(
        update(Contact)
        .where(Contact.id == row.contact_id, Contact.preferred_platform == row.platform)
        .values(preferred_platform=None)
    )
    about = About("contact", row.contact_id)
    audit.record(session, audit.PROGRAM, "complaint", about, now, address_id=address_id)


async def has_complained(session: AsyncSession, contact_id: str) -> bool:
    """Say whether mail to this contact has ended so."""
    found = select(Address.id).where(_of(contact_id)).limit(1)
    return await session.scalar(found) is not None


async def take_back(session: AsyncSession, contact_id: str, platform: str, now: datetime) -> None:
    """Write to this contact there again, who asked for it themselves."""
    back = await session.scalars(
        update(Address)
        .where(_of(contact_id), Address.platform == platform)
        .values(state="live", reason=None)
        .returning(Address.id)
        .execution_options(synchronize_session=False)
    )
    about = About("contact", contact_id)
    for address_id in back.all():
        audit.record(
            session, contact_id, "complaint taken back", about, now, address_id=address_id
        )


def _of(contact_id: str) -> ColumnElement[bool]:
    return and_(Address.contact_id == contact_id, Address.reason == COMPLAINED)
