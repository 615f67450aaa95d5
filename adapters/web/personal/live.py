"""Pages that are drawn anew whenever they are opened: they only show, so opening one is enough."""

from collections.abc import Sequence

from aiohttp import web

from adapters.web.assets import Assets
from adapters.web.personal.core import PageCore
from adapters.web.personal.refusals import NOT_FOUND, Refusals, guarded
from adapters.web.personal.room import STATIC
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import PageLink, Sheets
from bot.action import ActionRef
from bot.errors import RequestRefused
from bot.event import ActionPressed
from bot.message import Button, Buttons
from bot.ports import LIVE_ACTION, LIVE_BRIEF, LIVE_PAGE, OpenedLink

SHOWS = frozenset({LIVE_ACTION, LIVE_BRIEF})


class LivePages:
    """Shows what a link of its kind names, as it stands now and as far as its owner may see it."""

    def __init__(self, core: PageCore, sheets: Sheets) -> None:
        self._core, self._sheets = core, sheets

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Draw the page; who lost the right to it is told so."""
        token = request.match_info["token"]
        opened = await self._core.links.open("page", token)
        action = _live_in(opened) if opened is not None else None
        if opened is None or action is None:
            raise RequestRefused("unknown link", status=NOT_FOUND)
        reply = await self._core.intake.dispatch(ActionPressed(opened.origin, action))
        html = self._sheets.page(PageLink(f"{LIVE_PAGE}/{token}", opened.id), *reply.messages)
        return web.Response(text=html, content_type="text/html")


def _live_in(opened: OpenedLink) -> ActionRef | None:
    """Return what the link shows; a link that was made to answer with shows nothing here."""
    elements = opened.message.elements if opened.message is not None else ()
    found = (
        button.action
        for element in elements
        if isinstance(element, Buttons)
        for button in element.buttons
        if isinstance(button, Button)
    )
    return next((action for action in found if action.name in SHOWS), None)


def open_live_pages(
    core: PageCore, *, seal_keys: Sequence[bytes], vendor: str
) -> tuple[web.RouteDef, ...]:
    """Return the routes of these pages."""
    sheets = Sheets(vendor, Assets(STATIC), Seals(seal_keys), core.wording)
    pages, refusals = LivePages(core, sheets), Refusals(sheets, core.wording)
    return (web.get(f"{LIVE_PAGE}/{{token}}", guarded(pages.show, refusals)),)
