"""Slack on the stage."""

import json
import re
from collections import Counter
from contextlib import asynccontextmanager
from html import unescape

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from bot.action import ActionRef
from bot.message import Button, Buttons, Message
from bot.ports import Destination
from tests.contract.stage import Arrived, Stage
from tests.slack.house import register_of
from tests.stand_ins.slack import FakeSlack
from tests.stand_ins.slack.rules import objects_in

POST = "chat.postMessage"
MARKS = re.compile(r"[*_~`>]|:[^\s:]+:")
WORDS = {"text", "plain_text", "mrkdwn", "raw_text"}
"""Objects whose "text" is words; any other kind of inline object is alive."""


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
        return [_arrived(post) for post in self.slack.accepted]

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
        self.slack.throttle(POST, where=lambda args: "line 0 " not in args["text"])

    def recipient_gone(self):
        return self._to(self.slack.user("gone", deleted=True))

    def installation_gone(self):
        self.slack.team.revoked = True

    def installation_forgotten(self):
        self.register.live.clear()

    def known_again(self):
        return "d-1"


def _arrived(post):
    blocks = post.message.blocks
    payload = (post.metadata or {}).get("event_payload", {})
    return Arrived(
        name=post.ts,
        conversation=post.conversation_id,
        words=f"{unescape(post.text)}\n{_words(blocks)}",
        raw=json.dumps([post.text, blocks], ensure_ascii=False),
        delivery=payload.get("delivery_id") or payload.get("continues", ""),
        alive=Counter(_alive(post.text, blocks)),
    )


def _words(blocks):
    return "\n".join(
        unescape(one["text"]) if one.get("type") == "mrkdwn" else one["text"]
        for one in objects_in(blocks)
        if isinstance(one.get("text"), str)
    )


def _alive(text, blocks):
    yield from re.findall("[<>]", text)
    for one in objects_in(blocks):
        if one.get("type") == "mrkdwn":
            yield from re.findall("[<>]", one["text"])
            yield from MARKS.findall(one["text"])
        elif one.get("type") not in WORDS:
            yield f"{one.get('type', '')} {one.get('url', one.get('image_url', ''))}"
        yield from ("emoji" for _ in [1] if one.get("emoji"))


@asynccontextmanager
async def slack_stage():
    async with FakeSlack() as slack, new_session() as session:
        yield SlackStage(slack, session)
