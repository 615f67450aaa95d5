"""The real ledger on SQLite, in the time of a simulation.

What is asked of it is carried out at once and in the loop's own thread, so that a run is the
same each time; what it would have taken passes on the simulated clock.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiosqlite
from sqlalchemy import event

from bot.store.migrate import upgrade
from bot.store.sessions import Database

TRIP = 0.001
"""Seconds that each trip to the database takes: a statement, or a commit. Measured on two busy
cores: 0.4 ms for a statement, 0.2 to 4 ms for a commit with its sync."""


@asynccontextmanager
async def simulated_ledger(trip: float = TRIP) -> AsyncIterator[Database]:
    """Open a new database in which each trip takes so many seconds of simulated time."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "simulated.db"
        file.write_bytes(_empty())
        database = Database(f"sqlite+aiosqlite:///{file}")
        engine = database.engine.sync_engine

        def connect_at_once(_dialect: object, _record: object, _where: object, how: Any) -> None:
            how["async_creator_fn"] = partial(_connected, trip)

        event.listen(engine, "do_connect", connect_at_once)
        event.listen(engine, "connect", _trust_the_power)
        try:
            yield database
        finally:
            await database.close()


@cache
def _empty() -> bytes:
    """Return the file of a database with nothing in it: to make one takes seconds."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        upgrade(f"sqlite+aiosqlite:///{file}")
        return file.read_bytes()


def _trust_the_power(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # What a sync takes is simulated, and what is simulated need not outlive the power.
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


def _connected(trip: float, where: str, **how: Any) -> aiosqlite.Connection:
    return _Threadless(partial(sqlite3.connect, where, **how), trip)


class _Threadless(aiosqlite.Connection):
    """A connection of aiosqlite that needs no thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], trip: float) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._tx = _AtOnce(trip)

    def __await__(self) -> Any:
        return self._connect().__await__()


class _AtOnce:
    """Stands for the queue to the thread: what is put there is done, and answered after a trip."""

    def __init__(self, trip: float) -> None:
        self._trip = trip

    def put_nowait(self, asked: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        """Do this, and let its future know once its trip would be over."""
        future, work = asked
        try:
            settle: Callable[[], None] = partial(_settle, future, work(), None)
        except Exception as problem:  # noqa: BLE001 - whoever asked raises it
            settle = partial(_settle, future, None, problem)
        if future is not None:
            future.get_loop().call_later(self._trip, settle)


def _settle(
    future: asyncio.Future[Any] | None,
    found: Any,
    problem: Exception | None,
) -> None:
    if future is None or future.done():
        return
    if problem is not None:
        future.set_exception(problem)
    else:
        future.set_result(found)
