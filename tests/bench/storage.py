"""A database of a comparison, as the product opens it: SQLite on disk, synced at every commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import ports
from bot.people.store.installations import StoredInstallations
from bot.store.migrate import upgrade
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database

SECRET_KEY = "bench-secret-key-of-forty-characters-long"


@asynccontextmanager
async def new_database() -> AsyncIterator[Database]:
    """Open a new database in a folder of its own, which goes with it."""
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        database = Database(url)
        try:
            yield database
        finally:
            await database.close()


async def kept_installations(
    database: Database, installation: ports.Installation
) -> StoredInstallations:
    """Return the installations of a database in which this one is live."""
    found = StoredInstallations(database, SecretBox(SECRET_KEY))
    await found.seed(installation, "Bench")
    return found
