"""Who has a database: a SQLite file one process, PostgreSQL many, and at times an import alone."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.functions import Function

from bot.errors import DatabaseTaken
from bot.store.sessions import Database

LOOK_SECONDS = 5.0
"""How often a process looks whether PostgreSQL still knows that it is at work."""
_AT_WORK = 5_417_202
"""The advisory lock of who works on a PostgreSQL database: shared, but for an import alone."""


class Owner(StrEnum):
    """Who may have a database."""

    SERVER = "server"
    IMPORT = "import"


_REFUSED = {
    (Owner.SERVER, Owner.SERVER): "another process serves {name} already, and a SQLite file has "
    "one owner: stop that one first. To share the work of several processes use PostgreSQL",
    (Owner.SERVER, Owner.IMPORT): "an import has {name} alone (--alone): start again when it has "
    "ended",
    (Owner.IMPORT, Owner.SERVER): "somebody works on {name}: stop `drumbeat serve` and every "
    "`drumbeat worker` first, or import without --alone",
    (Owner.IMPORT, Owner.IMPORT): "another import has {name} alone: start this one again when it "
    "has ended",
}
"""By who asks, and who has it."""


@contextmanager
def owned(url: str, by: Owner = Owner.SERVER) -> Iterator[None]:
    """Own the database file while the block runs, or raise `DatabaseTaken`.

    The lock lies on a file beside it, ends with the process however that ends, and keeps out
    nobody who only asks or imports. PostgreSQL may be shared, so there is nothing to own.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        yield
        return
    path = Path(f"{parsed.database}.lock")
    if not os.access(path.parent, os.W_OK):
        yield  # no place for a database either, and opening that says so
        return
    # Left where it is at the end: who removed it could remove the one that a next owner locked.
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            has_it = Owner.IMPORT if lock.read() == Owner.IMPORT else Owner.SERVER
            raise DatabaseTaken(_REFUSED[by, has_it].format(name=parsed.database)) from None
        lock.truncate(0)
        lock.write(by)
        lock.flush()
        yield


@asynccontextmanager
async def at_work(database: Database) -> AsyncIterator[None]:
    """Be known to work on a PostgreSQL database while the block runs.

    `DatabaseTaken` is raised while an import has it alone. Who loses the connection is known
    again within seconds; an import that began just then only makes both slower.
    """
    async with _locked(database, func.pg_try_advisory_lock_shared(_AT_WORK), Owner.SERVER):
        yield


@asynccontextmanager
async def alone(database: Database, url: str) -> AsyncIterator[None]:
    """Have a database alone while the block runs; `DatabaseTaken` where somebody serves it.

    It ends with the process however that ends, and so does the work of those that serve.
    """
    with owned(url, Owner.IMPORT):
        async with _locked(database, func.pg_try_advisory_lock(_AT_WORK), Owner.IMPORT):
            yield


@asynccontextmanager
async def _locked(database: Database, lock: "Function[Any]", by: Owner) -> AsyncIterator[None]:
    if database.is_sqlite:
        yield
        return
    async with database.read() as session:
        await session.execute(select(1))  # what is wrong with it is told as ever
    connection = await _taken(database, lock)
    if connection is None:
        has_it = await _who_has(database)
        raise DatabaseTaken(_REFUSED[by, has_it].format(name=database.engine.url.database))
    ending = asyncio.Event()
    keeping = asyncio.create_task(_keep(database, lock, connection, ending))
    try:
        yield
    finally:
        ending.set()
        await asyncio.wait({keeping})


async def _taken(database: Database, lock: "Function[Any]") -> AsyncConnection | None:
    """Return the connection that holds the lock; None where it is not to be had."""
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    connection = await engine.connect()
    try:
        if (await connection.execute(select(lock))).scalar_one():
            return connection
    except BaseException:
        await connection.close()
        raise
    await connection.close()
    return None


async def _who_has(database: Database) -> Owner:
    modes = text(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' "
        "AND granted AND objid = :lock AND database = (SELECT oid FROM pg_database "
        "WHERE datname = current_database())"
    )
    async with database.read() as session:
        is_import = await session.scalar(modes, {"lock": _AT_WORK})
    return Owner.IMPORT if is_import else Owner.SERVER


async def _keep(
    database: Database,
    lock: "Function[Any]",
    connection: AsyncConnection | None,
    ending: asyncio.Event,
) -> None:
    """Hold on to the lock until the end: a connection that broke gave it away."""
    while not await _is_set_within(ending, LOOK_SECONDS):
        try:
            if connection is None:
                connection = await _taken(database, lock)
            else:
                await connection.execute(select(1))
        except (SQLAlchemyError, OSError):
            await _let_go(connection)
            connection = None
    await _let_go(connection)


async def _let_go(connection: AsyncConnection | None) -> None:
    if connection is not None:
        with suppress(SQLAlchemyError, OSError):
            # In the pool it would keep the lock.
            await connection.execute(select(func.pg_advisory_unlock_all()))
        await connection.close()


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
