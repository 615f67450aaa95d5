"""The core, opened for a command that only asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import Clock, MovableClock, SystemClock
from bot.store.programme import read_demo_clock
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from drumbeat.house import House
from drumbeat.opening import open_core
from drumbeat.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """Open the core at the business time of its database: a demo's has a clock of its own."""
    async with open_core(settings, await _clock_of(settings.database_url)) as house:
        yield house


async def _clock_of(url: str) -> Clock:
    database = Database(url)
    try:
        async with database.read() as session:
            await ensure_current(session)
            kept = await read_demo_clock(session)
    finally:
        await database.close()
    return SystemClock() if kept is None else MovableClock(kept)
