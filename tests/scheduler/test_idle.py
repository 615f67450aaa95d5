"""What every tick asks again goes to the few rows that matter, however many there are."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import event, insert, text

from bot.beat.store import agenda, lanes, ledger
from bot.people.store.tables import Contact
from bot.store.sessions import AsyncSession, Database, async_url
from tests.scheduler.world import NINE_UTC


async def steps_of(database: Database, ask: Callable[[Database], Awaitable[object]]) -> list[str]:
    """How a database goes about the statement that this sends."""
    met: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection, _cursor, statement, values, _context, _many) -> None:
        if statement.startswith("SELECT"):
            met.append((statement, values))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await ask(database)
    event.remove(engine, "before_cursor_execute", note)
    [(statement, values)] = met
    async with database.engine.connect() as connection:
        word = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = await connection.exec_driver_sql(f"{word} {statement}", values)
        return [row[-1] for row in plan]


def in_a_session(ask: Callable[[AsyncSession], Awaitable[object]]):
    async def asked(database: Database) -> None:
        async with database.read() as session:
            await ask(session)

    return asked


async def whether_there_is_anything(database: Database) -> bool:
    return await agenda.is_empty(database, NINE_UTC, ["edition"])


async def which_lanes_wait(database: Database) -> list[str]:
    return await lanes.waiting(database, NINE_UTC, NINE_UTC)


@pytest.mark.parametrize(
    ("ask", "indices"),
    [
        (
            whether_there_is_anything,
            [
                *("ix_cadence_next_due_at", "ix_slot_change_due_at", "ix_occurrence_open"),
                *("ix_send_state", "ix_contact_travelled", "ix_delivery_unfinished"),
            ],
        ),
        (in_a_session(lambda session: ledger.sends_due(session, NINE_UTC)), ["ix_send_paused_at"]),
    ],
    ids=["whether there is anything", "what is paused"],
)
async def test_a_tick_looks_at_few_rows(sqlite_url, ask, indices):
    database = Database(async_url(sqlite_url))

    steps = await steps_of(database, ask)

    await database.close()
    assert [index for index in indices if not any(index in step for step in steps)] == []
    whole = [step for step in steps if step.startswith("SCAN") and " USING " not in step]
    assert whole in ([], ["SCAN CONSTANT ROW"])


async def test_among_many_people_postgresql_finds_who_travelled_without_reading_them(
    postgresql_url,
):
    database = Database(async_url(postgresql_url))
    home = {"role": "sales", "permission": "member", "zone": "UTC", "planned_zone": "UTC"}
    async with database.begin() as session:
        people = [{"id": f"p{n}", "name": "Ada", **home} for n in range(5000)]
        await session.execute(insert(Contact), people)
    async with database.begin() as session:
        await session.execute(text("ANALYZE contact"))

    steps = await steps_of(database, whether_there_is_anything)

    await database.close()
    assert any("ix_contact_travelled" in step for step in steps)


async def test_which_lanes_wait_is_known_without_a_look_at_any_delivery(sqlite_url):
    database = Database(async_url(sqlite_url))

    steps = await steps_of(database, which_lanes_wait)

    await database.close()
    assert [step for step in steps if "delivery" in step] == []
