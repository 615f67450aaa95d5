"""Bring a database up to this program, or say how far it is behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseBehind
from bot.store import tables
from bot.store.sessions import AsyncSession, Database

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """Run every step this database has not seen yet; nothing happens where there is none."""
    with _connection(url) as connection:
        command.upgrade(_config(connection), "head")


def newest() -> str:
    """Return the revision this program was written for."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head() or ""


def current(url: str) -> str | None:
    """Return the revision this database is at; None if it was never set up."""
    with _connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(url: str) -> list[object]:
    """Return what the tables have otherwise than the classes say; empty is right."""
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.Partner.metadata))


async def ensure_current(session: AsyncSession) -> None:
    """Raise `DatabaseBehind` unless the database is at this program's revision."""
    connection = await session.connection()
    found = await connection.run_sync(
        lambda sync: MigrationContext.configure(sync).get_current_revision()
    )
    if found != newest():
        raise DatabaseBehind


async def readiness(database: Database) -> str | None:
    """Return None if the database answers and is up to date, else the reason in a word."""
    try:
        async with database.read() as session:
            await ensure_current(session)
    except (SQLAlchemyError, OSError, DatabaseBehind) as problem:
        return type(problem).__name__
    return None


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    parsed = make_url(url)
    sync = parsed.set(drivername=parsed.drivername.replace("+aiosqlite", ""))
    engine = create_engine(sync)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
