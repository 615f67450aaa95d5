"""A send stopped for good: obeyed before the next request leaves, and seen in every row.

What was still to leave is skipped at once, a chunk at a time; what a planner or a platform gives
back after that is skipped when its lane takes it up.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, TextClause, exists, func, select, text, update

from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store.tables import UNFINISHED, Delivery, Send
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

CHUNK = 500
"""So many rows in one transaction, which then holds up nobody for long."""


async def stop(session: AsyncSession, send_id: str, by: str, now: datetime) -> bool:
    """Let nothing more of a send leave, ever; False where that was so, or nothing was left."""
    stopped = await session.execute(
        update(Send)
        .where(Send.id == send_id, Send.stopped_at.is_(None), Send.state != "ended")
        # A pause would keep what is given back late from being skipped, and is worth no more.
        .values(stopped_at=now, paused_at=None)
        .returning(Send.id)
        .execution_options(synchronize_session=False)
    )
    if stopped.scalar_one_or_none() is None:
        return False
    kept_back = await session.scalar(select(func.count()).where(*_waiting(send_id)))
    await skip_some(session, send_id, now)
    audit.record(session, by, "stop send", About("send", send_id), now, kept_back=kept_back)
    return True


async def left_over(session: AsyncSession, limit: int) -> Sequence[str]:
    """Return the sends that were stopped and of which rows still wait to leave."""
    return (await session.scalars(to_skip().limit(limit))).all()


def to_skip() -> Select[str]:
    """Choose the sends that were stopped and of which rows still wait to leave."""
    waits = exists().where(
        Delivery.send_id == Send.id, Delivery.state == State.PLANNED, text(UNFINISHED)
    )
    return (
        select(Send.id)
        .where(Send.state == "planned", Send.stopped_at.is_not(None), waits)
        .order_by(Send.id)
    )


async def skip_some(session: AsyncSession, send_id: str, now: datetime) -> int:
    """Skip what still waits of a stopped send, so many rows; return how many those were."""
    waiting = select(Delivery.id).where(*_waiting(send_id)).limit(CHUNK)
    skipped = await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(waiting), Delivery.state == State.PLANNED)
        .values(state=State.SKIPPED, reason=Skip.STOPPED, recorded_at=now, rests_until=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(skipped.all())


def _waiting(send_id: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """Return the conditions that a row of a send still waits, as an index names them."""
    return Delivery.send_id == send_id, Delivery.state == State.PLANNED, text(UNFINISHED)
