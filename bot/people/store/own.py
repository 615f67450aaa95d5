"""Which installations are our own: what the settings name, and what somebody says by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.people.store.addresses import withdraw_claims
from bot.people.store.place_tables import Installation
from bot.store.sessions import AsyncSession

SETTING, HAND, FORMER, TAKEN_BACK = "setting", "hand", "former", "taken back"


def by_setting(row: Installation, *, is_own: bool) -> None:
    """Make what the settings name our own, unless somebody took that back by hand."""
    if row.own_by == TAKEN_BACK:
        return
    row.own = is_own
    if not is_own:
        row.own_by = None
    elif row.own_by != HAND:
        row.own_by = SETTING


async def question_others(session: AsyncSession, row: Installation) -> Sequence[str]:
    """Put in question what the settings named before this one; return which that are."""
    former = await session.scalars(
        update(Installation)
        .where(
            Installation.platform == row.platform,
            Installation.external_id != row.external_id,
            Installation.own.is_(True),
            Installation.own_by == SETTING,
        )
        .values(own_by=FORMER)
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    return former.all()


async def make_own(session: AsyncSession, installation_id: str) -> None:
    """Let the word of an installation count for everybody, as somebody says by hand."""
    await session.execute(
        update(Installation)
        .where(Installation.id == installation_id)
        .values(own=True, own_by=HAND)
        .execution_options(synchronize_session=False)
    )


async def take_back(session: AsyncSession, installation_id: str, now: datetime) -> int:
    """Let it count no more; return how many links that rested on it were taken back."""
    await session.execute(
        update(Installation)
        .where(Installation.id == installation_id)
        .values(own=False, own_by=TAKEN_BACK)
        .execution_options(synchronize_session=False)
    )
    return await withdraw_claims(session, now, installation_id=installation_id)


async def in_question(session: AsyncSession) -> Sequence[Installation]:
    """Return what still counts as our own though the settings name another by now."""
    found = await session.scalars(
        select(Installation)
        .where(
            Installation.own.is_(True),
            Installation.own_by == FORMER,
            Installation.state == "live",
        )
        .order_by(Installation.name)
    )
    return found.all()


async def taken_back(session: AsyncSession) -> Sequence[Installation]:
    """Return what was our own until somebody took that back."""
    found = await session.scalars(
        select(Installation)
        .where(Installation.own_by == TAKEN_BACK, Installation.state == "live")
        .order_by(Installation.name)
    )
    return found.all()


async def unrenewable(session: AsyncSession) -> Sequence[Installation]:
    """Return where a token runs out that nothing renews any more."""
    found = await session.scalars(
        select(Installation)
        .where(
            Installation.state == "live",
            Installation.expires_at.is_not(None),
            Installation.refresh_token == "",
        )
        .order_by(Installation.name)
    )
    return found.all()
