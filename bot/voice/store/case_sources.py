"""What a case can come of: an answer as it stands now, with the promise it was given under."""

from sqlalchemy import select

from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Response, Wave


async def given(session: AsyncSession, invitation_id: str) -> tuple[Response, Wave] | None:
    """Return the answer to an invitation, and the wave it belongs to; None if there is none."""
    found = await session.execute(
        select(Response, Wave)
        .join(Wave, Wave.id == Response.wave_id)
        .where(Response.invitation_id == invitation_id)
        # It may have been written past this session a moment ago.
        .execution_options(populate_existing=True)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row is not None else None
