"""A database in trouble: the cause is raised and told once, and its end too."""

import sqlite3

import pytest
from sqlalchemy import event, text

from bot.errors import DatabaseTrouble
from bot.store.inbox import StoredInbox
from bot.store.revision import readiness
from bot.store.sessions import Database
from bot.store.sqlite_files import file_of

COUNT = text("SELECT count(*) FROM inbox")


@pytest.fixture
async def database(sqlite_url):
    database = Database(f"{sqlite_url}?timeout=0.05")
    yield database
    await database.close()


async def accept(database, key):
    return await StoredInbox(database).accept("web", key, "said", "x" * 100_000)


def on_every_connection(database, statement):
    event.listen(database.engine.sync_engine, "connect", lambda c, _: c.execute(statement))


async def test_a_locked_database_is_told_once_until_it_is_free_again(database, sqlite_url, log):
    other = sqlite3.connect(file_of(sqlite_url))
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        with pytest.raises(DatabaseTrouble, match="locked by somebody else"):
            async with database.begin() as session:
                await session.execute(COUNT)
    assert await readiness(database) == "the database is locked by somebody else"
    other.rollback()

    assert await readiness(database) is None
    (begun,) = log.of("database_trouble")
    (ended,) = log.of("database_well_again")
    assert begun["cause"] == ended["cause"] == "the database is locked by somebody else"
    assert begun["step"] == "wait until whoever writes there is done, or stop it"
    assert begun["reference"] == ended["reference"]
    assert ended["turned_away"] == 4


async def test_a_full_disk_keeps_nothing_and_is_over_when_there_is_room(database, log):
    pages = sqlite3.connect(file_of(str(database.engine.url))).execute("PRAGMA page_count")
    on_every_connection(database, f"PRAGMA max_page_count = {pages.fetchone()[0] + 2}")

    with pytest.raises(DatabaseTrouble, match="the disk is full: make room"):
        await accept(database, "1")
    async with database.read() as session:
        assert await session.scalar(COUNT) == 0
    # What reads well says nothing of writing.
    assert database.trouble is not None
    assert log.of("database_well_again") == []

    async with database.begin() as session:
        await session.execute(text("PRAGMA max_page_count = 100000"))
    assert await accept(database, "1") is not None
    assert len(log.of("database_trouble")) == len(log.of("database_well_again")) == 1


async def test_a_database_that_may_only_be_read_says_so(database):
    on_every_connection(database, "PRAGMA query_only = ON")

    with pytest.raises(DatabaseTrouble, match="may only be read"):
        await accept(database, "1")
    assert await readiness(database) == "the database may only be read"


async def test_a_commit_that_changed_nothing_does_not_look_like_the_end_of_it(database, log):
    on_every_connection(database, "PRAGMA query_only = ON")
    with pytest.raises(DatabaseTrouble, match="may only be read"):
        await accept(database, "1")

    with pytest.raises(DatabaseTrouble, match="may only be read"):
        async with database.begin() as session:
            await session.execute(COUNT)
    assert len(log.of("database_trouble")) == 1
    assert log.of("database_well_again") == []


async def test_a_request_waits_for_another_writer_only_as_long_as_a_platform_does(sqlite_url):
    database = Database(sqlite_url)
    async with database.begin(0.1) as session:
        assert await session.scalar(text("PRAGMA busy_timeout")) == 100
    async with database.begin() as session:
        assert await session.scalar(text("PRAGMA busy_timeout")) == 30_000
    await database.close()


async def test_a_server_that_stops_is_told_and_found_again(postgresql_url, log):
    database = Database(postgresql_url)
    async with database.read() as session:
        await session.execute(COUNT)
    closed = "SELECT pg_terminate_backend(pg_backend_pid())"

    with pytest.raises(DatabaseTrouble, match="cannot be reached: start it"):
        async with database.begin() as session:
            await session.execute(text(closed))
    async with database.begin() as session:
        assert await session.scalar(COUNT) == 0
    assert len(log.of("database_trouble")) == len(log.of("database_well_again")) == 1
    await database.close()
