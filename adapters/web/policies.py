"""The pages anybody may read: what this is, what is kept, what one may expect."""

from collections.abc import Callable, Coroutine, Mapping

from aiohttp import web

from adapters.web.assets import Assets
from adapters.web.personal.refusals import HEADERS
from adapters.web.personal.room import STATIC
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import PageLink, Sheets
from bot.language import Wording
from bot.message import Message


def open_policies(
    policies: Mapping[str, Message], vendor: str, wording: Wording
) -> tuple[web.RouteDef, ...]:
    """Return a route for each page, at its name, and the one for the style of all plain pages."""
    assets = Assets(STATIC)
    # Nothing is offered on these pages, so nothing is sealed.
    sheets = Sheets(vendor, assets, Seals([b""]), wording)
    return (
        *(web.get(f"/{name}", _showing(sheets, page)) for name, page in policies.items()),
        web.get(f"{STATIC}/{{name}}", assets.serve),
    )


def _showing(
    sheets: Sheets, page: Message
) -> Callable[[web.Request], Coroutine[None, None, web.Response]]:
    html = sheets.page(PageLink(), page)

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html", headers=HEADERS)

    return show
