"""The statements that brought an answer, as they went to the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, and the values that were bound to it in their order."""

    sql: str
    values: tuple[object, ...]


@asynccontextmanager
async def traced(session: AsyncSession) -> AsyncIterator[list[Statement]]:
    """Write down every statement that this session makes meanwhile."""
    found: list[Statement] = []
    connection = (await session.connection()).sync_connection

    def note(_connection: object, _cursor: object, sql: str, values: Any, *_: object) -> None:  # noqa: ANN401 - a driver's own
        bound = values.values() if isinstance(values, dict) else values or ()
        found.append(Statement(sql, tuple(bound)))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(connection, "before_cursor_execute", note)
