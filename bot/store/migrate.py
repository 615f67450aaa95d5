"""Bring a database up to this program, or say how it differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.engine import make_url

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """Run every step this database has not seen yet; nothing happens where there is none."""
    with _connection(url) as connection:
        command.upgrade(_config(connection), "head")


def current(url: str) -> str | None:
    """Return the revision this database is at; None if it was never set up."""
    with _connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(url: str, classes: MetaData) -> list[object]:
    """Return what the tables have otherwise than these classes say; empty is right."""
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, classes))


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
