"""The database: one engine, a way to write and a way to read, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

__all__ = ["AsyncSession", "Database"]

BUSY_SECONDS = 30
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
"""What is deleted is overwritten, so that it does not lie about in the file."""


class Database:
    """Opens transactions. Writers on SQLite take the write lock at once, so none fails late."""

    def __init__(self, url: str) -> None:
        # An error goes into the log, and the values of its statement are what people said.
        self.engine = create_async_engine(url, hide_parameters=True, **_options(url))
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine.sync_engine, "handle_error", _leave_out_details)
        self._writer = self.engine.execution_options(drumbeat_writes=True)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may write: committed at the end, undone on an error."""
        async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads; nothing of it is ever committed."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    @property
    def is_sqlite(self) -> bool:
        """Whether one process owns this database."""
        return self.engine.dialect.name == "sqlite"

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


def async_url(url: str) -> str:
    """Return the address with our drivers: `sqlite:///` and `postgresql://` are enough to say.

    Anything that is no address of these two databases raises `ValueError`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise ValueError("it is no database address such as sqlite:///drumbeat.db") from problem
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    if parsed.get_backend_name() not in drivers:
        raise ValueError("only sqlite:///… and postgresql://… are supported")
    driver = drivers[parsed.get_backend_name()]
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS}, "pool_size": 20}
    return {
        "pool_size": 10,
        "pool_pre_ping": True,
        "connect_args": {"options": "-c idle_in_transaction_session_timeout=15000"},
    }


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - aiosqlite's
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - an event's argument
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    writes = options.get("drumbeat_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _leave_out_details(context: ExceptionContext) -> None:
    """Keep of PostgreSQL's errors the sentence alone: its details repeat whole rows."""
    ours, theirs = context.sqlalchemy_exception, context.original_exception
    sentence = getattr(getattr(theirs, "diag", None), "message_primary", None)
    if ours is not None and sentence:
        theirs.args = (sentence,)
        ours.args = (f"({type(theirs).__name__}) {sentence}", *ours.args[1:])
