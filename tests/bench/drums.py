"""A drum in a process of its own, so that many can share a database and one can be weighed."""

import asyncio
import re
from pathlib import Path

from aiohttp import web

from adapters.slack.api import new_session
from bot.ports import Engine
from bot.store.sessions import Database
from scheduler.distributed import DistributedEngine
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.bench.deliveries import whole_beat
from tests.bench.serving import serve

PEAK = "/peak"
_HIGH_WATER = re.compile(r"VmHWM:\s+(\d+) kB")


async def drum(url: str, receiver: str) -> None:
    """Deliver what is due, as fast as it goes, until killed."""
    database = Database(url)
    engine: Engine = EmbeddedEngine() if database.is_sqlite else DistributedEngine(database)
    async with new_session() as session, asyncio.TaskGroup() as group:
        beating = Drum(whole_beat(database, session, receiver), engine)
        group.create_task(beating.run())
        await serve([web.get(PEAK, _peak)])


async def _peak(_request: web.Request) -> web.Response:
    """Say how many megabytes this process held at the most; what it was forked from is not."""
    return web.Response(text=str(_high_water()))


def _high_water() -> float:
    found = _HIGH_WATER.search(Path("/proc/self/status").read_text())
    assert found, "Linux says how much memory a process held"
    return int(found[1]) / 1024
