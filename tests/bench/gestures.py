"""What people do on Slack and on Teams, signed, and never the same twice."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

from adapters.slack.render import render
from bot.beat.rules.texts import TextKind, WrittenText
from bot.principal import Permission, Principal, Role
from bot.voice.ports import Invited
from content.library import SAMPLE, read_library
from content.survey_cards import SurveyCards
from content.wording import load_wording
from tests.bench.commands import SECRET, TEAM
from tests.bench.load import Request
from tests.bench.programme import BOT, SURVEY, TENANT, invitation
from tests.stand_ins.slack import sign
from tests.stand_ins.teams.keys import Keys

SCORE, MUTE, NPS, WORD = "a tap on the scale", "a button", "nps", "a word"
WHAT = (SCORE, MUTE, NPS, WORD)
numbers = count(1)


@dataclass(frozen=True, slots=True)
class OnSlack:
    """Gestures as Slack sends them; `answer_to` is where answers go."""

    answer_to: str

    def make(self, what: str, person: int) -> Request:
        """Return one gesture of this person's."""
        if what == NPS:
            return self._command(person)
        if what == WORD:
            return self._said(person)
        value = _score(person) if what == SCORE else "mute?t=surveys"
        return self.press(person, value)

    def _command(self, person: int) -> Request:
        form = {
            "command": "/nps",
            "text": "",
            "team_id": TEAM,
            "user_id": f"U{person}",
            "channel_id": f"D{person}",
            "channel_name": "directmessage",
            "trigger_id": f"{next(numbers)}.trigger",
            "response_url": self.answer_to,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
        }
        return _signed(urlencode(form).encode(), "application/x-www-form-urlencoded")

    def _said(self, person: int) -> Request:
        number = next(numbers)
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A1",
            "event_id": f"Ev{number}",
            "event": {
                "type": "message",
                "channel_type": "im",
                "channel": f"D{person}",
                "user": f"U{person}",
                "team": TEAM,
                "text": "help",
                "ts": f"17000000{number}.0001",
            },
            "authorizations": [{"team_id": TEAM, "user_id": "UBOT", "is_bot": True}],
        }
        return _signed(json.dumps(body).encode(), "application/json")

    def press(self, person: int, value: str) -> Request:
        """Return this person's press on a button that carries this."""
        where, moment = f"D{person}", "1700000000.0001"
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM, "domain": "harbour"},
            "user": {"id": f"U{person}", "name": "ada", "team_id": TEAM},
            "api_app_id": "A1",
            "container": {
                "type": "message",
                "message_ts": moment,
                "channel_id": where,
                "is_ephemeral": False,
            },
            "trigger_id": f"{next(numbers)}.trigger",
            "channel": {"id": where, "name": "directmessage"},
            "message": {"type": "message", "ts": moment, "bot_id": "B1", "blocks": BLOCKS},
            "response_url": self.answer_to,
            "actions": [
                {
                    "type": "button",
                    "action_id": "a0",
                    "block_id": "b0",
                    "value": value,
                    "action_ts": "1700000001.1",
                }
            ],
        }
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return _signed(body, "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class OnTeams:
    """Gestures as Teams sends them; `service_url` is where answers go."""

    keys: Keys
    service_url: str

    def make(self, what: str, person: int) -> Request:
        """Return one gesture of this person's."""
        if what not in {NPS, WORD}:
            return self.press(person, _score(person) if what == SCORE else "mute?t=surveys")
        return self._signed(person, {"type": "message", "text": "nps" if what == NPS else "help"})

    def press(self, person: int, value: str) -> Request:
        """Return this person's press on a button that carries this."""
        action = {"type": "Action.Execute", "verb": "press", "data": {"action": value}}
        return self._signed(
            person,
            {
                "type": "invoke",
                "name": "adaptiveCard/action",
                "replyToId": "1700000000000",
                "value": {"action": action, "trigger": "manual"},
            },
        )

    def _signed(self, person: int, more: dict[str, Any]) -> Request:
        header = str(self.keys.header(self.service_url, time.time()))
        headers = {"Content-Type": "application/json", "Authorization": header}
        return Request(json.dumps({**self._activity(person), **more}).encode(), headers)

    def _activity(self, person: int) -> dict[str, Any]:
        return {
            "id": f"f:{next(numbers)}",
            "timestamp": "2026-11-27T08:30:00.000Z",
            "localTimezone": "Europe/Berlin",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": f"29:{person}", "name": "Ada", "aadObjectId": f"u{person}"},
            "conversation": {
                "conversationType": "personal",
                "tenantId": TENANT,
                "id": f"a:{person}",
            },
            "recipient": {"id": BOT, "name": "Drumbeat"},
            "entities": [
                {"type": "clientInfo", "locale": "en-GB", "timezone": "Europe/Berlin"},
            ],
            "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
        }


def _score(person: int) -> str:
    return f"score?i={invitation(person)}&value={next(numbers) % 11}"


def _signed(body: bytes, kind: str) -> Request:
    now = str(int(time.time()))
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": sign(SECRET, now, body),
    }
    return Request(body, headers)


def _blocks() -> list[Any]:
    """Draw the card that is tapped: Slack sends the whole message along."""
    wording = load_wording()
    cards = SurveyCards("Cirrus", wording, read_library(SAMPLE, "Cirrus").topics())
    body = (SAMPLE / "surveys" / f"{SURVEY}.yaml").read_text()
    ada = Principal("c1", "Ada", Permission.PARTNER, Role.TECHNICAL, "Europe/Berlin", "p1", "P")
    text = WrittenText("x1", TextKind.SURVEY, SURVEY, 1, body)
    closes = datetime.now(UTC) + timedelta(days=7)
    [rendered] = render(cards.card(text, ada, Invited("i1", closes)))
    return list(rendered.blocks)


BLOCKS = _blocks()
Make = Callable[[str, int], Request]
"""Makes a gesture of a kind, by a person."""
