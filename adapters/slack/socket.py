"""The way in by a socket we open ourselves: no public address, and the same door behind it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.outgoing import Proxy
from adapters.slack.api import SlackApi
from adapters.slack.errors import ScopeMissing, TokenUnfit
from adapters.slack.line import Line
from adapters.slack.payload import PLATFORM, Body
from bot.errors import DrumbeatError, InstallationGone, NotSent, RateLimited

OPEN = "apps.connections.open"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LONG_ENOUGH = 30.0
"""Seconds a connection lasts that is worth the next one without a pause."""
FINE = 200
IN_WORDS = {
    "link_disabled": "Socket Mode is switched off in the app's settings",
    "too_many_websockets": "more than ten sockets are open for this app",
}
NOT_OPEN = "it is not open yet"

Answer = Callable[[Body], Awaitable[BoltResponse]]
"""Answers one request that Slack sent, whichever way it came."""

log = structlog.get_logger(platform=PLATFORM)


async def ask_for_address(api: SlackApi, app_token: str) -> str:
    """Ask Slack where to connect, once; a token that is not fit for it is said in plain words."""
    try:
        answer = await api.write(app_token, OPEN)
    except ScopeMissing as problem:
        raise ScopeMissing(
            "DRUMBEAT_SLACK_APP_TOKEN lacks the scope connections:write: make a token with it"
        ) from problem
    except TokenUnfit as problem:
        raise TokenUnfit(
            "DRUMBEAT_SLACK_APP_TOKEN is no app-level token: those begin with xapp-"
        ) from problem
    except InstallationGone as problem:
        raise InstallationGone(
            f"Slack refuses DRUMBEAT_SLACK_APP_TOKEN ({problem}): copy it again from the app's "
            "page, Basic Information > App-Level Tokens"
        ) from problem
    address = answer.get("url")
    if not isinstance(address, str) or not address:
        raise NotSent("Slack named no address for the socket")
    return address


class SlackSocket:
    """Keeps one connection open for as long as it runs; `trouble` says why there is none."""

    def __init__(self, api: SlackApi, answer: Answer, app_token: str, proxy: Proxy) -> None:
        self._api, self._answer = api, answer
        self._token, self._proxy = app_token, proxy
        self.trouble = NOT_OPEN
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        """Receive until cancelled; then what was begun is answered, and the rest comes again.

        A new connection stands before one that Slack wants back is given up.
        """
        line: Line | None = None
        leaving: set[asyncio.Task[None]] = set()
        try:
            while True:
                newer = await self._open()
                if line is not None:
                    task = asyncio.create_task(line.give_back())
                    leaving.add(task)
                    task.add_done_callback(leaving.discard)
                line = newer
                await self._stay(line)
        finally:
            self.trouble = NOT_OPEN
            for task in leaving:
                task.cancel()
            last = (line.end(),) if line is not None else ()
            await asyncio.gather(*leaving, *last, return_exceptions=True)

    async def _stay(self, line: Line) -> None:
        """Keep a connection until it is over, and pause where the next would not last either."""
        opened_at = time.monotonic()
        await line.until_over()
        log.info("socket_over", reason=line.reason)
        if not line.is_to_be_replaced:
            self.trouble = IN_WORDS.get(line.reason, line.reason)
        if time.monotonic() - opened_at >= LONG_ENOUGH:
            self._pause = FIRST_PAUSE
        elif not line.is_to_be_replaced:
            await self._rest()

    async def _open(self) -> Line:
        """Return a connection that stands, however long that takes."""
        while True:
            try:
                line = await self._connected()
            except RateLimited as limited:
                self._stay_closed(str(limited))
                await asyncio.sleep(limited.retry_after)
            except DrumbeatError as problem:
                self._stay_closed(str(problem))
                await self._rest()
            else:
                self.trouble = ""
                log.info("socket_open")
                return line

    async def _connected(self) -> Line:
        address = await ask_for_address(self._api, self._token)
        line = Line(self._token, self._api.client(), self._receive)
        try:
            await line.open(address, self._proxy)
        except TimeoutError:
            await line.end()
            raise NotSent(
                "Slack gives an address for the socket, and nothing can be opened there: a "
                "firewall or a proxy may refuse wss://"
            ) from None
        except BaseException:
            await line.end()
            raise
        return line

    def _stay_closed(self, reason: str) -> None:
        self.trouble = reason
        log.error("socket_closed", reason=reason, again_in=self._pause)

    async def _rest(self) -> None:
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)

    async def _receive(self, line: Line, request: SocketModeRequest) -> None:
        """Answer one request; it is acknowledged once it is kept, and comes again otherwise."""
        try:
            answer = await self._answer(request.payload)
            if answer.status != FINE:
                log.warning("request_not_acknowledged", kind=request.type, status=answer.status)
            await send_async_response(line, request, answer, time.time())
        except ConnectionError:
            # Another connection brings it again, and by its key it is known as done.
            log.info("acknowledgement_lost", kind=request.type)
        except Exception:
            log.exception("request_failed", kind=request.type)
