"""The fake Slack itself: its Web API on a local port, and its people."""

import dataclasses
import json
import ssl
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import methods_chat, methods_people, methods_rooms, methods_views
from .calls import Call, Refused, read_arguments, team_of, token_of
from .cast import Cast
from .door import ACK_DEADLINE, Door
from .oauth import App
from .person import Person
from .replies import post_to_response_url
from .socket_door import SocketDoor
from .sockets import WRITE, Sockets
from .trouble import Mishap
from .world import World

METHODS = {
    **methods_chat.METHODS,
    **methods_views.METHODS,
    **methods_people.METHODS,
    **methods_rooms.METHODS,
}
BODY_LIMIT = 20 * 1024**2
NOWHERE = "http://127.0.0.1:1/slack/events"


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """One call of the Web API and how it was answered."""

    method: str
    args: dict[str, Any]
    answer: dict[str, Any]
    mishap: str = ""


class FakeSlack(Cast):
    """A strict local Slack: the Web API, and people whose gestures reach an app by HTTP."""

    def __init__(
        self,
        request_url: str = NOWHERE,
        signing_secret: str = "stand-in-signing-secret",
        *,
        ack_deadline: float = ACK_DEADLINE,
        port: int = 0,
        scopes: Iterable[str] | None = None,
        app_token: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.world = World()
        self.trouble = self.world.trouble
        known = {app_token: frozenset({WRITE})} if app_token else {}
        self.sockets = Sockets(self.world, known)
        self.door = (
            SocketDoor(request_url, signing_secret, ack_deadline, sockets=self.sockets)
            if app_token
            else Door(request_url, signing_secret, ack_deadline)
        )
        self.calls: list[Heard] = []
        self.people: dict[str, Person] = {}
        self.team = self.world.add_team("Cirrus", scopes)
        self.port, self.tls = port, tls
        self.web = web.Application(client_max_size=BODY_LIMIT)
        self.web.router.add_route("*", "/api/{method}", self._api)
        self.web.router.add_post("/response/{key}", self._response)
        self.web.router.add_post("/upload/{file}", self._upload)
        self.web.router.add_get("/avatar/{user}", self._avatar)
        self.app = App(self.world, self.uninstall)
        self.app.mount(self.web)
        self.web.router.add_get("/link/", self.sockets.receive)
        self._runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on the port, or on a free one."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self.tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.sockets.base = self.base
        await self.door.open()

    async def stop(self) -> None:
        """Let go of every caller and close."""
        self.release()
        await self.door.close()
        await self._runner.cleanup()

    @property
    def base(self) -> str:  # type: ignore[override]
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The base address to give to a Slack client."""
        return f"{self.base}/api/"

    async def _api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            args = await read_arguments(request)
        except Refused as refused:
            return web.json_response(_refusal(refused))
        token = token_of(request.headers, args)
        mishap = self.trouble.next_for(name, args)
        answer: dict[str, Any] = {}
        if mishap is None or mishap.after_accepting:
            answer = await self._answer(name, token, args, request)
        self.calls.append(Heard(name, args, answer, mishap.kind if mishap else ""))
        self.world.bell.ring()
        if mishap:
            return await self._go_wrong(request, mishap)
        return web.json_response(answer, headers=self._granted(token))

    def _granted(self, token: str) -> dict[str, str]:
        """Say what the token may do, as Slack does with every answer."""
        team = self.world.team_of_token(token)
        scopes = team.scopes if team else self.sockets.app_tokens.get(token)
        return {"X-OAuth-Scopes": ",".join(sorted(scopes))} if scopes else {}

    async def _answer(
        self, name: str, token: str, args: dict[str, Any], request: web.Request
    ) -> dict[str, Any]:
        if name in self.app.methods:
            return self.app.answer(name, token, args, request.headers)
        if name == "apps.connections.open":
            try:
                return self.sockets.new_address(token)
            except Refused as refused:
                return _refusal(refused)
        if name not in METHODS:
            return {"ok": False, "error": "unknown_method", "req_method": name}
        wanted = METHODS[name]
        try:
            call = Call(name, args, team_of(self.world, token), self.world, self.base)
            call.know_only(wanted.args)
            if wanted.scope:
                call.need(wanted.scope)
            return {"ok": True, **await wanted.handler(call)}
        except Refused as refused:
            return _refusal(refused)

    async def _go_wrong(self, request: web.Request, mishap: Mishap) -> web.Response:
        match mishap.kind:
            case "throttle":
                wait = mishap.retry_after
                headers = {"Retry-After": str(wait)} if wait is not None else {}
                body = {"ok": False, "error": "ratelimited"}
                return web.json_response(body, status=429, headers=headers)
            case "fail":
                return web.json_response({"ok": False, "error": mishap.error})
            case "server_error":
                return web.Response(status=mishap.status, text="upstream error")
            case "hang":
                await self.trouble.released.wait()
            case _:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _response(self, request: web.Request) -> web.Response:
        answer = self.world.tickets.take_response(request.match_info["key"])
        if isinstance(answer, str):
            return web.json_response({"ok": False, "error": answer}, status=404)
        try:
            words = json.loads(await request.text())
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        error = post_to_response_url(self.world, answer, words)
        if error is None:
            return web.Response(text="ok")
        return web.Response(status=404 if error == "message_not_found" else 400, text=error)

    async def _avatar(self, request: web.Request) -> web.Response:
        member = self.world.members.get(request.match_info["user"])
        chosen = member.picture if member else None
        return web.Response(body=chosen) if chosen else web.Response(status=404)

    async def _upload(self, request: web.Request) -> web.Response:
        mishap = self.trouble.next_for("upload", {})
        if mishap:
            return await self._go_wrong(request, mishap)
        stored = self.files.get(request.match_info["file"])
        content = await request.read()
        if stored is None or len(content) != stored.length:
            return web.Response(status=400, text="size mismatch")
        self.files[stored.id] = dataclasses.replace(stored, content=content)
        return web.Response(text=f"OK - {len(content)}")


def _refusal(refused: Refused) -> dict[str, Any]:
    return {"ok": False, "error": refused.error, **refused.more}
