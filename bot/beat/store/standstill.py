"""The standstill: while it lasts nothing of any send leaves, whenever it was opened.

It is one fact beside the sends: those that were paused singly stay paused when it ends.
"""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from bot.beat.store.tables import Lane
from bot.store import audit
from bot.store.audit import About
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.store.tables import ProgrammeFact

_FACT = "sends_stopped"
_ABOUT = About("programme", "sends")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def is_over() -> ColumnElement[bool]:
    """Return the condition that there is no standstill."""
    return ~exists().where(ProgrammeFact.name == _FACT)


async def since(session: AsyncSession) -> datetime | None:
    """Return since when nothing leaves; None where sends go out."""
    value = await session.scalar(select(ProgrammeFact.value).where(ProgrammeFact.name == _FACT))
    return datetime.fromisoformat(value) if value is not None else None


async def begin(session: AsyncSession, by: str, now: datetime) -> bool:
    """Let nothing leave from now on; False where that was so before."""
    row = {"name": _FACT, "value": now.isoformat()}
    begun = bool(await insert_new(session, ProgrammeFact, [row]))
    if begun:
        audit.record(session, by, "stop all sends", _ABOUT, now)
    return begun


async def end(session: AsyncSession, by: str, now: datetime) -> bool:
    """Let everything go on that was not paused by itself; False where nothing was stopped."""
    ended = await session.execute(
        delete(ProgrammeFact)
        .where(ProgrammeFact.name == _FACT)
        .returning(ProgrammeFact.name)
        .execution_options(synchronize_session=False)
    )
    if ended.scalar_one_or_none() is None:
        return False
    # What stood still was nothing to any lane: each looks anew at what waits in it.
    # Locked in the order in which everybody locks lanes, so that no two wait in a ring.
    await session.execute(select(Lane.name).order_by(Lane.name).with_for_update())
    await session.execute(
        update(Lane).values(next_due_at=_LONG_AGO).execution_options(synchronize_session=False)
    )
    audit.record(session, by, "resume all sends", _ABOUT, now)
    return True
