"""Two who want a lane in the same moment: one has it, and the other knows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from bot.beat.store import lanes
from bot.beat.store.lanes import Grip
from bot.beat.store.tables import Lane
from bot.store.sessions import Database

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
ODD, EVEN = Grip("slack:odd", 4), Grip("slack:even", 7)


@pytest.fixture
async def postgresql(postgresql_url: str) -> AsyncIterator[Database]:
    database = Database(postgresql_url)
    async with database.begin() as session:
        session.add_all(
            Lane(name=grip.lane, token=grip.token, holder="us") for grip in (ODD, EVEN)
        )
    yield database
    await database.close()


async def hold_while(database: Database, **meanwhile: object) -> frozenset[Grip]:
    """Hold both lanes while somebody else's change of one of them is not yet committed."""

    async def hold() -> frozenset[Grip]:
        async with database.begin() as session:
            return await lanes.hold(session, [ODD, EVEN], LATER)

    async with database.begin() as other:
        await other.execute(update(Lane).where(Lane.name == ODD.lane).values(**meanwhile))
        holding = asyncio.create_task(hold())
        async with asyncio.timeout(10):
            while not await waits_for_a_lock(database):  # noqa: ASYNC110 - only the server knows
                await asyncio.sleep(0.01)
    return await holding


async def waits_for_a_lock(database: Database) -> bool:
    async with database.read() as session:
        return bool(
            await session.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
                )
            )
        )


async def test_a_lane_that_learns_of_more_meanwhile_is_held_still(postgresql: Database):
    assert await hold_while(postgresql, next_due_at=NOW) == {ODD, EVEN}


async def test_a_lane_that_is_taken_meanwhile_is_held_no_more(postgresql: Database):
    assert await hold_while(postgresql, token=ODD.token + 1, holder="another") == {EVEN}

    async with postgresql.read() as session:
        taken = await session.get_one(Lane, ODD.lane)
    assert (taken.holder, taken.until) == ("another", None)
