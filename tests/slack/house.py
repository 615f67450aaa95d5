"""A small house around Slack's room: what it needs from the core, kept in memory."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

from aiohttp import web

from adapters.slack.room import open_slack
from bot.ports import Installation
from tests.fixtures.small_house import MemoryInbox, Router, Workers


class Register:
    """The installations there are."""

    def __init__(self):
        self.live = {}

    def add(self, team):
        installation = Installation(
            f"i-{team.id}", "slack", team.id, team.token, team.bot_user_id, own=True
        )
        self.live[installation.id] = installation
        return installation

    async def find(self, platform, external_id):
        found = (
            i for i in self.live.values() if (i.platform, i.external_id) == (platform, external_id)
        )
        return next(found, None)

    async def get(self, installation_id):
        return self.live.get(installation_id)


@asynccontextmanager
async def open_house(slack):
    """Slack's room behind a real port, with everything around it in memory."""
    inbox, register, router = MemoryInbox(), Register(), Router()
    register.add(slack.team)
    async with asyncio.TaskGroup() as group:
        workers = Workers(group, inbox)
        async with open_slack(
            signing_secret=slack.door.signing_secret,
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
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            slack.point_at(url)
            yield SimpleNamespace(
                inbox=inbox, register=register, router=router, workers=workers, room=room, url=url
            )
            await workers.rest()
            await runner.cleanup()
