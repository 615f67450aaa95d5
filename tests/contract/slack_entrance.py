"""Slack's door: /slack/events."""

import json
import time
from contextlib import asynccontextmanager
from urllib.parse import urlencode

from adapters.slack.forms import render_form
from tests.contract.entrance import IN_TIME, Entrance, Request
from tests.slack.house import open_house
from tests.stand_ins.slack import FakeSlack, payloads
from tests.stand_ins.slack.door import FORM as ENCODED
from tests.stand_ins.slack.door import sign
from tests.web.letter_pages import FORM

SIGNATURE, TIMESTAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"


class SlackEntrance(Entrance):
    name = "slack"
    slack: FakeSlack

    def request(self):
        ada = self.slack.user("ada")
        said = self.slack.world.post(ada.dm, ada.id, {"text": "hush words"})
        return self._event(payloads.message_event(said, ada.member, ada.dm, "message"))

    def echo(self):
        """Tell the door of what we said ourselves."""
        ada = self.slack.user("ada")
        ours = self.slack.world.post(ada.dm, self.slack.team.bot_user_id, {"text": "hello"})
        told = ours.as_json(with_metadata=True)
        where = {"channel": ada.dm.id, "channel_type": "im", "event_ts": ours.ts}
        return self._event({**told, **where})

    def _event(self, event):
        told = payloads.event_envelope(self.slack.world, self.slack.team, event)
        return self.garbage(json.dumps(told).encode())

    def asking(self):
        ada, team, world = self.slack.user("ada"), self.slack.team, self.slack.world
        view = world.push_view(team.id, ada.id, render_form(FORM, "{}"))
        view.state = {"reason": {"reason": {"type": "plain_text_input", "value": "hush words"}}}
        told = payloads.view_submission(world, team, ada.member, view)
        return self._signed(urlencode({"payload": json.dumps(told)}).encode(), ENCODED)

    def garbage(self, body):
        return self._signed(body, "application/json")

    def _signed(self, body, kind, secret="", stamp=0.0):
        stamp = str(int(stamp or time.time()))
        proof = sign(secret or self.slack.door.signing_secret, stamp, body)
        headers = {"Content-Type": kind, TIMESTAMP: stamp, SIGNATURE: proof}
        return Request(self.url, body, headers, "hush words")

    def forgeries(self):
        proper = self.request()
        another = self.request()
        yield "nothing", Request(self.url, proper.body)
        yield "another secret", self._signed(proper.body, "application/json", secret="made up")
        yield "another body's", Request(self.url, another.body, proper.headers)
        yield "long ago", self._signed(proper.body, "application/json", stamp=time.time() - 4000)
        yield "odd", proper.proved_by(**{SIGNATURE: "v0=\u00e9"})
        yield "no time", proper.proved_by(**{TIMESTAMP: "soon"})


@asynccontextmanager
async def slack_entrance():
    async with FakeSlack() as slack, open_house(slack) as house:
        house.room.door.deadline = IN_TIME
        entrance = SlackEntrance(house.url, house.inbox, house.router, house.workers)
        entrance.slack = slack
        yield entrance
        assert slack.violations == []
