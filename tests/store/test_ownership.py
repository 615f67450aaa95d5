"""A SQLite file has one owner at a time; PostgreSQL may be shared."""

import pytest

from bot.errors import DatabaseTaken
from bot.store.ownership import owned


def test_a_second_owner_is_refused_until_the_first_has_ended(sqlite_url):
    with owned(sqlite_url):
        with pytest.raises(DatabaseTaken, match="another process serves"), owned(sqlite_url):
            pass
        with pytest.raises(DatabaseTaken), owned(sqlite_url):
            pass
    with owned(sqlite_url):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://host/drumbeat",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:////nowhere/at/all.db",
    ],
)
def test_where_there_is_nothing_to_own_nobody_is_refused(url):
    with owned(url), owned(url):
        pass
