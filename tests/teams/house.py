"""A small house around Teams' room: what it needs from the core, kept in memory."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from types import SimpleNamespace

from aiohttp import web

from adapters.teams.room import open_teams
from bot.ports import Conversation, Destination, Installation
from tests.fixtures.small_house import MemoryInbox, Router, Workers


class Register:
    """The installations there are; a conversation brings its own with it."""

    def __init__(self):
        self.live = {}

    def add(self, tenant, *, own=False):
        known = self.live.get(f"i-{tenant}")
        self.live[f"i-{tenant}"] = known or Installation(
            f"i-{tenant}", "teams", tenant, "", own=own
        )

    async def find(self, platform, external_id):
        assert platform == "teams"
        return self.live.get(f"i-{external_id}")

    async def get(self, installation_id):
        return self.live.get(installation_id)


class MemoryConversations:
    """Keeps conversations as the store promises to."""

    def __init__(self, register):
        self.register = register
        self.kept = {}
        self.writes = 0

    async def note(self, conversation):
        assert conversation.platform == "teams"
        assert conversation.installation
        assert conversation.id
        assert conversation.kind in {"personal", "group", "team"}
        key = conversation.installation, conversation.id
        known = self.kept.pop(key, conversation)
        told = {one.name: getattr(conversation, one.name) for one in fields(conversation)}
        self.kept[key] = replace(known, **{name: value for name, value in told.items() if value})
        self.register.add(conversation.installation)
        self.writes += 1

    async def find(self, platform, installation, conversation):
        assert platform == "teams"
        return self.kept.get((installation, conversation))

    async def with_person(self, platform, installation, user):
        assert platform == "teams"
        assert user
        found = [
            one
            for one in self.kept.values()
            if (one.installation, one.user, one.kind) == (installation, user, "personal")
        ]
        return found[-1] if found else None

    async def latest(self, platform, installation):
        assert platform == "teams"
        found = [one for one in self.kept.values() if one.installation == installation]
        return found[-1] if found else None


async def known(teams, conversations, person):
    await conversations.note(
        Conversation(
            "teams",
            person.member.tenant.id,
            person.chat.id,
            "personal",
            teams.world.service_url(person.member.tenant),
            teams.world.bot_id,
            person.aad_id,
            person.id,
        )
    )
    return Destination("teams", f"i-{person.member.tenant.id}", person.aad_id)


@asynccontextmanager
async def open_house(teams, **changes):
    """Teams' room behind a real port, with everything around it in memory."""
    inbox, register, router = MemoryInbox(), Register(), Router()
    register.add(teams.tenant.id, own=True)
    conversations = MemoryConversations(register)
    async with asyncio.TaskGroup() as group:
        workers = Workers(group, inbox)
        settings = {
            "app_id": teams.app_id,
            "app_password": teams.app_password,
            "tenant_id": teams.tenant.id,
            "service_hosts": [f"127.0.0.1:{teams.port}"],
            "login_url": teams.base,
            "openid_url": teams.openid_url,
        }
        async with open_teams(
            **{**settings, **changes},
            inbox=inbox,
            submit=workers.submit,
            dispatch=router,
            installations=register,
            conversations=conversations,
        ) as room:
            workers.door = room.door
            app = web.Application()
            app.add_routes(room.routes)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
            teams.point_at(url)
            yield SimpleNamespace(
                inbox=inbox,
                register=register,
                conversations=conversations,
                router=router,
                workers=workers,
                room=room,
                url=url,
            )
            await workers.rest()
            await runner.cleanup()
