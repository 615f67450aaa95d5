"""Teams on the stage."""

import re
from contextlib import asynccontextmanager
from itertools import count

from adapters.teams.api import TeamsApi, new_session
from adapters.teams.hosts import ServiceHosts
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.people import People
from adapters.teams.tokens import AppToken, Credentials
from bot.action import ActionRef
from bot.message import Button, Buttons, Message
from bot.pictures import inline_picture
from bot.ports import Destination
from content.wording import load_wording
from tests.contract.stage import Arrived, Stage, texts_in
from tests.stand_ins.slack.rules import objects_in
from tests.stand_ins.teams import FakeTeams
from tests.teams.house import MemoryConversations, known, register_of

CHANGES = ("update", "delete")
MARKDOWN = re.compile(r"[*_`#~\[\]\\<>|&]|^\s*(?:[-+]|\d+[.)])\s|https?:|www\.", re.MULTILINE)
COMMAND = re.compile(r"\{\{")
SAYING = ("text", "title", "label", "value", "altText", "legend", "x", "xAxisTitle", "tooltip")


class TeamsStage(Stage):
    name = "teams"

    def __init__(self, teams, session):
        self.teams, self.register = teams, register_of(teams)
        self.known = MemoryConversations(self.register)
        credentials = Credentials(teams.app_id, teams.app_password, teams.tenant.id)
        api = TeamsApi(
            session,
            AppToken(session, teams.base, credentials),
            ServiceHosts([f"127.0.0.1:{teams.port}"]),
        )
        people = People(api, self.known, teams.app_id)
        self.messenger = TeamsMessenger(api, self.register, people, load_wording())
        self.secrets = (teams.app_password,)

    def to(self):
        return self._to(self.teams.person("ada"))

    def _to(self, person):
        return Destination("teams", f"i-{self.teams.tenant.id}", person.aad_id)

    async def arrived(self):
        return [read_post(post.posted) for post in self.teams.accepted]

    def forget(self):
        self.teams.accepted.clear()

    def tries(self):
        return len(self.teams.heard("send"))

    def violations(self):
        return list(map(str, self.teams.violations))

    def too_large(self):
        return Message("x", (Buttons((Button("x" * 201, ActionRef("go")),)),))

    def limit(self):
        self.teams.throttle(retry_after=17, call="send")
        return 17

    def refuse_before(self):
        self.teams.fail(412, call="send")

    async def nobody_listens(self):
        await self.teams.stop()

    def lose_before(self):
        self.teams.drop_before_accepting(call="send")

    def lose_after(self):
        self.teams.drop_after_accepting(call="send")

    def break_after(self):
        self.teams.server_error(503, after_accepting=True, call="send")

    def fail_the_second_part(self):
        self.teams.throttle(1, 90, call="send", where=_is_later)

    def limit_the_second_part(self):
        self.teams.throttle(1, 1, call="send", where=_is_later)

    def lose_the_second_part(self):
        self.teams.drop_after_accepting(call="send", where=_is_later)

    def recipient_gone(self):
        return self._to(self.teams.person("gone", installed=False))

    def installation_gone(self):
        self.teams.tenant.bot_disabled = True

    def installation_forgotten(self):
        self.register.live.clear()

    async def stands(self):
        return [read_post(post) for post in self._ours() if not post.deleted]

    def _ours(self):
        return [post.posted for post in self.teams.accepted]

    def take_away(self):
        for post in self._ours():
            post.deleted = True

    def limit_changes(self):
        for call in CHANGES:
            self.teams.throttle(retry_after=17, call=call)
        return 17

    def lose_changes(self):
        for call in CHANGES:
            # The web's own rules let the HTTP client ask twice where that does no harm.
            self.teams.drop_after_accepting(times=2, call=call)

    def forbid_changes(self):
        for call in CHANGES:
            self.teams.fail(403, "NotEnoughPermissions", call=call)

    def fail_the_second_new_part(self):
        parts = count()
        self.teams.throttle(call="send", where=lambda _: next(parts) == 1)

    async def pictures(self):
        attached = [one for post in self._ours() for one in post.activity["attachments"]]
        inline = (inline_picture(one.get("contentUrl", "")) for one in attached)
        return [picture.data for picture in inline if picture]


def read_post(post):
    words = [one[key] for one in objects_in(post.card) for key in SAYING if key in one]
    words += [one["name"] for one in post.activity["attachments"] if "name" in one]
    return Arrived(
        name=post.id,
        conversation=post.where,
        words="\n".join(map(str, words)),
        raw="\n".join(texts_in(post.activity)),
        alive=frozenset(_alive(post.activity, post.card)),
    )


def _alive(activity, card):
    yield from (str(entity) for entity in activity.get("entities", ()))
    yield from ("words beside the card" for _ in [1] if activity.get("text"))
    for one in objects_in(card):
        kind = one.get("type")
        if kind == "TextBlock":
            yield from MARKDOWN.findall(one["text"])
        elif kind == "TextRun":
            yield from COMMAND.findall(one["text"])
        elif kind in {"FactSet", "mention"}:
            yield kind
        yield from (f"url {one[key]}" for key in ("url", "altUrl") if key in one)


@asynccontextmanager
async def teams_stage():
    async with FakeTeams() as teams, new_session() as session:
        stage = TeamsStage(teams, session)
        await known(teams, stage.known, teams.person("ada"))
        yield stage


def _is_later(call):
    return "channelData" not in call["activity"]
