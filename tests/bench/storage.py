"""A database of a comparison, as the product opens it: SQLite on disk, synced at every commit."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import ports
from bot.people.store.installations import StoredInstallations
from bot.store.migrate import upgrade
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database
from tests.fixtures.postgres import installed_programs, running_cluster

SQLITE, POSTGRESQL = "sqlite", "postgresql"
SECRET_KEY = "bench-secret-key-of-forty-characters-long"


@asynccontextmanager
async def new_database(dialect: str = SQLITE) -> AsyncIterator[Database]:
    """Open a new database in a folder or on a server of its own, which goes with it."""
    with _address(dialect) as url:
        upgrade(url)
        database = Database(url)
        try:
            yield database
        finally:
            await database.close()


@contextmanager
def _address(dialect: str) -> Iterator[str]:
    if dialect == SQLITE:
        with TemporaryDirectory() as folder:
            yield f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        return
    programs = installed_programs()
    if programs is None:
        raise SystemExit("there is no PostgreSQL here to measure: install `postgres`")
    with running_cluster(programs) as cluster, cluster.cloned("template0") as url:
        yield url


async def kept_installations(
    database: Database, installation: ports.Installation
) -> StoredInstallations:
    """Return the installations of a database in which this one is live."""
    found = StoredInstallations(database, SecretBox(SECRET_KEY))
    await found.seed(installation, "Bench")
    return found
