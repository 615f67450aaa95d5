"""Slack on the stage."""

import re
from contextlib import asynccontextmanager
from html import unescape
from itertools import count

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from bot.action import ActionRef
from bot.message import Button, Buttons, Message
from bot.ports import Destination
from tests.contract.stage import Arrived, Stage, texts_in
from tests.slack.house import register_of
from tests.stand_ins.slack import FakeSlack
from tests.stand_ins.slack.rules import objects_in

POST = "chat.postMessage"
CHANGES = ("chat.update", "chat.delete")
STYLE = re.compile("[*_]")
MARKS = re.compile(r"[*_~`>]|:[^\s:]+:")
SAYING = ("text", "alt_text", "title", "label", "name", "y_label")
DRAWN = {
    *("header", "section", "context", "actions", "divider", "image", "table", "button"),
    *("rich_text", "rich_text_section", "rich_text_list", "rich_text_preformatted"),
    *("text", "plain_text", "mrkdwn", "raw_text", "link", "static_select"),
    *("data_visualization", "line", "bar"),
}
"""What our messages are drawn with: any other kind, such as a mention, was not asked for."""


class SlackStage(Stage):
    name = "slack"

    def __init__(self, slack, session):
        self.slack, self.register = slack, register_of(slack)
        self.messenger = SlackMessenger(SlackApi(session, slack.api_url), self.register)
        self.secrets = (slack.team.token,)

    def to(self):
        return self._to(self.slack.user("ada"))

    def _to(self, person):
        return Destination("slack", f"i-{self.slack.team.id}", person.id)

    async def arrived(self):
        return [read_message(post.message) for post in self.slack.accepted]

    def forget(self):
        self.slack.accepted.clear()

    def tries(self):
        return sum(heard.method == POST for heard in self.slack.calls)

    def violations(self):
        return list(map(str, self.slack.violations))

    def too_large(self):
        return Message("x", (Buttons((Button("x" * 80, ActionRef("go")),)),))

    def limit(self):
        self.slack.throttle(POST, retry_after=17)
        return 17

    def refuse_before(self):
        self.slack.fail(POST, "internal_error")

    async def nobody_listens(self):
        await self.slack.stop()

    def lose_before(self):
        self.slack.drop_before_accepting(POST)

    def lose_after(self):
        self.slack.drop_after_accepting(POST)

    def break_after(self):
        self.slack.server_error(POST, 503, after_accepting=True)

    def fail_the_second_part(self):
        self.slack.throttle(POST, 90, where=_is_later)

    def limit_the_second_part(self):
        self.slack.throttle(POST, 1, where=_is_later)

    def lose_the_second_part(self):
        self.slack.drop_after_accepting(POST, where=_is_later)

    def recipient_gone(self):
        return self._to(self.slack.user("gone", deleted=True))

    def installation_gone(self):
        self.slack.team.revoked = True

    def installation_forgotten(self):
        self.register.live.clear()

    def known_again(self):
        return "d-1"

    async def stands(self):
        return [read_message(one) for one in self._ours() if not one.deleted]

    def _ours(self):
        bot = self.slack.team.bot_user_id
        rooms = self.slack.world.conversations.values()
        return [one for room in rooms for one in room.messages if one.user_id == bot]

    def take_away(self):
        for one in self._ours():
            self.slack.world.remove(one)

    def limit_changes(self):
        for method in CHANGES:
            self.slack.throttle(method, retry_after=17)
        return 17

    def lose_changes(self):
        for method in CHANGES:
            self.slack.drop_after_accepting(method)

    def forbid_changes(self):
        self.slack.world.edit_window = -1
        self.slack.fail("chat.delete", "cant_delete_message")

    def fail_the_second_new_part(self):
        parts = count()
        self.slack.throttle(POST, where=lambda _: next(parts) == 1)

    async def pictures(self):
        drawn = objects_in([one.blocks for one in self._ours()])
        return [
            self.slack.files[one["slack_file"]["id"]].content
            for one in drawn
            if "slack_file" in one
        ]


def read_message(message):
    payload = (message.metadata or {}).get("event_payload", {})
    return Arrived(
        name=message.ts,
        conversation=message.conversation_id,
        words="\n".join(_words(message.blocks)),
        raw="\n".join(texts_in([message.text, message.blocks])),
        twin=unescape(message.text),
        delivery=payload.get("delivery_id") or payload.get("continues", ""),
        alive=frozenset(_alive(message.text, message.blocks)),
    )


def _words(blocks):
    for one in objects_in(blocks):
        words = [one[key] for key in SAYING if isinstance(one.get(key), str)]
        # Where marks are read, the words have none of their own.
        is_marked = one.get("type") == "mrkdwn"
        yield from (unescape(STYLE.sub("", each)) if is_marked else each for each in words)


def _alive(text, blocks):
    yield from re.findall("[<>]", text)
    for one in objects_in(blocks):
        kind = one.get("type", "text")
        if kind == "mrkdwn":
            yield from re.findall("[<>]", one["text"])
            yield f"{len(MARKS.findall(one['text']))} marks"
        yield from (f"{key} {one[key]}" for key in ("url", "image_url") if key in one)
        if kind not in DRAWN or one.get("emoji"):
            yield kind


@asynccontextmanager
async def slack_stage():
    async with FakeSlack() as slack, new_session() as session:
        yield SlackStage(slack, session)


def _is_later(args):
    return "line 0 " not in args["text"]
