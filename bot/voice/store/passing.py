"""Who passed on what they were asked, and to whom: once, and no further."""

from sqlalchemy import select, update

from bot.store.sessions import AsyncSession
from bot.voice.store.responses import Asked
from bot.voice.store.tables import Invitation


async def has_passed(session: AsyncSession, asked: Asked) -> bool:
    """Say whether whoever was asked passed it on already."""
    found = select(Invitation.id).where(
        Invitation.wave_id == asked.wave_id,
        Invitation.occasion == asked.occasion,
        Invitation.passed_by == asked.contact_id,
    )
    return await session.scalar(found.limit(1)) is not None


async def note(session: AsyncSession, asked: Asked, contact_id: str) -> None:
    """Note who passed this on to a colleague who is invited by now."""
    await session.execute(
        update(Invitation)
        .where(
            Invitation.wave_id == asked.wave_id,
            Invitation.occasion == asked.occasion,
            Invitation.contact_id == contact_id,
        )
        .values(passed_by=asked.contact_id)
        .execution_options(synchronize_session=False)
    )
