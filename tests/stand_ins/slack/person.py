"""A person in front of Slack: every gesture sends a real request to the app."""

from typing import Any

from . import payloads
from .choices import CannotDo, action_of, fill, find, missing_in, put
from .door import Ack
from .onlooker import Onlooker
from .replies import answer_to_command, answer_to_options, answer_to_submission
from .state import Conversation, Message, View


class Person(Onlooker):
    """One member, as a test speaks of them."""

    async def command(
        self, command: str, text: str = "", where: Conversation | None = None
    ) -> Ack:
        """Type a slash command; what the app answers in the body is shown."""
        if self.member.team_id != self.team.id:
            raise CannotDo("slash commands are not offered to people of another workspace")
        where = where or self.dm
        said = {
            "command": command,
            "text": text,
            "trigger_id": self.world.tickets.trigger(self.id, self.team.id),
            "response_url": self.response_url(where.id),
        }
        form = payloads.command_form(self.world, self.team, self.member, where, said)
        ack = await self.door.command(form)
        answer_to_command(self.world, self.member, where, command, ack)
        return ack

    async def say_in_dm(self, text: str, thread_ts: str | None = None) -> Ack:
        """Write to the app in the direct message."""
        return await self._say(self.dm, text, "message", thread_ts)

    async def say(self, where: Conversation, text: str, thread_ts: str | None = None) -> Ack:
        """Write in a room without naming the app."""
        return await self._say(where, text, "message", thread_ts)

    async def mention(self, where: Conversation, text: str, thread_ts: str | None = None) -> Ack:
        """Write to the app by name in a room, or in a thread of it."""
        bot = self.world.teams[where.team_id].bot_user_id
        return await self._say(where, f"<@{bot}> {text}", "app_mention", thread_ts)

    async def _say(self, where: Conversation, text: str, kind: str, thread_ts: str | None) -> Ack:
        """Write, and tell the app as often as it asked to be told: a mention is a message too."""
        if self.id not in where.members:
            raise CannotDo(f"{self.member.name} is not in {where.name}")
        message = self.world.post(where, self.id, {"text": text, "thread_ts": thread_ts})
        ack = Ack(attempts=0)
        if self._is_overheard(where):
            ack = await self._told(where, message, "message")
        return ack if kind == "message" else await self._told(where, message, kind)

    def _is_overheard(self, where: Conversation) -> bool:
        """Whether the app reads along: it is there, and has the scope for this kind of room."""
        team = self.world.teams[where.team_id]
        kind = "im" if where.is_im else "groups" if where.is_private else "channels"
        return team.bot_user_id in where.members and f"{kind}:history" in team.scopes

    async def _told(self, where: Conversation, message: Message, kind: str) -> Ack:
        event = payloads.message_event(message, self.member, where, kind)
        team = self.world.teams[where.team_id]
        envelope = payloads.event_envelope(
            self.world, team, event, is_ext_shared=where.is_ext_shared
        )
        return await self.door.event(envelope)

    async def press(self, shown: Message | View, what: str) -> Ack:
        """Press a button by its action_id or by what stands on it."""
        block, element = find(shown, what)
        action = action_of(block, element, self.world.ids.ts())
        visible = element.get("visible_to_user_ids")
        if visible and self.id not in visible:
            raise CannotDo(f"{what!r} is not shown to {self.member.name}")
        if not element["type"].endswith("button"):
            raise CannotDo(f"{what!r} is no button but {element['type']}")
        for key in ("text", "value", "url", "style"):
            if key in element:
                action[key] = element[key]
        return await self._act(shown, action)

    async def give_feedback(self, shown: Message | View, what: str, *, positive: bool) -> Ack:
        """Press thumbs up or down."""
        block, element = find(shown, what)
        side = element["positive_button" if positive else "negative_button"]
        action = action_of(block, element, self.world.ids.ts())
        return await self._act(shown, {**action, "text": side["text"], "value": side["value"]})

    async def select(self, shown: Message | View, what: str, value: Any) -> Ack:
        """Choose an option, several, or a date; by value or by what one reads."""
        block, element = find(shown, what)
        put(shown, block, element, value)
        action = action_of(block, element, self.world.ids.ts())
        held = shown.state[block["block_id"]][element["action_id"]]
        return await self._act(shown, {**action, **held})

    async def _act(self, shown: Message | View, action: dict[str, Any]) -> Ack:
        if isinstance(shown, View):
            self.must_hold(shown)
            payload = payloads.action_on_view(self.world, self.team, self.member, shown, action)
        else:
            self.must_see(shown)
            team = self.world.teams[shown.team_id]
            payload = payloads.action_on_message(self.world, team, self.member, shown, action)
            payload["response_url"] = self.response_url(shown.conversation_id, shown)
        return await self.door.gesture(payload)

    async def look_up(self, shown: Message | View, what: str, typed: str) -> list[dict[str, Any]]:
        """Type into a menu that the app fills; returns the options offered."""
        block, element = find(shown, what)
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        payload = payloads.block_suggestion(self.world, self.team, self.member, shown, asked)
        return answer_to_options(self.world, await self.door.gesture(payload))

    async def use_shortcut(self, message: Message, callback_id: str) -> Ack:
        """Choose the app's entry in a message's own menu."""
        self.must_see(message)
        payload = payloads.message_shortcut(
            self.world, self.team, self.member, message, callback_id
        )
        payload["response_url"] = self.response_url(message.conversation_id, message)
        return await self.door.gesture(payload)

    async def submit(self, view: View | None = None, values: dict[str, Any] | None = None) -> Ack:
        """Fill the modal and send it; the app's answer is carried out."""
        view = self.top(view)
        fill(view, values or {})
        empty = missing_in(view)
        if empty:
            raise CannotDo(f"the form cannot go while these are empty: {empty}")
        payload = payloads.view_submission(self.world, self.team, self.member, view)
        ack = await self.door.gesture(payload)
        answer_to_submission(self.world, view, ack)
        return ack

    async def close(self, view: View | None = None, *, all_views: bool = False) -> Ack | None:
        """Shut the modal, or all of them; the app hears of it where it asked to."""
        view = self.top(view)
        cleared = all_views or view.body.get("clear_on_close", False)
        payload = payloads.view_closed(
            self.world, self.team, self.member, view, is_cleared=cleared
        )
        if cleared:
            self.world.clear_views(self.id)
        else:
            self.world.close_view(view)
        return await self.door.gesture(payload) if view.body.get("notify_on_close") else None

    async def open_home(self, tab: str = "home") -> Ack:
        """Open the app's home tab, or its messages tab."""
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.dm.id,
            "tab": tab,
            "event_ts": self.world.ids.ts(),
        }
        if self.home is not None and tab == "home":
            event["view"] = payloads.view_json(self.world, self.home)
        return await self.door.event(payloads.event_envelope(self.world, self.team, event))
