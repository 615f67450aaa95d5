"""Whom the demo answers: a browser that asked for this machine by one of its own names."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from drumbeat.settings import Settings

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound
MISDIRECTED = 421
SENTENCE = (
    "This demo answers at localhost only. To reach it by another address, "
    "start it with that address in DRUMBEAT_PUBLIC_URL.\n"
)


def own_hosts_only(settings: Settings) -> Middleware:
    """Return what refuses requests for any other host.

    A page of a stranger's can have its own name point at this machine: the browser then takes
    the demo for a part of that page, and only the name it asked for gives it away.
    """
    host = settings.host
    named = {urlsplit(settings.public_url).netloc.lower()} - {""}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        transport = request.transport
        port = transport.get_extra_info("sockname")[1] if transport is not None else 0
        names = OWN_NAMES if host in EVERYWHERE else OWN_NAMES | {_written(host)}
        allowed = named | {f"{name}:{port}" for name in names}
        if port == 80:  # noqa: PLR2004 - the web's own, which browsers leave out
            allowed |= names
        if request.headers.get("Host", "").lower() not in allowed:
            return web.Response(status=MISDIRECTED, text=SENTENCE)
        return await handler(request)

    return guard


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()
