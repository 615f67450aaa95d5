"""Bring a database up to this program, or say how it differs."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.engine import make_url

from bot.errors import DatabaseTrouble
from bot.store import jobs, sqlite_files
from bot.store.revision import ensure_known
from bot.store.sessions import CONNECT_SECONDS
from bot.store.troubles import missing, trouble_in

SCRIPTS = Path(__file__).parent / "migrations"
UNREAD_INDEX = ".*expression-based index"
"""What is said of an index that SQLite keeps and nobody reads back."""


def upgrade(url: str) -> None:
    """Run every step this database has not seen yet; nothing happens where there is none.

    A SQLite file that is not there is made, for its owner alone.
    On PostgreSQL the distributed engine's jobs are given their place too.
    """
    with _connection(url) as connection:
        ensure_known(MigrationContext.configure(connection).get_current_revision())
        command.upgrade(_config(connection), "head")
        if connection.dialect.name == "postgresql":
            jobs.lay(connection)


def current(url: str) -> str | None:
    """Return the revision this database is at; None if it was never set up."""
    with _connection(url, may_make=False) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(url: str, classes: MetaData) -> list[object]:
    """Return what the tables have otherwise than these classes say; empty is right."""
    with _connection(url, may_make=False) as connection, warnings.catch_warnings():
        # An index of what a column comes to is not read back from SQLite, and not compared there.
        warnings.filterwarnings("ignore", UNREAD_INDEX)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, classes))


@contextmanager
def _connection(url: str, *, may_make: bool = True) -> Iterator[Connection]:
    parsed = make_url(url)
    sync = parsed.set(drivername=parsed.drivername.replace("+aiosqlite", ""))
    path = sqlite_files.file_of(url)
    engine = create_engine(sync, connect_args={} if path else {"connect_timeout": CONNECT_SECONDS})
    try:
        if path is not None:
            _ensure_there(path, may_make=may_make)
        with engine.begin() as connection:
            yield connection
    except Exception as problem:
        trouble = trouble_in(problem)
        if trouble is None:
            raise
        raise trouble from problem
    finally:
        engine.dispose()


def _ensure_there(path: Path, *, may_make: bool) -> None:
    if path.exists():
        return
    if not may_make:
        raise missing()
    try:
        sqlite_files.create(path)
    except OSError as problem:
        raise DatabaseTrouble(
            f"the database file cannot be made ({problem.strerror})",
            f"make the folder {path.parent} and give it to this program's user",
        ) from problem


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
