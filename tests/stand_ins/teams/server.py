"""The fake Teams itself: connector, token endpoint and keys on a local port, and its people."""

import dataclasses
import json
from functools import partial
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.stand_ins.checks import Problem
from tests.stand_ins.mishaps import Mishap, Trouble

from .cast import Cast
from .clouds import CLOUDS, PUBLIC
from .connector import CALLS, ROUTES, Call, Refused
from .door import Deadlines, Door
from .identity import Tokens, openid
from .keys import Keys
from .pace import Pace
from .person import Person
from .world import World

BODY_LIMIT = 20 * 1024**2
NOWHERE = "http://127.0.0.1:1/api/messages"
APP_ID = "5f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001"


@dataclasses.dataclass(frozen=True, slots=True)
class Heard:
    """One call and how it was answered."""

    call: str
    where: dict[str, Any]
    status: int
    answer: Any
    mishap: str = ""


class FakeTeams(Cast):
    """A strict local Teams: what a bot calls, and people whose gestures reach it by HTTP."""

    def __init__(
        self,
        messages_url: str = NOWHERE,
        app_id: str = APP_ID,
        app_password: str = "stand-in-password",
        *,
        anonymous: bool = False,
        port: int = 0,
        deadlines: Deadlines | None = None,
        cloud: str = PUBLIC.name,
    ) -> None:
        self.cloud = CLOUDS[cloud]
        self.port = port
        self.anonymous = anonymous
        self.app_id = app_id
        self.app_password = app_password
        self.world = World(app_id, lambda: self.base)
        self.trouble, self.identity_trouble = Trouble(), Trouble()
        self.tenant = self.world.add_tenant("Cirrus")
        self.keys = Keys(app_id, self.cloud.issuer)
        self.tokens = Tokens(
            self.world.clock, app_id, app_password, self.tenant.id, self.cloud.scope
        )
        self.door = Door(
            messages_url,
            self.keys,
            self.world.clock,
            self.world.ids.gesture,
            self.world.know,
            anonymous,
        )
        self.door.deadlines = deadlines or Deadlines()
        self.pace = Pace(self.world.clock)
        self.calls: list[Heard] = []
        self.people: dict[str, Person] = {}
        self.web = web.Application(client_max_size=BODY_LIMIT)
        self._add_routes()
        self._runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=1)
        elsewhere = web.Application(client_max_size=BODY_LIMIT)
        elsewhere.router.add_route("*", "/{anything:.*}", self._led_astray)
        self._elsewhere = web.AppRunner(elsewhere, access_log=None, shutdown_timeout=1)

    def _add_routes(self) -> None:
        for method, path, name in ROUTES:
            self.web.router.add_route(method, path, partial(self._called, name))
        self.web.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self.web.router.add_get("/v1/.well-known/openidconfiguration", self._openid)
        self.web.router.add_get("/v1/.well-known/keys", self._keys)

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
        """Listen on the port, or on a free one; and on another, where nobody should call."""
        # Last, so that a control door may be added before: what nobody serves is a violation.
        self.web.router.add_route("*", "/{anything:.*}", self._unknown)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        await self._elsewhere.setup()
        await web.TCPSite(self._elsewhere, "127.0.0.1", 0).start()
        await self.door.open()

    async def stop(self) -> None:
        """Let go of every caller and close."""
        self.release()
        await self.door.close()
        await self._runner.cleanup()
        await self._elsewhere.cleanup()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def service_url(self) -> str:
        """Where the bot speaks to the people of the first tenant."""
        return self.world.service_url(self.tenant)

    @property
    def token_url(self) -> str:
        """Where the bot gets its token."""
        return f"{self.base}/{self.tenant.id}/oauth2/v2.0/token"

    @property
    def openid_url(self) -> str:
        """Where the bot learns about the keys."""
        return f"{self.base}/v1/.well-known/openidconfiguration"

    @property
    def foreign_url(self) -> str:
        """A service address that is not Teams; whoever calls it commits a violation."""
        return f"http://127.0.0.1:{self._elsewhere.addresses[0][1]}/emea/"

    async def _called(self, name: str, request: web.Request) -> web.StreamResponse:
        if not self.anonymous:
            problem = self.tokens.problem(request.headers.get("Authorization"))
            if problem:
                return self._unauthorized(name, problem)
        named, body = dict(request.match_info), await _json(request)
        call = Call(name, self.world, named["region"], named, request.query, body)
        where = call.where()
        mishap = self._too_fast(call) or self.trouble.next_for(name, where)
        status, answer = 0, None
        if mishap is None or mishap.after_accepting:
            status, answer = await self._answer(call)
        self._hear(name, where, status, answer, mishap)
        if mishap:
            return await self._go_wrong(request, mishap, self.trouble)
        return web.Response(status=status) if answer is None else _answered(answer, status)

    def _too_fast(self, call: Call) -> Mishap | None:
        wait = self.pace.seconds_to_wait(call.name, call.named.get("cid", ""), call.tenant_id())
        return Mishap("throttle", call.name, 0, retry_after=wait) if wait else None

    async def _answer(self, call: Call) -> tuple[int, Any]:
        try:
            return await CALLS[call.name](call)
        except Refused as refused:
            if refused.wrong:
                self.world.complain(call.name, refused.code, [Problem("", refused.says)])
            return refused.status, refused.as_json()

    def _hear(
        self, name: str, where: dict[str, Any], status: int, answer: Any, mishap: Mishap | None
    ) -> None:
        self.calls.append(Heard(name, where, status, answer, mishap.kind if mishap else ""))
        self.world.bell.ring()

    def _unauthorized(self, name: str, problem: str) -> web.Response:
        if problem == "no bearer token":
            self.world.complain(name, "Unauthorized", [Problem("", problem)])
        self._hear(name, {}, 401, problem, None)
        says = "Authorization has been denied for this request."
        return _answered({"error": {"code": "Unauthorized", "message": says}}, 401)

    async def _go_wrong(
        self, request: web.Request, mishap: Mishap, trouble: Trouble
    ) -> web.Response:
        match mishap.kind:
            case "throttle":
                body = {"error": {"code": "Throttled", "message": "Too many requests."}}
                after = mishap.retry_after
                headers = {} if after is None else {"Retry-After": str(after)}
                return web.json_response(body, status=429, headers=headers)
            case "fail":
                error = {"code": mishap.error, "message": "So it was ordered."}
                return _answered({"error": error}, mishap.status)
            case "server_error":
                return web.Response(status=mishap.status, text="upstream error")
            case "hang":
                await trouble.released.wait()
            case _:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _token(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        mishap = self.identity_trouble.next_for("token", form)
        if mishap:
            return await self._go_wrong(request, mishap, self.identity_trouble)
        status, answer = self.tokens.grant(request.match_info["tenant"], form)
        self._hear("token", {}, status, None, None)
        return _answered(answer, status)

    async def _openid(self, request: web.Request) -> web.Response:
        return await self._published(request, "openid", openid(self.base, self.cloud.issuer))

    async def _keys(self, request: web.Request) -> web.Response:
        return await self._published(request, "keys", self.keys.as_json())

    async def _published(self, request: web.Request, name: str, page: Any) -> web.Response:
        mishap = self.identity_trouble.next_for(name, {})
        self._hear(name, {}, 200, None, mishap)
        if mishap:
            return await self._go_wrong(request, mishap, self.identity_trouble)
        return _answered(page, 200)

    async def _unknown(self, request: web.Request) -> web.Response:
        self.world.complain(f"{request.method} {request.path}", "UnknownAddress")
        return web.Response(status=404)

    async def _led_astray(self, request: web.Request) -> web.Response:
        proof = "with a token" if "Authorization" in request.headers else "without a token"
        self.world.complain(
            f"{request.method} {request.path}", "ForeignHost", [Problem("", proof)]
        )
        return _answered({"id": "1"}, 201)

    def heard(self, call: str) -> list[Heard]:
        """Return every call of one name: send, token, keys and so on."""
        return [heard for heard in self.calls if heard.call == call]


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read() or b"null")
    except ValueError:
        return None


def _answered(body: Any, status: int) -> web.Response:
    return web.json_response(body, status=status)
