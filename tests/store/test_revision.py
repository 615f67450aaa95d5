"""At which revision a database is, without Alembic's word and with the same result."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.errors import DatabaseAhead, DatabaseBehind
from bot.store.migrate import SCRIPTS
from bot.store.revision import ensure_current, newest, readiness
from bot.store.sessions import Database, async_url


def test_the_newest_step_is_the_one_alembic_would_go_to():
    assert ScriptDirectory(str(SCRIPTS)).get_heads() == [newest()]


async def test_a_database_of_today_is_ready(database_url):
    database = Database(async_url(database_url))

    assert await readiness(database) is None
    await database.close()


@pytest.mark.parametrize("change", ["UPDATE alembic_version SET version_num = '0001'", None])
async def test_a_database_at_another_step_is_behind(database_url, change):
    database = Database(async_url(database_url))
    async with database.begin() as session:
        await session.execute(text(change or "DROP TABLE alembic_version"))

    async with database.read() as session:
        with pytest.raises(DatabaseBehind):
            await ensure_current(session)
    await database.close()


async def test_a_database_at_a_step_nobody_knows_here_is_ahead(database_url):
    database = Database(async_url(database_url))
    async with database.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    async with database.read() as session:
        with pytest.raises(DatabaseAhead, match="newer than this program"):
            await ensure_current(session)
    assert "newer than this program" in (await readiness(database) or "")
    await database.close()
