import asyncio
from types import SimpleNamespace

import pytest
from aiohttp import web

from adapters.slack.room import open_slack
from tests.slack.house import MemoryInbox, Register, Router, Workers
from tests.stand_ins.slack import FakeSlack

SECRET = "stand-in-signing-secret"


@pytest.fixture
async def slack():
    async with FakeSlack(signing_secret=SECRET) as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def house(slack):
    """Slack's room behind a real port, with everything around it in memory."""
    inbox, register, router = MemoryInbox(), Register(), Router()
    register.add(slack.team)
    async with asyncio.TaskGroup() as group:
        workers = Workers(group)
        async with open_slack(
            signing_secret=SECRET,
            api_url=slack.api_url,
            inbox=inbox,
            submit=workers.submit,
            dispatch=router,
            installations=register,
        ) as room:
            workers.door = room.door
            app = web.Application()
            app.add_routes(room.routes)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            slack.point_at(url)
            yield SimpleNamespace(
                inbox=inbox, register=register, router=router, workers=workers, room=room, url=url
            )
            await workers.rest()
            await runner.cleanup()


@pytest.fixture
def ada(slack):
    return slack.user("ada")
