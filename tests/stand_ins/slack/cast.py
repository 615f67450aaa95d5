"""The side of the fake that a test speaks to: people, rooms, waiting, events of a workspace."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from . import payloads
from .choices import CannotDo
from .door import Ack, Door, Sent
from .person import Person
from .rooms import Rooms
from .state import Conversation, Member, Message, Team
from .trouble import TroubleMaker
from .waiting import Waiting
from .world import Accepted, UploadedFile, Violation


class Cast(Waiting, TroubleMaker, Rooms):
    """Who is in this Slack and what happens to them."""

    door: Door
    base: str
    team: Team
    people: dict[str, Person]

    @property
    def violations(self) -> list[Violation]:
        return self.world.violations

    @property
    def unanswered(self) -> list[Sent]:
        """The requests that the app did not acknowledge in time or with a 2xx."""
        return [sent for sent in self.door.sent if not sent.ack.ok]

    @property
    def accepted(self) -> list[Accepted]:
        return self.world.accepted

    def at(self, count: int, act: Callable[[], None]) -> None:
        """Do this as soon as so many messages were taken, before the last of them is answered."""
        self.world.moments[count] = act

    @property
    def files(self) -> dict[str, UploadedFile]:
        return self.world.files

    def point_at(self, request_url: str) -> None:
        """Send to this app from now on."""
        self.door.request_url = request_url

    def advance(self, seconds: float) -> None:
        """Let triggers and response addresses grow older."""
        self.world.clock.advance(seconds)

    def add_team(
        self, name: str, scopes: Iterable[str] | None = None, *, installed: bool = True
    ) -> Team:
        """Add a workspace, with the app installed unless it is said that it is not yet."""
        team = self.world.add_team(name, scopes)
        team.installed = installed
        return team

    def user(
        self, name: str, *, team: Team | None = None, via: Team | None = None, **details: Any
    ) -> Person:
        """Return a person by name, new where unknown; `via` is whose app they meet."""
        if name in self.people:
            return self.people[name]
        home = team or self.team
        known = {"real_name": name.title(), "email": f"{name}@example.com", "tz": "Europe/Berlin"}
        new = Member(
            id=self.world.ids.new("U"), name=name, team_id=home.id, **{**known, **details}
        )
        self.world.members[new.id] = new
        self.people[name] = Person(self.world, self.door, lambda: self.base, new, via or home)
        return self.people[name]

    def channel(
        self,
        name: str,
        members: Iterable[Person] = (),
        *,
        bot_in: bool = True,
        team: Team | None = None,
        **details: Any,
    ) -> Conversation:
        """Make a room; `is_private`, `is_ext_shared` and the like go in `details`."""
        home = team or self.team
        room = Conversation(self.world.ids.new("C"), name, home.id, **details)
        there = list(members)
        others = {person.member.team_id for person in there} - {home.id}
        if others and not room.is_ext_shared:
            raise CannotDo(f"{name} is not shared with the workspace of everybody in it")
        room.connected |= others
        room.members = {person.id for person in there}
        room.members |= {home.bot_user_id} if bot_in else set()
        self.world.conversations[room.id] = room
        return room

    def direct_message(self, *two: Person) -> Conversation:
        """Make a direct message of two people, in which the app is not."""
        room = Conversation(
            self.world.ids.new("D"), "directmessage", self.team.id, is_im=True, is_private=True
        )
        room.members = {person.id for person in two}
        self.world.conversations[room.id] = room
        return room

    def duplicate_next_event(self, times: int = 1) -> None:
        """Send the next event once more although it was acknowledged."""
        self.door.duplicates += times

    async def send_event(self, event: dict[str, Any], team: Team | None = None) -> Ack:
        """Send any event of a team to the app."""
        return await self.door.event(payloads.event_envelope(self.world, team or self.team, event))

    async def verify_url(self, challenge: str = "a-challenge") -> Ack:
        """Check the request URL as Slack does when it is saved."""
        token = payloads.VERIFICATION_TOKEN
        return await self.door.event(
            {"type": "url_verification", "token": token, "challenge": challenge}
        )

    async def uninstall(self, team: Team | None = None) -> list[Ack]:
        """Remove the app from a workspace: its token dies and two events follow."""
        team = team or self.team
        team.installed = False
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user_id]}}
        events: list[dict[str, Any]] = [revoked, {"type": "app_uninstalled"}]
        return [await self.send_event(event, team) for event in events]

    def reinstall(self, team: Team | None = None) -> str:
        """Install the app again; returns the new token."""
        team = team or self.team
        team.installed = True
        team.token = f"{team.token}-again"
        return team.token

    async def change_user(self, person: Person, **details: Any) -> Ack:
        """Change a profile (tz, email, deleted and so on) and tell the app."""
        changed = dataclasses.replace(person.member, **details)
        person.member = self.world.members[changed.id] = changed
        event = {
            "type": "user_change",
            "user": changed.as_json(with_email="users:read.email" in person.team.scopes),
            "cache_ts": int(float(self.world.ids.ts())),
            "event_ts": self.world.ids.ts(),
        }
        return await self.send_event(event, person.team)

    async def tell_of_joining(self, person: Person) -> Ack:
        """Tell the app that somebody came to the workspace."""
        event = {
            "type": "team_join",
            "user": person.member.as_json(with_email="users:read.email" in person.team.scopes),
            "cache_ts": int(float(self.world.ids.ts())),
            "event_ts": self.world.ids.ts(),
        }
        return await self.send_event(event, person.team)

    async def echo(self, message: Message) -> Ack:
        """Tell the app of its own message, as Slack does."""
        where = self.world.conversations[message.conversation_id]
        told = message.as_json(with_metadata=True)
        kind = "im" if where.is_im else "channel"
        event = {**told, "channel": where.id, "channel_type": kind, "event_ts": message.ts}
        return await self.send_event(event, self.world.teams[where.team_id])
