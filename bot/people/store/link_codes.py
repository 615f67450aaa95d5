"""One-time codes: asked for, mailed to the contact's own mailbox, and redeemed once."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice

from sqlalchemy import ColumnElement, Select, func, select, update

from bot.event import Origin
from bot.people.rules.linking import (
    ALPHABET,
    CODE_LENGTH,
    CODE_LIFE,
    CODES_AN_ADDRESS,
    CODES_AN_EMAIL,
    FIRST_CODES_AN_EMAIL,
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
class TooOften:
    """No code was made: this address, or all together for this email, asked too often lately."""

    again_in: timedelta
    by_asker: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A code was asked for; there is a letter only where a contact has that email."""

    letter: Letter | None = None


async def ask(
    session: AsyncSession, origin: Origin, email: str, digest: Digest, now: datetime
) -> Asked | TooOften:
    """Make a code for this address, unless too many were asked for lately.

    Known and unknown emails leave the same traces, so that neither shows: what is counted is
    what was asked for, whether or not a letter went out. What is refused counts for nothing.
    """
    installation = await installation_at(session, origin.platform, origin.installation)
    if installation is None:
        return TooOften(RATE_WINDOW, by_asker=True)
    await _one_at_a_time(session)
    print_of_email = digest(f"email {email}")
    by_asker = (LinkCode.installation_id == installation.id, LinkCode.external_id == origin.user)
    for_email = LinkCode.email == print_of_email
    if again := await _full_until(session, now, CODES_AN_ADDRESS, *by_asker):
        return TooOften(again - now, by_asker=True)
    is_first = not await _asked_lately(session, now, for_email, *by_asker)
    most = FIRST_CODES_AN_EMAIL if is_first else CODES_AN_EMAIL
    if again := await _full_until(session, now, most, for_email):
        return TooOften(again - now, by_asker=False)
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
    if mailbox is None:
        return Asked()
    return Asked(Letter(code_id, mailbox, code))


async def is_awaited(session: AsyncSession, origin: Origin, now: datetime) -> bool:
    """Say whether a code was asked for at this address that may still be good."""
    good = _asked_at(origin).where(LinkCode.used_at.is_(None), LinkCode.expires_at > now)
    return await session.scalar(good.limit(1)) is not None


def _asked_at(origin: Origin) -> Select[str]:
    return (
        select(LinkCode.id)
        .join(Installation, Installation.id == LinkCode.installation_id)
        .where(
            Installation.platform == origin.platform,
            Installation.external_id == origin.installation,
            LinkCode.external_id == origin.user,
        )
    )


async def redeem(
    session: AsyncSession, origin: Origin, code: str, digest: Digest, now: datetime
) -> str | None:
    """Return the contact whom this code proves, once; every try counts, right or wrong.

    Only the newest code of this very address is good.
    """
    newest = (
        _asked_at(origin)
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


async def _asked_lately(
    session: AsyncSession, now: datetime, *which: ColumnElement[bool]
) -> list[datetime]:
    """Return when these were asked for within the window, the oldest first."""
    lately = select(LinkCode.asked_at).where(LinkCode.asked_at > now - RATE_WINDOW, *which)
    return list(await session.scalars(lately.order_by(LinkCode.asked_at)))


async def _full_until(
    session: AsyncSession, now: datetime, most: int, *which: ColumnElement[bool]
) -> datetime | None:
    """Return the moment from which there are fewer than `most` again; None if there are now."""
    asked = await _asked_lately(session, now, *which)
    return asked[-most] + RATE_WINDOW if len(asked) >= most else None


async def _mailbox(session: AsyncSession, contact_id: str) -> str | None:
    return await session.scalar(select(Contact.email).where(Contact.id == contact_id))


async def _one_at_a_time(session: AsyncSession) -> None:
    """Let nobody ask while another counts; SQLite's writers stand in line anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
