"""What a machine is told while the database is in trouble: nothing was kept, come again."""

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.intake import COME_AGAIN
from bot.errors import DatabaseTrouble


@web.middleware
async def turn_away(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 503 where the database is in trouble, so that who asked asks again."""
    try:
        return await handler(request)
    except DatabaseTrouble as trouble:
        return web.Response(
            status=503,
            text=f"Not now: {trouble.cause}. Nothing was kept; please send it again.",
            headers={"Retry-After": COME_AGAIN},
        )
