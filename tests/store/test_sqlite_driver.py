"""SQLite is asked with one trip to its thread for each statement."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from bot.errors import DatabaseTrouble
from bot.store.sessions import Database

PUT = text("INSERT INTO programme_fact (name, value) VALUES (:name, 'x')")
NAMES = text("SELECT name FROM programme_fact WHERE name IN ('a', 'b') ORDER BY name")


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    async with database.begin(), database.read() as session:
        await session.execute(NAMES)
    yield database
    await database.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every trip to a connection's thread since the database was opened."""
    made: list[object] = []
    go = aiosqlite.Connection._execute  # noqa: SLF001 - the only way into the thread

    async def counted(connection: aiosqlite.Connection, step: Any, *more: Any) -> Any:
        made.append(step)
        return await go(connection, step, *more)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return made


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(NAMES))


async def test_a_statement_is_one_trip_and_so_is_the_end_of_its_transaction(sqlite, trips):
    async with sqlite.begin() as session:
        await session.execute(PUT, {"name": "a"})
        await session.execute(PUT, {"name": "b"})
    assert len(trips) == 3
    assert await names(sqlite) == ["a", "b"]
    assert len(trips) == 5


async def test_a_question_alone_is_one_trip(sqlite, trips):
    assert await sqlite.ask(NAMES, {}) == []
    assert len(trips) == 1


async def test_many_rows_are_one_trip_as_well(sqlite, trips):
    async with sqlite.begin() as session:
        written = await session.execute(PUT, [{"name": "a"}, {"name": "b"}])
        assert written.rowcount == 2
    assert len(trips) == 2


async def test_what_fails_undoes_what_began_with_it(sqlite):
    with pytest.raises(IntegrityError):
        async with sqlite.begin() as session:
            await session.execute(PUT, [{"name": "a"}, {"name": "a"}])
    assert await names(sqlite) == []
    async with sqlite.begin() as session:
        await session.execute(PUT, {"name": "b"})
    assert await names(sqlite) == ["b"]


async def test_rows_that_are_fetched_one_by_one_stand_in_the_transaction_too(sqlite):
    async with sqlite.begin() as session:
        rows = await session.stream(NAMES)
        with pytest.raises(DatabaseTrouble, match="locked"):
            async with sqlite.begin(0.01) as other:
                await other.execute(PUT, {"name": "a"})
        assert [row async for row in rows] == []


async def test_a_transaction_in_which_nothing_is_asked_keeps_nobody_waiting(sqlite):
    async with sqlite.begin() as session:
        await session.connection()
        async with sqlite.begin(0.01) as other:
            await other.execute(PUT, {"name": "a"})
    assert await names(sqlite) == ["a"]


@pytest.mark.parametrize("way", ["session", "plainly"])
async def test_who_is_cancelled_while_waiting_for_another_leaves_no_lock_behind(sqlite, way):
    async def write(name: str) -> None:
        if way == "plainly":
            await sqlite.write(lambda connection: connection.execute(PUT, {"name": name}))
            return
        async with sqlite.begin() as session:
            await session.execute(PUT, {"name": name})

    async with sqlite.begin() as session:
        await session.execute(PUT, {"name": "a"})
        asked = asyncio.Event()
        event.listen(
            sqlite.engine.sync_engine, "before_cursor_execute", lambda *_: asked.set(), once=True
        )
        waiting = [asyncio.create_task(write("b")) for _ in range(5)]
        await asked.wait()
        for task in waiting:
            task.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(*waiting, return_exceptions=True)
        await write("b")
    assert await names(sqlite) == ["a", "b"]
