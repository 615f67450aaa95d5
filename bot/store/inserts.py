"""Insert what is not there yet: the same words for SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from bot.store.columns import Base
from bot.store.sessions import AsyncSession


async def insert_new(
    session: AsyncSession, table: type[Base], rows: list[dict[str, Any]]
) -> list[str]:
    """Insert rows that break no unique rule, pass over the rest; return the new rows' keys."""
    if not rows:
        return []
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # The bare table: mapped rows would cost more than the insert, and nobody reads them.
    bare = Base.metadata.tables[table.__tablename__]
    key = next(iter(bare.primary_key))
    statement = dialect.insert(bare).on_conflict_do_nothing().returning(key)
    return list((await session.execute(statement, rows)).scalars())
