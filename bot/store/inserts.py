"""Insert what is not there yet: the same words for SQLite and PostgreSQL."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.columns import Base
from bot.store.sessions import AsyncSession


async def insert_new(
    session: AsyncSession, table: type[Base], rows: list[dict[str, Any]]
) -> list[str]:
    """Insert rows that break no unique rule, pass over the rest; return the new rows' keys."""
    if not rows:
        return []
    statement = _insert(session.get_bind().dialect.name, table)
    return list((await session.execute(statement, _given(rows))).scalars())


def insert_new_plainly(
    connection: Connection, table: type[Base], rows: Sequence[dict[str, Any]]
) -> Sequence[str]:
    """Do as `insert_new` does, without a session."""
    if not rows:
        return []
    statement = _insert(connection.dialect.name, table)
    return connection.execute(statement, _given(rows)).scalars().all()


def _given(rows: Sequence[dict[str, Any]]) -> Any:  # noqa: ANN401 - one row, or several
    # One by itself is spared what SQLAlchemy does to put several into one statement.
    return rows[0] if len(rows) == 1 else rows


@lru_cache
def _insert(dialect: str, table: type[Base]) -> Any:  # noqa: ANN401 - of either dialect
    # The bare table: mapped rows would cost more than the insert, and nobody reads them.
    bare = Base.metadata.tables[table.__tablename__]
    key = next(iter(bare.primary_key))
    return _said_by(dialect).insert(bare).on_conflict_do_nothing().returning(key)


def dialect_of(session: AsyncSession) -> Any:  # noqa: ANN401 - two modules that say the same
    """Return the module whose `insert` knows what to do about a row that is there."""
    return _said_by(session.get_bind().dialect.name)


def _said_by(dialect: str) -> Any:  # noqa: ANN401 - likewise
    return postgresql if dialect == "postgresql" else sqlite
