"""Of which waves a sample was asked, and how many of how many."""

from collections.abc import AsyncIterator, Collection

from sqlalchemy import func, select

from bot.figures.rules.figures import Note
from bot.figures.store.metrics import Asked
from bot.quantities import Quantity
from bot.store.sessions import AsyncSession
from bot.voice.store.closings import Closings
from bot.voice.store.tables import Invitation, Wave


async def said_sample(
    session: AsyncSession, asked: Asked, closings: Closings
) -> AsyncIterator[Note]:
    """Say that waves behind a score asked a sample; the vendor's people are told of how many."""
    span = closings.within(asked.pieces[0])
    is_one = not asked.plan.group_by and len(asked.pieces) == 1
    if span is None or not is_one or not asked.principal.is_vendor:
        return
    days = closings.days[span[0] : span[1] + 1]
    waves = [one.wave_id for one in closings.closed if one.day in days]
    told, of = await reached_of(session, waves)
    if of:
        yield Note("note_sample", {"asked": Quantity(told, "count"), "of": Quantity(of, "count")})


async def reached_of(session: AsyncSession, wave_ids: Collection[str]) -> tuple[int, int]:
    """Return how many those of these waves reached that asked a sample, and of how many."""
    reached = (
        select(func.count())
        .where(Invitation.wave_id == Wave.id, Invitation.delivered_at.is_not(None))
        .scalar_subquery()
    )
    rows = await session.execute(
        select(reached, Wave.drawn_from).where(Wave.id.in_(wave_ids), Wave.drawn_from.is_not(None))
    )
    counts = [(told, of or 0) for told, of in rows]
    return sum(told for told, _ in counts), sum(of for _, of in counts)
