"""Writers of one process on SQLite have their turns in the order in which they came."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.errors import DatabaseTrouble
from bot.store.sessions import Database
from bot.store.tables import ProgrammeFact

CONNECTIONS = 16


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    # Connections are there already: to open one takes a thread's own time.
    together = asyncio.Barrier(CONNECTIONS)

    async def connect() -> None:
        async with database.read() as session:
            await session.scalar(select(1))
            await together.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(connect())
    yield database
    await database.close()


async def put(database: Database, name: str, patience: float | None = None) -> None:
    async with database.begin(patience) as session:
        session.add(ProgrammeFact(name=name, value=name))


async def test_who_came_first_writes_first(sqlite: Database):
    names = [f"{number:02}" for number in range(CONNECTIONS - 1)]
    written: list[str] = []

    async def write(name: str) -> None:
        await put(sqlite, name)
        written.append(name)

    async with asyncio.TaskGroup() as group, sqlite.begin() as session:
        session.add(ProgrammeFact(name="first", value="first"))
        await session.flush()
        for name in names:
            group.create_task(write(name))
            await asyncio.sleep(0)  # each comes to the line before the next is called
    assert written == names


async def test_who_has_no_patience_is_told_that_others_write(sqlite: Database):
    async with sqlite.begin() as session:
        session.add(ProgrammeFact(name="first", value="first"))
        await session.flush()
        with pytest.raises(DatabaseTrouble, match="locked"):
            await put(sqlite, "second", patience=0.01)
    await put(sqlite, "third", patience=0.01)

    async with sqlite.read() as session:
        assert list(await session.scalars(select(ProgrammeFact.name).order_by("name"))) == [
            "first",
            "third",
        ]


async def test_who_gives_up_waiting_or_fails_keeps_nobody_from_writing(sqlite: Database):
    async with sqlite.begin() as session:
        session.add(ProgrammeFact(name="first", value="first"))
        await session.flush()
        waiting = asyncio.create_task(put(sqlite, "second"))
        await asyncio.sleep(0)
        waiting.cancel()
    with pytest.raises(DBAPIError):
        await put(sqlite, "first")
    await put(sqlite, "third", patience=0.01)


async def test_who_asks_nothing_has_no_turn_and_changes_nobodys_patience(sqlite_url: str):
    database = Database(sqlite_url + "?timeout=0.01")
    async with database.begin(patience=30) as idle:
        await idle.connection()
        await put(database, "second")
    blocked = Database(sqlite_url)
    async with blocked.begin() as session:
        session.add(ProgrammeFact(name="first", value="first"))
        await session.flush()
        async with asyncio.timeout(10):
            for _ in range(2):
                with pytest.raises(DatabaseTrouble, match="locked"):
                    await put(database, "third")
    await blocked.close()
    await database.close()
