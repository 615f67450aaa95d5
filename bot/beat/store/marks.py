"""How far each lane has come, and what a restored backup may not do by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update

from bot.beat.store.tables import UNFINISHED, Delivery, Lane, Send
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Paused:
    """What was stopped: sends, and the deliveries of theirs that could still leave."""

    sends: Sequence[Send]
    deliveries: int


async def raise_numbers(session: AsyncSession, lanes: Collection[str]) -> dict[str, int]:
    """Count that something is about to leave in these lanes; return their numbers now."""
    raised = await session.execute(
        update(Lane)
        .where(Lane.name.in_(lanes))
        .values(intents=Lane.intents + 1)
        .returning(Lane.name, Lane.intents)
        .execution_options(synchronize_session=False)
    )
    return dict(raised.all())


async def numbers(session: AsyncSession) -> dict[str, int]:
    """Return the number of every lane in which something was ever about to leave."""
    found = await session.execute(select(Lane.name, Lane.intents).where(Lane.intents > 0))
    return dict(found.all())


async def pause_unfinished(session: AsyncSession, now: datetime) -> Paused:
    """Let nothing leave of any send that has not ended; return how much that is."""
    unfinished = select(Send.id).where(Send.state != "ended")
    deliveries = await session.scalar(
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.send_id.in_(unfinished), text(UNFINISHED))
    )
    paused = await session.scalars(
        update(Send)
        .where(Send.state != "ended", Send.paused_at.is_(None))
        .values(paused_at=now)
        .returning(Send)
        .execution_options(synchronize_session=False)
    )
    return Paused(paused.all(), deliveries or 0)
