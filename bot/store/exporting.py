"""Everything that is kept of somebody, table by table."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import func, select

from bot.store.columns import Base
from bot.store.sessions import AsyncSession
from bot.store.traces import Traces, classes, rows_of

Row = dict[str, Any]


async def kept_rows(session: AsyncSession, traces: Traces) -> AsyncIterator[tuple[str, Row]]:
    """Yield table and row of all that is theirs, names them, or speaks of them; no secrets."""
    for table in classes():
        columns = [column for column in rows_of(table).c if column.name not in table.life.secret]
        wanted = select(*columns).where(traces.naming(table)).order_by(*rows_of(table).primary_key)
        async for row in (await session.stream(wanted)).mappings():
            yield table.__tablename__, dict(row)


async def counts(session: AsyncSession, traces: Traces) -> Mapping[type[Base], int]:
    """Return how many rows of each table that is, where there are any."""
    found = {}
    for table in classes():
        wanted = select(func.count()).select_from(rows_of(table)).where(traces.naming(table))
        if count := await session.scalar(wanted):
            found[table] = count
    return found
