"""What a case can come of: an answer as it stands now."""

from sqlalchemy import select

from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Response


async def given(session: AsyncSession, invitation_id: str) -> Response | None:
    """Return the answer to an invitation; None if there is none."""
    found = select(Response).where(Response.invitation_id == invitation_id)
    # It may have been written past this session a moment ago.
    return await session.scalar(found.execution_options(populate_existing=True))
