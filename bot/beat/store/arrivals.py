"""When messages arrived at an installation."""

from datetime import datetime

from sqlalchemy import func, select

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery
from bot.people.store.rungs import lane_of
from bot.store.sessions import AsyncSession


async def first_delivery(session: AsyncSession, platform: str, place: str) -> datetime | None:
    """Return when the first message arrived at an installation; None if none did yet."""
    arrived = select(func.min(Delivery.recorded_at)).where(
        Delivery.state == State.DELIVERED, Delivery.lane == lane_of(platform, place)
    )
    return await session.scalar(arrived)
