from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.store.sessions import Database, async_url
from tests.scheduler.world import World, newsletter


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What the scheduler told the log."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """People and a beat, on SQLite and on PostgreSQL."""
    database = Database(async_url(database_url))
    world = World(database)
    await world.settle()
    yield world
    assert await world.forgotten() == [], "a lane knows nothing of what waits in it"
    await database.close()


@pytest.fixture
async def due(world: World) -> World:
    """Ann, Bob and Cho have an edition due now."""
    for name in ("ann", "bob", "cho"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return world
