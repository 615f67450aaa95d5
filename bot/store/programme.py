"""Small things the database knows of itself."""

from datetime import datetime

from bot.store.sessions import AsyncSession
from bot.store.tables import ProgrammeFact

_DEMO_CLOCK = "demo_clock"


async def read_demo_clock(session: AsyncSession) -> datetime | None:
    """Return the business time at which the demo's clock was last set."""
    fact = await session.get(ProgrammeFact, _DEMO_CLOCK)
    return datetime.fromisoformat(fact.value) if fact is not None else None


async def keep_demo_clock(session: AsyncSession, now: datetime) -> None:
    """Remember the demo's business time over a restart."""
    await session.merge(ProgrammeFact(name=_DEMO_CLOCK, value=now.isoformat()))
