"""What happens to rooms of several people, with or without the app being told."""

from typing import Any

from .door import Ack
from .state import Conversation, Team
from .world import World


class Rooms:
    """The part of the fake that shares rooms with other companies, closes and reopens them.

    With `tell=False` the event is lost on its way.
    """

    world: World

    async def send_event(self, event: dict[str, Any], team: Team | None = None) -> Ack:
        raise NotImplementedError

    def invite_company(self, room: Conversation, team: Team) -> None:
        """Ask another workspace into a room; until it accepts, the room waits for it."""
        room.invited.add(team.id)

    async def accept_invitation(
        self, room: Conversation, team: Team, *, new_id: bool = False, tell: bool = True
    ) -> list[Ack]:
        """Let another workspace come in; with `new_id` the room is called otherwise then."""
        room.invited.discard(team.id)
        room.connected.add(team.id)
        room.is_ext_shared = True
        events = [self._about(room, "channel_shared", connected_team_id=team.id)]
        if new_id:
            old, room.id = room.id, self.world.ids.new("C")
            del self.world.conversations[old]
            self.world.conversations[room.id] = room
            for message in room.messages:
                message.conversation_id = room.id
            moved = {"type": "channel_id_changed", "old_channel_id": old}
            events = [{**moved, "new_channel_id": room.id}, {**events[0], "channel": room.id}]
        return await self._tell(room, events, tell=tell)

    async def disconnect(self, room: Conversation, team: Team, *, tell: bool = True) -> list[Ack]:
        """End the sharing with another workspace: its people are in the room no more."""
        room.connected.discard(team.id)
        room.is_ext_shared = bool(room.connected)
        gone = {who for who in room.members if self.world.members[who].team_id == team.id}
        room.members -= gone
        told = {"previously_connected_team_id": team.id, "is_ext_shared": room.is_ext_shared}
        return await self._tell(room, [self._about(room, "channel_unshared", **told)], tell=tell)

    async def archive(self, room: Conversation, *, tell: bool = True) -> list[Ack]:
        """Close a room."""
        room.is_archived = True
        return await self._tell(room, [self._about(room, self._named(room, "archive"))], tell=tell)

    async def unarchive(self, room: Conversation, *, tell: bool = True) -> list[Ack]:
        """Open a room again."""
        room.is_archived = False
        event = self._about(room, self._named(room, "unarchive"))
        return await self._tell(room, [event], tell=tell)

    async def rename(self, room: Conversation, name: str, *, tell: bool = True) -> list[Ack]:
        """Call a room otherwise."""
        room.name = name
        event = self._about(room, self._named(room, "rename"))
        return await self._tell(
            room, [{**event, "channel": {"id": room.id, "name": name}}], tell=tell
        )

    async def take_out(self, room: Conversation, *, tell: bool = True) -> list[Ack]:
        """Remove the app from a room; it hears of it twice, as an app and as one that left."""
        room.members.discard(self._bot(room))
        left = self._about(room, "member_left_channel", user=self._bot(room), team=room.team_id)
        return await self._tell(
            room, [left, self._about(room, self._named(room, "left"))], tell=tell
        )

    async def bring_in(self, room: Conversation, *, tell: bool = True) -> list[Ack]:
        """Invite the app into a room."""
        room.members.add(self._bot(room))
        event = self._about(room, "member_joined_channel", user=self._bot(room), team=room.team_id)
        return await self._tell(room, [event], tell=tell)

    def restrict(self, room: Conversation, posting: str = "read_only") -> None:
        """Let only some post there, or (thread_only) only in threads; empty lets everybody."""
        room.posting = posting

    def _bot(self, room: Conversation) -> str:
        return self.world.teams[room.team_id].bot_user_id

    def _named(self, room: Conversation, what: str) -> str:
        return f"{'group' if room.is_private else 'channel'}_{what}"

    def _about(self, room: Conversation, kind: str, **more: Any) -> dict[str, Any]:
        kinds = {"channel_type": "G" if room.is_private else "C"} if "member" in kind else {}
        return {"type": kind, "channel": room.id, "event_ts": self.world.ids.ts(), **kinds, **more}

    async def _tell(
        self, room: Conversation, events: list[dict[str, Any]], *, tell: bool
    ) -> list[Ack]:
        """Send events to the app, if it may read about rooms of this kind."""
        team = self.world.teams[room.team_id]
        may = f"{'groups' if room.is_private else 'channels'}:read" in team.scopes
        return [await self.send_event(event, team) for event in events] if tell and may else []
