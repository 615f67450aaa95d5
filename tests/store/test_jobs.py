"""The jobs of the distributed engine have their own place, laid from what its package ships."""

import shutil
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from bot.errors import ConfigurationInvalid
from bot.store import jobs, migrate
from bot.store.sessions import Database

SLOW = (
    "INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 hours')"
)
ALIVE = "INSERT INTO jobs.procrastinate_workers DEFAULT VALUES"


@contextmanager
def connected(url):
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture
def url(empty_postgresql_url):
    migrate.upgrade(empty_postgresql_url)
    return empty_postgresql_url


@pytest.fixture
def newer(tmp_path):
    """What a later version of the package would ship: one step that adds, one that takes away."""
    folder = shutil.copytree(jobs.shipped(), tmp_path / "sql")
    migrations = folder / "migrations"
    (migrations / "99.00.00_01_pre_add.sql").write_text(
        "CREATE TABLE later (id int); INSERT INTO later VALUES (1);"
    )
    (migrations / "99.00.00_50_post_drop.sql").write_text(
        "DROP TABLE procrastinate_events CASCADE"
    )
    return folder


async def is_laid(url):
    database = Database(url)
    async with database.read() as session:
        laid = await jobs.is_laid(session)
    await database.close()
    return laid


def laid_steps(url):
    with connected(url) as connection:
        return list(connection.scalars(text("SELECT name FROM jobs.laid_step ORDER BY name")))


def test_the_newest_step_of_the_installed_package_is_the_one_this_program_was_written_for():
    assert jobs.steps(jobs.shipped())[-1] == jobs.NEWEST


async def test_an_upgrade_lays_everything_and_notes_every_step(url):
    assert laid_steps(url) == jobs.steps(jobs.shipped())
    assert await is_laid(url)


def test_a_second_upgrade_changes_nothing(url):
    with connected(url) as connection:
        connection.execute(text(ALIVE))
    migrate.upgrade(url)
    with connected(url) as connection:
        kept = connection.scalar(text("SELECT count(*) FROM jobs.procrastinate_workers"))

    assert kept == 1


def test_none_of_it_lies_among_our_own_tables(url):
    with connected(url) as connection:
        ours = connection.scalars(
            text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        ).all()

    assert [name for name in ours if "procrastinate" in name or name == "laid_step"] == []


async def test_a_schema_that_was_dropped_is_laid_anew(url):
    with connected(url) as connection:
        connection.execute(text("DROP SCHEMA jobs CASCADE"))
    before = await is_laid(url)
    migrate.upgrade(url)

    assert (before, await is_laid(url)) == (False, True)


async def test_our_own_tables_may_be_dropped_and_laid_beside_it(url):
    with connected(url) as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    migrate.upgrade(url)

    assert await is_laid(url)


def test_a_schema_of_somebody_else_is_refused_and_left_as_it_is(empty_postgresql_url):
    with connected(empty_postgresql_url) as connection:
        connection.execute(text("CREATE SCHEMA jobs"))
        connection.execute(text("CREATE TABLE jobs.procrastinate_jobs (theirs int)"))
    with pytest.raises(ConfigurationInvalid, match="not Drumbeat's"):
        migrate.upgrade(empty_postgresql_url)
    with connected(empty_postgresql_url) as connection:
        left = connection.execute(text("SELECT theirs FROM jobs.procrastinate_jobs")).all()

    assert left == []
    assert migrate.current(empty_postgresql_url) is None


def test_a_user_who_may_not_make_the_schema_is_told_what_is_missing(empty_postgresql_url):
    with connected(empty_postgresql_url) as connection:
        connection.execute(text("DROP ROLE IF EXISTS weak"))
        connection.execute(text("CREATE ROLE weak LOGIN"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO weak"))
    with pytest.raises(ConfigurationInvalid, match="GRANT CREATE ON DATABASE"):
        migrate.upgrade(empty_postgresql_url.replace("postgres@", "weak@"))


@pytest.mark.parametrize("waits", [False, True])
def test_what_takes_something_away_waits_while_somebody_works(url, newer, waits):
    with connected(url) as connection:
        connection.execute(text(ALIVE if waits else SLOW))
    with connected(url) as connection:
        jobs.lay(connection, newer)
        added = connection.scalar(text("SELECT id FROM jobs.later"))
        path = connection.scalar(text("SHOW search_path"))
        left = connection.scalar(text("SELECT to_regclass('jobs.procrastinate_events')::text"))

    assert added == 1
    assert "jobs" not in path
    assert left == ("jobs.procrastinate_events" if waits else None)
    assert laid_steps(url)[-1] == ("99.00.00_01_pre_add" if waits else "99.00.00_50_post_drop")


def test_what_waited_is_done_once_nobody_works(url, newer):
    with connected(url) as connection:
        connection.execute(text(ALIVE))
        jobs.lay(connection, newer)
        connection.execute(text("DELETE FROM jobs.procrastinate_workers"))
        jobs.lay(connection, newer)

    assert laid_steps(url)[-1] == "99.00.00_50_post_drop"
