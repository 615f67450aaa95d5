"""Pages that give a file once: opening one shows what it is, and only posting its form fetches."""

from collections.abc import Iterator, Sequence
from itertools import islice

from aiohttp import web

from adapters.web.assets import Assets
from adapters.web.guard import read_fields
from adapters.web.personal.refusals import HEADERS, NOT_FOUND, Refusals, guarded
from adapters.web.personal.room import STATIC
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import PageLink, Sheets
from bot.action import ActionRef
from bot.errors import RequestRefused
from bot.language import Wording
from bot.message import Message
from bot.ports import EXTRACT_PAGE, FETCH, Extract, Extracts

LINES_A_TIME = 500
"""So many lines are written at once: a long file is never in memory as a whole."""


class ExtractPages:
    """Shows what a link leads to, and streams the file to whoever presses the button there."""

    def __init__(self, extracts: Extracts, sheets: Sheets, seals: Seals) -> None:
        self._extracts, self._sheets, self._seals = extracts, sheets, seals

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show the page; whatever opened it, nothing is fetched yet."""
        token = request.match_info["token"]
        offered = await self._extracts.offered(token)
        if offered is None:
            raise RequestRefused("unknown link", status=NOT_FOUND)
        return self._page(PageLink(f"{EXTRACT_PAGE}/{token}", offered.id), offered.message)

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """Give the file, to a form of our own page alone."""
        token = request.match_info["token"]
        fields, offered = await read_fields(request), await self._extracts.offered(token)
        if offered is None:
            raise RequestRefused("unknown link", status=NOT_FOUND)
        wanted, seal = ActionRef(FETCH).pack(), fields.get("seal", "")
        if fields.get("action") != wanted or not self._seals.covers(
            offered.id, fields.get("offered", ""), seal, wanted
        ):
            raise RequestRefused("not offered", status=400)
        found = await self._extracts.fetched(token)
        if found is None:
            raise RequestRefused("unknown link", status=NOT_FOUND)
        if isinstance(found, Message):
            return self._page(PageLink(), found)
        return await _streamed(request, found)

    def _page(self, place: PageLink, message: Message) -> web.Response:
        html = self._sheets.page(place, message)
        return web.Response(text=html, content_type="text/html")


async def _streamed(request: web.Request, extract: Extract) -> web.StreamResponse:
    named = {"Content-Disposition": f'attachment; filename="{extract.name}"'}
    response = web.StreamResponse(headers={**HEADERS, **named})
    response.content_type, response.charset = "text/csv", "utf-8"
    await response.prepare(request)
    for chunk in _chunks(extract.lines):
        await response.write(chunk)
    await response.write_eof()
    return response


def _chunks(lines: Iterator[str]) -> Iterator[bytes]:
    while some := "".join(islice(lines, LINES_A_TIME)):
        yield some.encode()


def open_extracts(
    extracts: Extracts, wording: Wording, *, seal_keys: Sequence[bytes], vendor: str
) -> tuple[web.RouteDef, ...]:
    """Return the routes of these pages."""
    seals = Seals(seal_keys)
    sheets = Sheets(vendor, Assets(STATIC), seals, wording)
    pages, refusals = ExtractPages(extracts, sheets, seals), Refusals(sheets, wording)
    at = f"{EXTRACT_PAGE}/{{token}}"
    return (
        web.get(at, guarded(pages.show, refusals)),
        web.post(at, guarded(pages.fetch, refusals)),
    )
