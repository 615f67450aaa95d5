"""A small house around Teams' room: what it needs from the core, kept in memory."""

from contextlib import asynccontextmanager
from dataclasses import fields, replace
from types import SimpleNamespace

from adapters.teams.clouds import CLOUDS
from adapters.teams.room import open_teams
from adapters.teams.tokens import Credentials
from bot.ports import Conversation, Destination
from tests.fixtures.small_house import Register, small_house


class MemoryConversations:
    """Keeps conversations as the store promises to."""

    def __init__(self, register):
        self.register = register
        self.kept, self.reasons = {}, {}
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

    async def change(self, platform, installation, place, state, reason):
        assert platform == "teams"
        for key, one in self.kept.items():
            is_meant = one.installation == installation and place in {one.id, one.team}
            if not is_meant or one.kind == "personal":
                continue
            if state != "live" or self.reasons.get(key) == reason:
                self.kept[key] = replace(one, state=state)
                self.reasons[key] = None if state == "live" else reason

    async def shared(self, platform, installation):
        assert platform == "teams"
        return [
            one
            for one in self.kept.values()
            if one.installation == installation and one.kind != "personal" and one.service_url
        ]

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


def register_of(teams):
    """The installations there are: the one in the vendor's own Teams tenant."""
    register = Register("teams")
    register.add(teams.tenant.id, own=True)
    return register


def cloud_of(teams):
    """The cloud that this Teams stands for, at its own address."""
    cloud = CLOUDS[teams.cloud.name]
    return cloud.with_overrides(login_url=teams.base, openid_url=teams.openid_url)


@asynccontextmanager
async def open_house(teams, **changes):
    """Teams' room behind a real port, with everything around it in memory."""
    register = register_of(teams)
    conversations = MemoryConversations(register)
    settings = {
        "credentials": Credentials(teams.app_id, teams.app_password, teams.tenant.id),
        "service_hosts": [f"127.0.0.1:{teams.port}"],
        "cloud": cloud_of(teams),
        "installations": register,
        "conversations": conversations,
    }
    async with (
        small_house() as house,
        open_teams(**{**settings, **changes}, **house.ports()) as room,
        house.serving(room) as server,
    ):
        url = f"{server.url}/api/messages"
        teams.point_at(url)
        yield SimpleNamespace(
            debts=house.debts,
            inbox=house.inbox,
            register=register,
            conversations=conversations,
            router=house.router,
            workers=house.workers,
            room=room,
            url=url,
        )
