"""The pictures of our texts and our people, the same for all; nobody who asks is noted."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.pictures import Picture

Find = Callable[[str, str], Awaitable[Picture | None]]
"""Finds a picture by its digest and its name."""
NOT_FOUND = 404
HEADERS: Mapping[str, str] = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def open_pictures(find: Find) -> tuple[web.RouteDef, ...]:
    """Return the one route, below which each picture has its address for good."""

    async def show(request: web.Request) -> web.Response:
        picture = await find(*request.match_info.values())
        if picture is None or not picture.kind:
            return web.Response(status=NOT_FOUND)
        return web.Response(body=picture.data, content_type=picture.kind, headers=HEADERS)

    return (web.get("/pictures/{digest}/{name}", show),)
