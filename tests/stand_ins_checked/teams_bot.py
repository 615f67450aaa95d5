"""A tiny bot to point the fake Teams at: it writes down what comes and answers as told."""

import json
from collections import deque
from typing import Any, Self
from urllib.parse import quote

from aiohttp import ClientSession, web

from tests.stand_ins.teams import FakeTeams

ADAPTIVE = "application/vnd.microsoft.card.adaptive"


class Incoming:
    def __init__(self, headers: dict[str, str], body: bytes) -> None:
        self.headers = headers
        self.activity: dict[str, Any] = json.loads(body)


class RecordingBot:
    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.answers: deque[dict[str, Any]] = deque()
        app = web.Application()
        app.router.add_post("/api/messages", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/messages"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def last(self) -> dict[str, Any]:
        return self.incoming[-1].activity

    def token(self) -> str:
        return self.incoming[-1].headers["Authorization"].removeprefix("Bearer ")

    def will_answer(self, body: Any, **more: Any) -> None:
        self.answers.append({"json": body, **more})

    async def _take(self, request: web.Request) -> web.Response:
        self.incoming.append(Incoming(dict(request.headers), await request.read()))
        answer = dict(self.answers.popleft()) if self.answers else {}
        waits = answer.pop("waits_for", None)
        if waits is not None:
            await waits.wait()
        if "json" in answer:
            return web.json_response(answer.pop("json"), **answer)
        return web.Response(**answer)


class Answered:
    def __init__(self, status: int, headers: Any, body: Any) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


class Caller:
    """Calls the connector by hand."""

    def __init__(self, teams: FakeTeams, session: ClientSession) -> None:
        self.teams = teams
        self.session = session
        self.token: str | None = None

    async def ask_token(self, **changes: str) -> Answered:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.teams.app_id,
            "client_secret": self.teams.app_password,
            "scope": "https://api.botframework.com/.default",
            **changes,
        }
        async with self.session.post(self.teams.token_url, data=form) as response:
            return Answered(response.status, response.headers, await response.json())

    async def __call__(
        self, method: str, path: str, body: Any = None, *, base: str | None = None
    ) -> Answered:
        if self.token is None:
            self.token = (await self.ask_token()).body["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        address = (base or self.teams.service_url) + path
        async with self.session.request(method, address, json=body, headers=headers) as response:
            raw = await response.read()
            is_json = response.content_type == "application/json"
            return Answered(
                response.status, response.headers, json.loads(raw) if is_json and raw else None
            )

    async def send(self, conversation_id: str, activity: Any, **more: Any) -> Answered:
        path = f"v3/conversations/{quote(conversation_id, safe='')}/activities"
        return await self("POST", path, activity, **more)

    async def change(self, method: str, conversation_id: str, activity_id: str, body: Any = None):
        where = quote(conversation_id, safe="")
        path = f"v3/conversations/{where}/activities/{quote(activity_id, safe='')}"
        return await self(method, path, body)

    async def open(self, person_id: str, tenant_id: str, **changes: Any) -> Answered:
        body = {
            "bot": {"id": f"28:{self.teams.app_id}"},
            "members": [{"id": person_id}],
            "channelData": {"tenant": {"id": tenant_id}},
            "tenantId": tenant_id,
            **changes,
        }
        return await self("POST", "v3/conversations", body)


def words(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "message", "text": text, **more}


def card(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(body) or [{"type": "TextBlock", "text": "Hello", "wrap": True}]
    return {"type": "AdaptiveCard", "version": "1.5", "body": shown, **more}


def with_card(shown: dict[str, Any], summary: str = "A card", **more: Any) -> dict[str, Any]:
    attachment = {"contentType": ADAPTIVE, "content": shown}
    return {"type": "message", "summary": summary, "attachments": [attachment], **more}


def button(title: str = "Go", kind: str = "Action.Execute", **more: Any) -> dict[str, Any]:
    return {"type": kind, "title": title, **more}


def score(**more: Any) -> dict[str, Any]:
    choices = [{"title": f"{n} points", "value": str(n)} for n in range(11)]
    return {"type": "Input.ChoiceSet", "id": "score", "choices": choices, **more}


def why(**more: Any) -> dict[str, Any]:
    return {"type": "Input.Text", "id": "why", "label": "Why?", **more}


def dialog(shown: dict[str, Any], title: str = "Tell us") -> dict[str, Any]:
    attachment = {"contentType": ADAPTIVE, "content": shown}
    value = {"title": title, "height": "medium", "width": 400, "card": attachment}
    return {"task": {"type": "continue", "value": value}}
