"""What every tick asks again goes to the few rows that matter, however many there are."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import event

from bot.beat.store import ledger, sends
from bot.store.sessions import AsyncSession, Database, async_url
from tests.scheduler.world import NINE_UTC


async def steps_of(
    database: Database, ask: Callable[[AsyncSession], Awaitable[object]]
) -> list[str]:
    """How SQLite goes about the statement that this sends."""
    met: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection, _cursor, statement, values, _context, _many) -> None:
        if statement.startswith("SELECT"):
            met.append((statement, values))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with database.read() as session:
        await ask(session)
    event.remove(engine, "before_cursor_execute", note)
    [(statement, values)] = met
    async with database.engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [row[3] for row in plan]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda session: sends.finished(session, 10), "ix_delivery_unfinished"),
        (lambda session: ledger.sends_due(session, NINE_UTC), "ix_send_paused_at"),
    ],
    ids=["what has ended", "what is paused"],
)
async def test_a_tick_looks_at_few_rows(sqlite_url, ask, index):
    database = Database(async_url(sqlite_url))

    steps = await steps_of(database, ask)

    await database.close()
    assert any(index in step for step in steps)
