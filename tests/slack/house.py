"""A small house around Slack's room: what it needs from the core, kept in memory."""

import asyncio
import dataclasses
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

from aiohttp import web

from adapters.slack.room import open_slack
from bot.event import Reply
from bot.ports import InboxEntry, Installation


class MemoryInbox:
    """Keeps requests as the real inbox does, and says which were closed."""

    def __init__(self):
        self.kept = {}
        self.closed = []
        self.fails = False

    async def accept(self, platform, key, kind, body):
        if self.fails:
            raise OSError("the disk is full")
        if (platform, key) in self.kept:
            return None
        entry = InboxEntry(f"in-{len(self.kept) + 1}", platform, kind, body, datetime.now(UTC))
        self.kept[platform, key] = entry
        return entry

    async def close(self, entry_id):
        self.closed.append(entry_id)


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


class Workers:
    """Works on what is submitted, at once or when told to."""

    def __init__(self, group, inbox):
        self.group = group
        self.inbox = inbox
        self.door = None
        self.is_open = True
        self.pending = []
        self.tasks = []

    def submit(self, entry):
        self.pending.append(entry)
        if self.is_open:
            self.run()

    def run(self):
        while self.pending:
            entry = self.pending.pop(0)
            self.tasks.append(self.group.create_task(self.carry_out(entry)))

    async def carry_out(self, entry):
        await self.door.work(entry)
        await self.inbox.close(entry.id)

    async def rest(self):
        while self.tasks:
            await self.tasks.pop(0)


class Router:
    """Records every event and answers as the test wants."""

    def __init__(self):
        self.events = []
        self.reply = Reply()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, event):
        self.events.append(event)
        await self.gate.wait()
        return self.reply(event) if callable(self.reply) else self.reply

    @property
    def last(self):
        return dataclasses.replace(self.events[-1], inbox_id=None)


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
