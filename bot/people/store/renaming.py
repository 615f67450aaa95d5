"""A person gets another mail address, and stays who they are."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.errors import NothingFound
from bot.name_keys import email_key
from bot.people.store import mail_addresses
from bot.people.store.former_tables import FormerEmail
from bot.people.store.tables import Contact
from bot.store import audit, erased
from bot.store.audit import About
from bot.store.erased import Digest
from bot.store.generations import is_shown, raise_names
from bot.store.sessions import AsyncSession


async def whose(session: AsyncSession, email: str) -> Contact:
    """Return who has this address, whether they are active or not; refuse with what to do."""
    there = (is_shown(Contact), Contact.erased_at.is_(None))
    theirs = select(Contact).where(Contact.email_key == email_key(email), *there)
    found = (await session.scalars(theirs.limit(2))).all()
    if len(found) == 1:
        return found[0]
    if found:
        raise NothingFound(
            f"two people have the email address {email}, in two writings: import a file of "
            "contacts with the `id` of each, and the new address of one"
        )
    today = await session.scalar(
        select(Contact.email)
        .join(FormerEmail, FormerEmail.contact_id == Contact.id)
        .where(FormerEmail.email_key == email_key(email), *there)
    )
    if today is not None:
        raise NothingFound(f"{email} was changed already: they have {today} today")
    raise NothingFound(
        f"nobody here has the email address {email}: `drumbeat contacts coverage --partner NAME` "
        "lists who is known at a partner"
    )


async def refuse_taken(session: AsyncSession, contact_id: str, new: str, digest: Digest) -> None:
    """Refuse an address that is somebody else's, or was of somebody who was erased."""
    others = select(Contact.name).where(
        Contact.email_key == email_key(new), Contact.id != contact_id
    )
    other = (await session.execute(others.limit(1))).first()
    if other is not None:
        raise NothingFound(
            f"{new} is the address of {other.name or 'somebody without a name'}: two people are "
            "never made one here. If that one should have another address, rename them first"
        )
    if erased.mark(digest, "contact", "email_key", new) in await erased.erased_hashes(session):
        raise NothingFound(
            f"somebody with the address {new} was erased: if they want to come back, say "
            f"`drumbeat erase readmit contact {new}` first"
        )


async def rename(session: AsyncSession, contact_id: str, new: str, now: datetime, by: str) -> None:
    """Give somebody another address; what was for the old one goes to the new one, once."""
    key = email_key(new)
    me = Contact.id == contact_id
    old = await session.scalar(select(Contact.email_key).where(me))
    await session.execute(update(Contact).where(me).values(email=key, email_key=key))
    # Who has no name is called by the address they have.
    nameless = update(Contact).where(me, Contact.name == old)
    await session.execute(nameless.values(name=key, name_key=key))
    # As they are written, both may be one: then nothing is former.
    await session.execute(delete(FormerEmail).where(FormerEmail.email_key == key))
    if old is not None and old != key:
        await session.merge(FormerEmail(email_key=old, contact_id=contact_id, changed_at=now))
    await mail_addresses.follow(session, contact_id, now)
    audit.record(session, by, "rename", About("contact", contact_id), now)
    await raise_names(session)
