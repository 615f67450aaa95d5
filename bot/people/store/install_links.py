"""Install links and the tries made with them; of tokens, states and cookies only hashes lie here.

All of it ages by the machine's own time.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe

from sqlalchemy import func, select, update

from bot.language import ENGLISH
from bot.people.store.install_tables import InstallLink, InstallState
from bot.people.store.tables import Partner
from bot.ports import InstallRefused, Refusal
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

TOKEN_BYTES = 16
TOKEN_LIMIT = 64
"""Characters; what is longer is none of ours and is not looked up."""
LINK_LIFE = timedelta(days=30)
STATE_LIFE = timedelta(minutes=10)
TRIES_AT_ONCE = 20
"""Tries with one link within the life of a state: nobody needs so many."""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that works, and whom it is for; without a partner it is for nobody's workspace."""

    id: str
    partner_id: str | None
    partner: str
    language: str
    was_opened: bool = False


@dataclass(frozen=True, slots=True)
class Try:
    """One try with a link: what goes to the platform, and what stays with the browser."""

    state: str = field(repr=False)
    browser: str = field(repr=False)


async def make(
    session: AsyncSession, partner_id: str | None, by: str, now: datetime
) -> tuple[str, str]:
    """Make the one link of a partner; return its id and its token. An older one works no more."""
    await revoke(session, partner_id, now)
    token = token_urlsafe(TOKEN_BYTES)
    link = InstallLink(
        id=new_id(),
        hash=_hash(token),
        partner_id=partner_id,
        made_by=by,
        made_at=now,
        expires_at=now + LINK_LIFE,
    )
    session.add(link)
    await session.flush()
    return link.id, token


async def revoke(session: AsyncSession, partner_id: str | None, now: datetime) -> int:
    """Let the links of a partner work no more; return how many did until now."""
    revoked = await session.scalars(
        update(InstallLink)
        .where(
            InstallLink.partner_id.is_not_distinct_from(partner_id),
            InstallLink.revoked_at.is_(None),
            InstallLink.expires_at > now,
        )
        .values(revoked_at=now)
        .returning(InstallLink.id)
        .execution_options(synchronize_session=False)
    )
    return len(revoked.all())


async def open_link(session: AsyncSession, token: str, now: datetime) -> OpenLink:
    """Return the link with this token; unknown, revoked and expired look alike."""
    if not token or len(token) > TOKEN_LIMIT:
        raise InstallRefused(Refusal.LINK_GONE)
    return await _works(session, now, by_hash=_hash(token))


async def note_opened(session: AsyncSession, link: OpenLink, now: datetime) -> None:
    """Keep when a link was opened first."""
    await session.execute(
        update(InstallLink)
        .where(InstallLink.id == link.id, InstallLink.opened_at.is_(None))
        .values(opened_at=now)
    )


async def begin(session: AsyncSession, link: OpenLink, now: datetime) -> Try:
    """Begin a try, unless too many were begun with this link just now."""
    begun = await session.scalar(
        select(func.count())
        .select_from(InstallState)
        .where(InstallState.link_id == link.id, InstallState.expires_at > now)
    )
    if (begun or 0) >= TRIES_AT_ONCE:
        raise InstallRefused(Refusal.TOO_OFTEN)
    one = Try(token_urlsafe(TOKEN_BYTES), token_urlsafe(TOKEN_BYTES))
    session.add(
        InstallState(
            hash=_hash(one.state),
            browser=_hash(one.browser),
            link_id=link.id,
            expires_at=now + STATE_LIFE,
        )
    )
    return one


async def is_known(session: AsyncSession, state: str) -> bool:
    """Say whether we ever gave this state away: what is made up shall cost no writing."""
    if not state or len(state) > TOKEN_LIMIT:
        return False
    known = select(InstallState.hash).where(InstallState.hash == _hash(state))
    return await session.scalar(known) is not None


async def end(
    session: AsyncSession, state: str, browser: str, now: datetime
) -> OpenLink | InstallRefused:
    """End the try with this state, which serves once, and return its link or why it is refused.

    Nothing is raised: a state that was shown is used, whoever showed it, and that is committed.
    """
    try:
        return await _ended(session, state, browser, now)
    except InstallRefused as refused:
        return refused


async def _ended(session: AsyncSession, state: str, browser: str, now: datetime) -> OpenLink:
    here = InstallState.hash == _hash(state)
    taken = await session.execute(
        update(InstallState)
        .where(here, InstallState.used_at.is_(None))
        .values(used_at=now)
        .returning(InstallState.link_id, InstallState.browser, InstallState.expires_at)
        .execution_options(synchronize_session=False)
    )
    row = taken.one_or_none()
    if row is None:
        raise InstallRefused(Refusal.DONE_ALREADY)
    if row.expires_at <= now:
        raise InstallRefused(Refusal.STATE_OLD)
    if not browser or not compare_digest(row.browser, _hash(browser[:TOKEN_LIMIT])):
        raise InstallRefused(Refusal.OTHER_BROWSER)
    return await _works(session, now, by_id=row.link_id)


async def _works(
    session: AsyncSession, now: datetime, *, by_hash: str = "", by_id: str = ""
) -> OpenLink:
    here = InstallLink.hash == by_hash if by_hash else InstallLink.id == by_id
    found = await session.execute(
        select(
            InstallLink.id,
            InstallLink.partner_id,
            Partner.name,
            Partner.language,
            InstallLink.opened_at,
        )
        .outerjoin(Partner, Partner.id == InstallLink.partner_id)
        .where(here, InstallLink.revoked_at.is_(None), InstallLink.expires_at > now)
    )
    row = found.one_or_none()
    if row is None:
        raise InstallRefused(Refusal.LINK_GONE)
    language = row.language or ENGLISH.tag
    return OpenLink(row.id, row.partner_id, row.name or "", language, row.opened_at is not None)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
