"""Listening under pressure: unfinished requests end, and connections never use up the files."""

import asyncio
import errno
import resource
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

WHOLE_SECONDS = 10.0
"""A request is whole, headers and body, this long after its first byte, or its caller goes."""
MOST_CALLERS = 4096
KEPT_FILES = 128
"""Files that are not for callers: database, what we ask platforms, logs; half where few are."""
WAITING_TO_BE_TAKEN = 128
OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
NOT_HERE = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
BREATH = 0.2
"""Seconds without a new caller after the system had no file left for one."""
QUIET_SECONDS = 60.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
UNREADABLE = "This request cannot be read.\n"

log = structlog.get_logger(__name__)


def most_callers() -> int:
    """Return how many may be connected at once, given the files this process may have open."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_CALLERS
    return max(8, min(MOST_CALLERS, files - min(KEPT_FILES, files // 2)))


class Caller(web.RequestHandler):
    """One connection; it knows whether its request is whole, and for how long it has waited."""

    def __init__(self, server: web.Server, listener: "Listener") -> None:
        loop = asyncio.get_running_loop()
        super().__init__(server, loop=loop, access_log=None)  # type: ignore[arg-type]
        self._listener = listener
        self._deadline: asyncio.TimerHandle | None = None
        self._is_served = False
        self.is_busy = False
        self.since = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin: whoever connects has to say something in time."""
        super().connection_made(transport)
        self._listener.came(self)
        self._set_deadline()

    def data_received(self, data: bytes) -> None:
        """Take what came; the first bytes of a request start its clock."""
        if not self._is_served and self._deadline is None:
            self._set_deadline()
        super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End, for whichever reason."""
        self._clear_deadline()
        self._listener.left(self)
        super().connection_lost(exc)

    def begin(self, request: web.Request) -> None:
        """Note that headers are there; when the body is, the caller is in our hands alone."""
        self._is_served = True
        request.content.on_eof(self._whole)

    def done(self) -> None:
        """Note that the request was answered."""
        self._is_served = self.is_busy = False
        self.since = time.monotonic()

    def give_way(self) -> None:
        """Go, for somebody else's sake."""
        if self.transport is not None:
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what cannot be parsed with one sentence, and log none of it.

        An address may be the key of somebody's page, and would stand in the log.
        """
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        log.warning("request_unreadable", problem=type(exc).__name__)
        response = web.Response(status=400, text=UNREADABLE)
        response.force_close()
        return response

    def log_exception(self, *said: Any, **details: Any) -> None:  # noqa: ANN401 - as the log takes it
        """Log what stumbled; of a body that is not what its headers say a line is enough."""
        problem = details.get("exc_info")
        if isinstance(problem, web.RequestPayloadError | HttpProcessingError):
            log.info("request_unreadable", problem=type(problem).__name__)
        else:
            super().log_exception(*said, **details)

    def _whole(self) -> None:
        self.is_busy = self._is_served
        self._clear_deadline()

    def _set_deadline(self) -> None:
        self.since = time.monotonic()
        self._deadline = asyncio.get_running_loop().call_later(WHOLE_SECONDS, self._give_up)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self._listener.complain("request_unfinished", seconds=WHOLE_SECONDS)
        self.give_way()


class Listener:
    """Takes callers in one by one; where there are too many, the oldest idle or unfinished goes.

    Where everybody is being served, nobody new is taken in before one of them is done.
    """

    def __init__(self, runner: web.AppRunner, most: int | None = None) -> None:
        self._runner = runner
        self._most = most_callers() if most is None else most
        self._callers: set[Caller] = set()
        self._somebody_left = asyncio.Event()
        self._complaints: dict[str, tuple[float, int]] = {}
        self._sockets: list[socket.socket] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, host: str, port: int) -> int:
        """Listen and return the port; `OSError` where that is not possible."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        try:
            for family, _, _, _, address in found:
                self._sockets.append(_listening(family, address))
        except OSError as problem:
            # A name may stand for an address this machine has not, such as one of IPv6.
            if problem.errno not in NOT_HERE or not self._sockets:
                self._close_sockets()
                raise
        self._tasks = [asyncio.create_task(self._take_in(each)) for each in self._sockets]
        bound: int = self._sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        """Take in nobody more; who is here stays."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._close_sockets()

    def came(self, caller: Caller) -> None:
        """Count a caller in."""
        self._callers.add(caller)

    def left(self, caller: Caller) -> None:
        """Count a caller out."""
        self._callers.discard(caller)
        self._somebody_left.set()

    def complain(self, event: str, **details: Any) -> None:  # noqa: ANN401 - as the log takes it
        """Log what may happen a thousand times a minute once in that time, with its count."""
        now = time.monotonic()
        last, count = self._complaints.get(event, (now - QUIET_SECONDS, 0))
        if now - last < QUIET_SECONDS:
            self._complaints[event] = (last, count + 1)
            return
        self._complaints[event] = (now, 0)
        log.warning(event, **details, not_logged_before=count)

    async def _take_in(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listening)
            except OSError as problem:
                if problem.errno in OUT_OF_FILES:
                    self.complain("accept_failed", error=problem.strerror)
                    self._let_one_go()
                    await asyncio.sleep(BREATH)
                continue
            try:
                await self._make_room()
                await loop.connect_accepted_socket(self._caller, connection)
            except asyncio.CancelledError:
                connection.close()
                raise
            except Exception:
                # One caller less; that nobody at all is taken in any more must never happen.
                log.exception("caller_lost")
                connection.close()

    def _caller(self) -> Caller:
        if (server := self._runner.server) is None:
            raise ConnectionError("the server is closed")
        return Caller(server, self)

    async def _make_room(self) -> None:
        while len(self._callers) >= self._most:
            self._somebody_left.clear()
            self.complain("too_many_callers", most=self._most)
            self._let_one_go()
            await self._somebody_left.wait()

    def _let_one_go(self) -> None:
        waiting = [caller for caller in self._callers if not caller.is_busy]
        if waiting:
            min(waiting, key=lambda caller: caller.since).give_way()

    def _close_sockets(self) -> None:
        for each in self._sockets:
            each.close()


@web.middleware
async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the connection how far its request is."""
    caller = request.protocol
    if not isinstance(caller, Caller):
        return await handler(request)
    caller.begin(request)
    try:
        return await handler(request)
    finally:
        caller.done()


def _listening(family: int, address: Any) -> socket.socket:  # noqa: ANN401 - a family's own
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(WAITING_TO_BE_TAKEN)
        made.setblocking(False)  # noqa: FBT003 - it takes no name
    except OSError:
        made.close()
        raise
    return made
