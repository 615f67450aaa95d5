"""The sample programme for a command that only asks: made up on a day, and gone afterwards."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path

from bot.store.sessions import Database, async_url


@contextmanager
def _new_database() -> Iterator[str]:
    from bot.store import migrate  # noqa: PLC0415 - heavy, and only the sample needs it

    with tempfile.TemporaryDirectory(prefix="drumbeat-sample-") as folder:
        url = async_url(f"sqlite:///{Path(folder) / 'sample.db'}")
        migrate.upgrade(url)
        yield url


@asynccontextmanager
async def sample_database(today: date) -> AsyncIterator[Database]:
    """Make the sample programme up as it stands on `today`, and throw it away at the end."""
    import asyncio  # noqa: PLC0415 - beside what follows

    from drumbeat.demo.sample import fill  # noqa: PLC0415 - only the sample needs it

    made = _new_database()
    url = await asyncio.to_thread(made.__enter__)
    database = Database(url)
    try:
        await fill(database, today=today)
        yield database
    finally:
        await database.close()
        made.__exit__(None, None, None)
