"""A person in front of Teams: every gesture sends a real request to the bot."""

from typing import Any

from . import payloads
from .answers import Dialog, Reaction, to_card_action, to_search, to_task
from .choices import CannotDo, find, inputs_in, labels, to_send, toggle
from .door import Ack, Door
from .state import Conversation, Json, Member, Posted, copied
from .world import World


class Person:
    """One member, as a test speaks of them."""

    def __init__(self, world: World, door: Door, member: Member) -> None:
        self.world = world
        self.door = door
        self.member = member
        self.dialog: Dialog | None = None
        self.notices: list[str] = []  # what Teams told this person in passing
        self.opened: list[str] = []  # the addresses this person followed

    def __repr__(self) -> str:
        return f"Person({self.member.name} {self.id})"

    @property
    def id(self) -> str:
        return self.member.id

    @property
    def aad_id(self) -> str:
        return self.member.aad_id

    @property
    def chat(self) -> Conversation:
        """The personal chat with the bot; reading it opens it."""
        return self.world.personal(self.member)

    @property
    def inbox(self) -> list[Posted]:
        """What the bot said to this person alone, oldest first."""
        everywhere = (p for c in self.world.conversations.values() for p in c.posts)
        return [p for p in everywhere if p.own and not p.deleted and self._alone(p)]

    def _alone(self, posted: Posted) -> bool:
        where = posted.conversation
        if where.kind == "personal":
            return where.person is self.member
        return posted.seen_only_by == self.id

    def card(self, posted: Posted) -> Json | None:
        """The card of a message as this person sees it."""
        return posted.card_for(self.id)

    def labels(self, shown: Posted | Dialog) -> list[str]:
        """What stands on the buttons that this person sees."""
        return labels(shown.card if isinstance(shown, Dialog) else self.card(shown))

    async def say(self, text: str, **changes: Any) -> Ack:
        """Write in the personal chat; `changes` overwrite keys of the activity."""
        self._must_have_bot(self.chat)
        said = self.world.put(self.chat, self.id, {"type": "message", "text": text})
        told = payloads.message(self.world, self.member, said)
        return await self.door.deliver({**told, **changes})

    async def mention_in(
        self,
        where: Conversation,
        text: str,
        *,
        thread: Posted | None = None,
        private: bool = False,
    ) -> Ack:
        """Write to the bot by name in a group or a channel; `private` is a slash command."""
        self._must_have_bot(where)
        if private and where.app_is_old:
            raise CannotDo("an app of that age has no slash commands")
        root = (thread.thread or thread.id) if thread else None
        words = {"type": "message", "text": text}
        said = self.world.put(where, self.id, words, thread=root)
        return await self.door.deliver(
            payloads.mention(self.world, self.member, said, private=private)
        )

    def _must_have_bot(self, where: Conversation) -> None:
        if self.member not in where.roster:
            raise CannotDo(f"{self.member.name} is not in {where.name}")
        if not where.has_bot or where.deleted:
            raise CannotDo(f"the bot is not in {where.name or 'this chat'}")

    def _must_see(self, posted: Posted) -> None:
        hidden = posted.seen_only_by not in (None, self.id)
        if posted.deleted or hidden or self.member not in posted.conversation.roster:
            raise CannotDo(f"{self.member.name} does not see that message")

    async def press(
        self, posted: Posted, what: str, values: dict[str, Any] | None = None
    ) -> Reaction:
        """Press a button by its title, id or verb, after filling the card's inputs."""
        self._must_see(posted)
        if self._suggests(posted, what):
            return Reaction(await self.say(self._suggests(posted, what)))
        card = self.card(posted)
        action, scope = find(card, what)
        match action["type"]:
            case "Action.Execute":
                data = to_send(action, scope, values or {})
                return await self._execute(posted, {**action, "data": data}, "manual")
            case "Action.Submit":
                return await self._submit(posted, action, to_send(action, scope, values or {}))
            case "Action.OpenUrl":
                self.opened.append(action["url"])
                return Reaction(url=action["url"])
            case "Action.ToggleVisibility" if card is not None:
                posted.views[self.id] = copied(card)
                toggle(posted.views[self.id], action)
                return Reaction(card=posted.views[self.id])
            case _:
                return Reaction()  # a card behind a button opens without anybody's hearing of it

    def _suggests(self, posted: Posted, what: str) -> str:
        offered = (posted.activity.get("suggestedActions") or {}).get("actions", [])
        is_last = posted.conversation.posts[-1] is posted
        found = (a["value"] for a in offered if a["title"] == what and is_last)
        return next(found, "")

    async def _execute(self, posted: Posted, action: Json, trigger: str) -> Reaction:
        kept = ("type", "title", "verb", "id", "data")
        told = {key: action[key] for key in kept if key in action}
        value = {"action": told, "trigger": trigger}
        ack = await self.door.invoke(
            payloads.invoke_on(self.world, self.member, posted, "adaptiveCard/action", value)
        )
        return self._noticed(to_card_action(self.world, posted, self.id, ack))

    async def _submit(self, posted: Posted, action: Json, data: Any) -> Reaction:
        move = data.get("msteams") if isinstance(data, dict) else None
        kind = (move or {}).get("type")
        if kind == "task/fetch":
            return await self._task(posted, "task/fetch", data)
        if move and kind == "imBack":
            return Reaction(await self.say(move["value"]))
        if kind not in (None, "messageBack"):
            raise CannotDo(f"{action['title']!r} does {kind}, which this Teams cannot")
        told = payloads.submit(self.world, self.member, posted, data)
        if move and kind == "messageBack":
            told |= {"text": move["text"], "value": move.get("value", data)}
        return Reaction(await self.door.deliver(told))

    async def _task(self, posted: Posted, name: str, data: Any) -> Reaction:
        value = {"data": data, "context": {"theme": "default"}}
        told = payloads.invoke_on(self.world, self.member, posted, name, value)
        if name == "task/submit":
            del told["replyToId"]
        reaction = to_task(self.world, posted, name, await self.door.invoke(told))
        if reaction.error is None:
            if self.dialog:
                self.dialog.is_open = False
            self.dialog = reaction.dialog
        self.world.bell.ring()
        return self._noticed(reaction)

    def _noticed(self, reaction: Reaction) -> Reaction:
        self.notices += [words for words in (reaction.message, reaction.error) if words]
        return reaction

    async def submit(
        self,
        dialog: Dialog | None = None,
        values: dict[str, Any] | None = None,
        what: str | None = None,
    ) -> Reaction:
        """Fill the dialog and send it; `what` names the button where there are several."""
        dialog = dialog or self.dialog
        if dialog is None or dialog is not self.dialog or dialog.card is None:
            raise CannotDo("no such dialog is open")
        if what is None:
            titles = labels(dialog.card)
            if len(titles) != 1:
                raise CannotDo(f"say which of {titles}")
            what = titles[0]
        action, scope = find(dialog.card, what)
        if action["type"] != "Action.Submit":
            raise CannotDo(f"{what!r} submits nothing: {action['type']}")
        data = to_send(action, scope, values or {})
        return await self._task(dialog.posted, "task/submit", data)

    def close(self) -> None:
        """Shut the dialog; the bot does not hear of it."""
        if self.dialog is None:
            raise CannotDo("no dialog is open")
        self.dialog.is_open = False
        self.dialog = None

    async def look_up(self, shown: Posted | Dialog, what: str, typed: str) -> list[Json]:
        """Type into a list that the bot fills; returns what is offered."""
        card = shown.card if isinstance(shown, Dialog) else self.card(shown)
        found = [i for i in inputs_in(card or {}) if i["id"] == what and "choices.data" in i]
        if not found:
            raise CannotDo(f"{what!r} is no list that the bot fills")
        posted = shown.posted if isinstance(shown, Dialog) else shown
        value = {
            "queryText": typed,
            "queryOptions": {"skip": 0, "top": 15},
            "dataset": found[0]["choices.data"]["dataset"],
        }
        told = payloads.invoke_on(self.world, self.member, posted, "application/search", value)
        reaction = to_search(self.world, await self.door.invoke(told))
        return list(self._noticed(reaction).results)

    async def view(self, posted: Posted) -> Reaction | None:
        """Look at a message; where its card refreshes itself for this person, it does."""
        self._must_see(posted)
        refresh = (self.card(posted) or {}).get("refresh")
        if not refresh or self.id not in refresh.get("userIds", [self.id]):
            return None
        return await self._execute(posted, refresh["action"], "automatic")

    async def react(self, posted: Posted, kind: str = "like", *, added: bool = True) -> Ack:
        """Put a reaction on a message, or take it away."""
        self._must_see(posted)
        told = payloads.reaction(self.world, self.member, posted, kind, added=added)
        return await self.door.deliver(told)

    async def install(self) -> list[Ack]:
        """Add the app for oneself; the bot hears of it twice."""
        self.member.installed = True
        accounts = [payloads.account(self.member), {"id": self.world.bot_id}]
        return [
            await self.door.deliver(told)
            for told in (
                payloads.installation(self.world, self.member, self.chat, "add"),
                payloads.membership(self.world, self.member, self.chat, "membersAdded", accounts),
            )
        ]

    async def uninstall(self) -> Ack:
        """Remove the app for oneself."""
        self.member.installed = False
        told = payloads.installation(self.world, self.member, self.chat, "remove")
        return await self.door.deliver(told)

    def block(self) -> None:
        """Block the bot; nobody tells it."""
        self.member.blocks_bot = True

    def unblock(self) -> None:
        self.member.blocks_bot = False
