"""The side of the fake that a test speaks to: people, rooms, waiting, news of a team."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tests.stand_ins.waiting import PATIENCE

from . import payloads
from .door import Ack, Door, Sent
from .identity import Tokens
from .keys import BadToken, Keys
from .pace import Pace
from .person import Person
from .state import Accepted, Conversation, Json, Member, Posted, Team, Tenant, Violation, copied
from .trouble import TroubleMaker
from .world import World


class Cast(TroubleMaker):
    """Who is in this Teams and what happens to them."""

    world: World
    door: Door
    keys: Keys
    tokens: Tokens
    pace: Pace
    tenant: Tenant
    people: dict[str, Person]

    @property
    def violations(self) -> list[Violation]:
        return self.world.violations

    @property
    def accepted(self) -> list[Accepted]:
        return self.world.accepted

    @property
    def sent(self) -> list[Sent]:
        return self.door.sent

    @property
    def unanswered(self) -> list[Sent]:
        """The requests that the bot did not acknowledge in time or with a 2xx."""
        return [sent for sent in self.door.sent if not sent.ack.ok]

    def point_at(self, messages_url: str) -> None:
        """Send to this bot from now on."""
        self.door.messages_url = messages_url

    def advance(self, seconds: float) -> None:
        """Let tokens grow older."""
        self.world.clock.advance(seconds)

    def keep_pace(self, *, kept: bool = True) -> None:
        """Refuse whoever calls faster than Teams allows; `advance` gives room again."""
        self.pace.kept = kept

    def add_tenant(self, name: str, region: str = "emea") -> Tenant:
        """Add an organisation, served by a region."""
        return self.world.add_tenant(name, region)

    def person(
        self, name: str, *, tenant: Tenant | None = None, installed: bool = True, **details: Any
    ) -> Person:
        """Return a person by name, new where unknown; zone, locale, email go in `details`."""
        if name in self.people:
            return self.people[name]
        known = {"name": name.title(), "email": f"{name}@example.com"}
        member = Member(
            id=self.world.ids.person(),
            aad_id=self.world.ids.guid(),
            tenant=tenant or self.tenant,
            installed=installed,
            **{**known, **details},
        )
        self.world.members[member.id] = member
        self.people[name] = Person(self.world, self.door, member)
        return self.people[name]

    def group(
        self, name: str, members: Iterable[Person], *, tenant: Tenant | None = None
    ) -> Conversation:
        """Make a group chat with the app in it."""
        people = [person.member for person in members]
        return self.world.add_group(tenant or self.tenant, name, people)

    def team(
        self,
        name: str,
        members: Iterable[Person],
        channels: Iterable[str] = (),
        *,
        tenant: Tenant | None = None,
    ) -> Team:
        """Make a team with the app in it; General is always there."""
        people = [person.member for person in members]
        team = self.world.add_team(tenant or self.tenant, name, people)
        for channel in channels:
            self.world.add_channel(team, channel)
        return team

    def shared_channel(self, team: Team, name: str, members: Iterable[Person]) -> Conversation:
        """Make a channel shared with people of any tenant; `install` puts the app into it."""
        return self.world.add_shared_channel(team, name, [person.member for person in members])

    def messages(self, where: Conversation | Person) -> list[Posted]:
        """Return what everybody in a conversation reads now, oldest first."""
        found = where.chat if isinstance(where, Person) else where
        return [p for p in found.posts if p.own and not p.deleted and p.seen_only_by is None]

    async def until(self, found: Callable[[], Any], timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109 - a test names its patience
        """Wait until `found` returns something true, looked at on every change."""
        return await self.world.bell.until(found, timeout, "what the test looks for")

    async def wait_for_message(
        self,
        where: Conversation | Person,
        matches: Callable[[Posted], object] = bool,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test names its patience
    ) -> Posted:
        """Wait for a message of the bot: in a person's inbox, or in a conversation."""

        def found() -> Posted | None:
            seen = where.inbox if isinstance(where, Person) else self.messages(where)
            return next((posted for posted in seen if matches(posted)), None)

        return await self.world.bell.until(found, timeout, f"a message for {where}")

    def forge(self, bad: BadToken, times: int = 1) -> None:
        """Let the next requests come with a bad proof; these are not sent again."""
        self.door.forgeries.extend([bad] * times)

    def repeat_next(self, times: int = 1, *, new_id: bool = False) -> None:
        """Send the next activity again although it was acknowledged."""
        self.door.repeats.extend([new_id] * times)

    def lose_answers(self, times: int = 1) -> None:
        """Let the bot's next answers not arrive, as if they came too late."""
        self.door.lost_answers += times

    async def redeliver(self, sent: Sent, *, new_id: bool = False) -> Ack:
        """Send an earlier activity once more."""
        activity = copied(sent.activity)
        if new_id:
            activity["id"] = self.world.ids.gesture()
        return await self.door.deliver(activity)

    async def install(self, where: Team | Conversation, by: Person) -> list[Ack]:
        """Add the app to a team or a group chat."""
        where.installed = True
        return await self._app_news(where, by, "add", "membersAdded")

    async def uninstall(self, where: Team | Conversation, by: Person) -> list[Ack]:
        """Remove the app from a team or a group chat."""
        where.installed = False
        return await self._app_news(where, by, "remove", "membersRemoved")

    async def _app_news(
        self, where: Team | Conversation, by: Person, action: str, key: str
    ) -> list[Ack]:
        room = where.general if isinstance(where, Team) else where
        bot = [{"id": self.world.bot_id}]
        news = [payloads.membership(self.world, by.member, room, key, bot)]
        if not room.is_shared:
            # Into a shared channel the app of its team comes as a member: no more is told.
            news.insert(0, payloads.installation(self.world, by.member, room, action))
        return [await self.door.deliver(told) for told in news]

    async def add_member(self, where: Team | Conversation, person: Person, by: Person) -> Ack:
        """Let somebody come in."""
        where.members[person.id] = person.member
        return await self._member_news(where, person, by, "membersAdded")

    async def remove_member(self, where: Team | Conversation, person: Person, by: Person) -> Ack:
        """Let somebody leave."""
        del where.members[person.id]
        return await self._member_news(where, person, by, "membersRemoved")

    async def _member_news(
        self, where: Team | Conversation, person: Person, by: Person, key: str
    ) -> Ack:
        room = where.general if isinstance(where, Team) else where
        accounts = [payloads.account(person.member)]
        return await self.door.deliver(
            payloads.membership(self.world, by.member, room, key, accounts)
        )

    async def rename_team(self, team: Team, name: str, by: Person) -> Ack:
        team.name = name
        return await self._team_news(team, by, "teamRenamed")

    async def add_channel(self, team: Team, name: str, by: Person) -> Conversation:
        channel = self.world.add_channel(team, name)
        await self._team_news(team, by, "channelCreated", channel)
        return channel

    async def rename_channel(self, channel: Conversation, name: str, by: Person) -> Ack:
        channel.name = name
        return await self._team_news(_team_of(channel), by, "channelRenamed", channel)

    async def delete_channel(self, channel: Conversation, by: Person) -> Ack:
        channel.deleted = True
        return await self._team_news(_team_of(channel), by, "channelDeleted", channel)

    async def _team_news(
        self, team: Team, by: Person, event: str, channel: Conversation | None = None
    ) -> Ack:
        told = payloads.team_news(self.world, by.member, team, event, channel)
        return await self.door.deliver(told)

    async def share(self, channel: Conversation, tenant: Tenant, by: Person) -> Ack:
        """Share a channel with a team of this tenant."""
        told = payloads.sharing_news(self.world, by.member, channel, tenant.id, shared=True)
        return await self.door.deliver(told)

    async def unshare(self, channel: Conversation, tenant: Tenant, by: Person) -> Ack:
        """Share a channel with that tenant no more; its people are out."""
        stay = {key: one for key, one in channel.members.items() if one.tenant is not tenant}
        channel.members = stay
        told = payloads.sharing_news(self.world, by.member, channel, tenant.id, shared=False)
        return await self.door.deliver(told)

    async def change_team(self, team: Team, event: str, by: Person) -> Ack:
        """Tell that a team was archived, deleted, or is back: teamArchived, teamDeleted …"""
        return await self._team_news(team, by, event)

    async def send_activity(self, activity: Json) -> Ack:
        """Send any activity to the bot; an invoke waits for its answer."""
        if activity.get("type") == "invoke":
            return await self.door.invoke(activity)
        return await self.door.deliver(activity)

    def change_deadlines(self, **seconds: float) -> None:
        """Give the bot less, or more, time: message=, invoke=."""
        self.door.deadlines = replace(self.door.deadlines, **seconds)


def _team_of(channel: Conversation) -> Team:
    if channel.team is None:
        raise ValueError(f"{channel.name} is no channel of a team")
    return channel.team
