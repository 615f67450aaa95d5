"""One-time codes: asked for, mailed to the contact's own mailbox, and redeemed once."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import choice

from sqlalchemy import func, select, update

from bot.event import Origin
from bot.people.rules.linking import (
    ALPHABET,
    CODE_LENGTH,
    CODE_LIFE,
    CODES_AN_ADDRESS,
    CODES_AN_EMAIL,
    RATE_WINDOW,
    TRIES,
)
from bot.people.store.addresses import installation_at
from bot.people.store.people import principal_by_email
from bot.people.store.place_tables import Installation, LinkCode
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

Digest = Callable[[str], str]
"""Makes a fingerprint that tells two texts apart and gives neither away."""

_LOCK = 5_417_201


@dataclass(frozen=True, slots=True)
class Letter:
    """A code on its way: the one place where it stands in the clear."""

    id: str
    email: str
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A code was asked for; there is a letter only where a contact has that email."""

    letter: Letter | None = None


async def ask(
    session: AsyncSession, origin: Origin, email: str, digest: Digest, now: datetime
) -> Asked | None:
    """Make a code for this address; None if it asked too often lately.

    Known and unknown emails leave the same traces, so that neither shows. An email that was
    asked for too often gets no more letters, and that does not show either.
    """
    installation = await installation_at(session, origin.platform, origin.installation)
    if installation is None:
        return None
    await _one_at_a_time(session)
    print_of_email = digest(f"email {email}")
    since = LinkCode.asked_at > now - RATE_WINDOW
    here = (
        LinkCode.installation_id == installation.id,
        LinkCode.external_id == origin.user,
    )
    count = select(func.count()).select_from(LinkCode)
    if (await session.scalar(count.where(since, *here)) or 0) >= CODES_AN_ADDRESS:
        return None
    often = await session.scalar(count.where(since, LinkCode.email == print_of_email)) or 0
    person = await principal_by_email(session, email)
    mailbox = await _mailbox(session, person.contact_id) if person is not None else None
    code_id, code = new_id(), "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))
    session.add(
        LinkCode(
            id=code_id,
            installation_id=installation.id,
            external_id=origin.user,
            email=print_of_email,
            code=digest(f"code {code_id} {code}"),
            contact_id=person.contact_id if person is not None else None,
            asked_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    if mailbox is None or often >= CODES_AN_EMAIL:
        return Asked()
    return Asked(Letter(code_id, mailbox, code))


async def redeem(
    session: AsyncSession, origin: Origin, code: str, digest: Digest, now: datetime
) -> str | None:
    """Return the contact whom this code proves, once; every try counts, right or wrong.

    Only the newest code of this very address is good.
    """
    newest = (
        select(LinkCode.id)
        .join(Installation, Installation.id == LinkCode.installation_id)
        .where(
            Installation.platform == origin.platform,
            Installation.external_id == origin.installation,
            LinkCode.external_id == origin.user,
        )
        .order_by(LinkCode.asked_at.desc(), LinkCode.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    tried = await session.execute(
        update(LinkCode)
        .where(
            LinkCode.id == newest,
            LinkCode.used_at.is_(None),
            LinkCode.expires_at > now,
            LinkCode.tries < TRIES,
        )
        .values(tries=LinkCode.tries + 1)
        .returning(LinkCode.id, LinkCode.code, LinkCode.contact_id)
        .execution_options(synchronize_session=False)
    )
    row = tried.one_or_none()
    if row is None or not hmac.compare_digest(row.code, digest(f"code {row.id} {code}")):
        return None
    await session.execute(update(LinkCode).where(LinkCode.id == row.id).values(used_at=now))
    proven: str | None = row.contact_id
    return proven


async def _mailbox(session: AsyncSession, contact_id: str) -> str | None:
    return await session.scalar(select(Contact.email).where(Contact.id == contact_id))


async def _one_at_a_time(session: AsyncSession) -> None:
    """Let nobody ask while another counts; SQLite's writers stand in line anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
