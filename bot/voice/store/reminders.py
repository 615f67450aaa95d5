"""Waves that nobody was reminded of yet, and who wants no reminder."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.beat.rules.texts import TextKind
from bot.beat.store.tables import TextVersion
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Invitation, Wave


async def unreminded(session: AsyncSession, now: datetime) -> Sequence[Wave]:
    """Return the waves that are open and that we asked ourselves, without a reminder.

    A poll has none: it was asked by the edition in which it stands, and of nobody by itself.
    """
    found = (
        select(Wave)
        .join(TextVersion, TextVersion.id == Wave.text_id)
        .where(
            TextVersion.kind == TextKind.SURVEY.value,
            Wave.state == "open",
            Wave.reminder_id.is_(None),
            Wave.opens_at <= now,
            Wave.closes_at > now,
        )
    )
    return (await session.scalars(found.order_by(Wave.opens_at, Wave.id))).all()


async def put_off(session: AsyncSession, invitation_id: str, now: datetime) -> None:
    """Note that somebody will not answer in this wave: they are not reminded."""
    await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(put_off_at=now)
        .execution_options(synchronize_session=False)
    )
