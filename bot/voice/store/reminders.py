"""Waves that nobody was reminded of yet, and whom a reminder is for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Wave


async def unreminded(session: AsyncSession, now: datetime) -> Sequence[Wave]:
    """Return the waves that are open and that we asked ourselves, without a reminder."""
    found = select(Wave).where(
        Wave.state == "open",
        Wave.text_id.is_not(None),
        Wave.reminder_id.is_(None),
        Wave.opens_at <= now,
        Wave.closes_at > now,
    )
    return (await session.scalars(found.order_by(Wave.opens_at, Wave.id))).all()
