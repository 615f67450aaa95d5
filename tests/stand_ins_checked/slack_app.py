"""A tiny app to point the fake Slack at: it writes down what comes and answers as told."""

import json
from collections import deque
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import ClientSession, web

from tests.stand_ins.slack import FakeSlack


class Incoming:
    def __init__(self, headers: dict[str, str], body: bytes) -> None:
        self.headers = headers
        self.body = body

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self.form["payload"])

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


class RecordingApp:
    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.answers: deque[dict[str, Any]] = deque()
        app = web.Application()
        app.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def last(self) -> Incoming:
        return self.incoming[-1]

    async def _take(self, request: web.Request) -> web.Response:
        self.incoming.append(Incoming(dict(request.headers), await request.read()))
        answer = dict(self.answers.popleft()) if self.answers else {}
        waits = answer.pop("waits_for", None)
        if waits is not None:
            await waits.wait()
        if "json" in answer:
            return web.json_response(answer.pop("json"), **answer)
        return web.Response(**answer)


class Api:
    """Calls the Web API by hand and returns its JSON."""

    def __init__(self, slack: FakeSlack, session: ClientSession) -> None:
        self.slack = slack
        self.session = session

    async def __call__(self, method: str, *, token: str | None = None, **args: Any) -> Any:
        token = self.slack.team.token if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.post(
            self.slack.api_url + method, json=args, headers=headers
        ) as response:
            return await response.json()


def button(action_id: str = "go", label: str = "Go", **more: Any) -> dict[str, Any]:
    words = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action_id, "text": words, **more}


def actions(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "row", "elements": list(elements)}]


def words(text: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": text}


def why(**more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed"}
    block = {"type": "input", "block_id": "why", "label": words("Why?"), "element": element}
    return {**block, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [why()]
    head = {"type": "modal", "title": words("Tell us"), "submit": words("Send")}
    return {**head, "blocks": shown, **more}
