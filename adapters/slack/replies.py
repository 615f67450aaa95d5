"""Gives a reply Slack's way: beside what was said, onto what was pressed, or as a form."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from adapters.slack.api import SlackApi
from adapters.slack.blocks import Block
from adapters.slack.errors import TargetGone
from adapters.slack.forms import render_form
from adapters.slack.inbound import ReplyTo, metadata
from adapters.slack.messenger import open_conversation
from adapters.slack.posting import post_message
from adapters.slack.render import Rendered, render, render_home
from bot.answering import Answer, Ways
from bot.errors import (
    DeliveryProblem,
    NotPermitted,
    NotSent,
    RateLimited,
    RecipientGone,
)
from bot.event import Reply
from bot.form import Form
from bot.language import Wording
from bot.message import Buttons, Message, notice
from bot.ports import Owed

TRIGGER_LIFE = timedelta(seconds=3)
REFUSED = (NotPermitted, NotSent, RateLimited, RecipientGone, TargetGone)
"""What says clearly that nothing was posted: another way may be open."""


class ReplyWriter:
    """One reply on its way to one place, with our own words in its language."""

    def __init__(
        self, api: SlackApi, token: str, place: ReplyTo, reference: str, wording: Wording
    ) -> None:
        self._api = api
        self._token = token
        self._place = place
        self._origin = place.origin
        self._wording = wording
        self.answer = Answer("slack", reference, wording, self._say_alone)
        self._apart = self._is_pointed_out = False

    async def give(self, owed: Owed, received_at: datetime) -> Owed | None:
        """Give every part of a reply; return what is still owed of it."""
        ways: Ways = {
            "form": partial(self._open, received_at),
            "home": self._show_home,
            "update": partial(self._update, only_asker=owed.reply.only_asker),
        }
        only_asker = owed.reply.only_asker
        self._apart = owed.reply.apart

        async def say(message: Message, posted: int) -> None:
            await self.say(message, only_asker=only_asker, posted=posted)

        return await self.answer.give(owed, ways, say)

    async def _say_alone(self, message: Message, posted: int) -> None:
        await self.say(message, posted=posted)

    async def say(self, message: Message, *, only_asker: bool = True, posted: int = 0) -> None:
        """Post a message where the person is, for their eyes only where others read along."""

        async def post(number: int, part: Rendered) -> None:
            del number
            await self._say(part, only_asker=only_asker)

        await post_message(message, render(message), post, done=posted)

    async def _say(self, part: Rendered, *, only_asker: bool) -> None:
        if self._apart:
            await self._write_apart(part)
            return
        ways = self._ways(hidden=only_asker and not self._origin.private)
        for way in ways[:-1]:
            try:
                await way(part)
            except REFUSED:
                continue
            return
        await ways[-1](part)

    async def _write_apart(self, part: Rendered) -> None:
        """Write to the person's own conversation, and say where they asked only that it is there.

        Nothing of it stands there, not even for their eyes alone.
        """
        *beside, write = self._ways(hidden=True)
        try:
            await write(part)
            key = "answered_alone"
        except REFUSED as problem:
            self.answer.note("message", problem)
            key = "no_own_chat"
        if self._is_pointed_out:
            return
        self._is_pointed_out = True
        line = render(notice("", self._wording.say(key)))
        for way in beside:
            try:
                await way(line[0])
            except REFUSED:
                continue
            return

    def _ways(self, *, hidden: bool) -> list[Callable[[Rendered], Awaitable[None]]]:
        """Name the ways to the person, the nearest first."""
        origin = self._origin

        async def respond(part: Rendered) -> None:
            thread = {"thread_ts": origin.thread} if origin.thread else {}
            kind = "ephemeral" if hidden else "in_channel"
            body = {"text": part.text, "blocks": part.blocks, **thread}
            await self._api.respond(
                self._place.response_url,
                {**body, "response_type": kind, "replace_original": False},
            )

        async def whisper(part: Rendered) -> None:
            await self._post("chat.postEphemeral", part, origin.conversation, user=origin.user)

        async def speak(part: Rendered) -> None:
            await self._post("chat.postMessage", part, origin.conversation)

        async def write(part: Rendered) -> None:
            where = await open_conversation(self._api, self._token, origin.user)
            await self._post("chat.postMessage", part, where)

        beside = (whisper if hidden else speak,) if origin.conversation else ()
        return [*((respond,) if self._place.response_url else ()), *beside, write]

    async def _post(self, method: str, part: Rendered, where: str, **more: str) -> None:
        origin = self._origin
        here = origin.thread and where == origin.conversation
        thread = {"thread_ts": origin.thread} if here else {}
        unfurl = {} if more else {"unfurl_links": False, "unfurl_media": False}
        await self._api.write(
            self._token,
            method,
            channel=where,
            text=part.text,
            blocks=part.blocks,
            **thread,
            **unfurl,
            **more,
        )

    async def _update(self, message: Message, *, only_asker: bool) -> None:
        """Change the message that was pressed, unless others would see what is one person's."""
        place = self._place
        theirs = place.origin.private or place.is_ephemeral or not only_asker
        theirs = theirs and not self._apart

        async def post(number: int, part: Rendered) -> None:
            if number or not theirs or not await self._replace(part):
                await self._say(part, only_asker=True)

        await post_message(message, render(message), post)

    async def _replace(self, part: Rendered) -> bool:
        """Change the message that was pressed; False where it can no longer be changed."""
        place, body = self._place, {"text": part.text, "blocks": part.blocks}
        if place.message and not place.is_ephemeral and place.origin.conversation:
            where = {"channel": place.origin.conversation, "ts": place.message}
            try:
                await self._api.write(self._token, "chat.update", **where, **body)
            except REFUSED:
                pass
            else:
                return True
        if not (place.message and place.response_url):
            return False
        try:
            await self._api.respond(place.response_url, {**body, "replace_original": True})
        except REFUSED:
            return False
        return True

    async def _show_home(self, message: Message) -> None:
        view = render_home(message)
        user = self._origin.user
        await self._api.write(self._token, "views.publish", user_id=user, view=view)

    async def _open(self, received_at: datetime, form: Form) -> None:
        if self._place.trigger and datetime.now(UTC) - received_at < TRIGGER_LIFE:
            view = render_form(form, metadata(form.action, self._place))
            trigger = self._place.trigger
            try:
                await self._api.write(self._token, "views.open", trigger_id=trigger, view=view)
            except DeliveryProblem as problem:
                self.answer.note("form", problem)
            else:
                return
        await self.say(Message(form.title, (Buttons((form.reopen,)),)))


def submission_answer(reply: Reply, place: ReplyTo, fields: Mapping[str, str]) -> Block:
    """Return what goes into the body that answers a form: errors, the next form, or nothing.

    An error beside a field that the form does not have stands beside its first one.
    """
    if reply.errors and fields:
        first = next(iter(fields))
        beside: dict[str, str] = {}
        for name, says in reply.errors.items():
            field = name if name in fields else first
            beside[field] = f"{beside[field]} {says}" if field in beside else says
        return {"response_action": "errors", "errors": beside}
    if reply.form:
        view = render_form(reply.form, metadata(reply.form.action, place))
        return {"response_action": "update", "view": view}
    return {}
