"""Puts the pages by personal link together from plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from adapters.web.assets import Assets
from adapters.web.personal.core import PageCore
from adapters.web.personal.door import PageDoor
from adapters.web.personal.refusals import guarded
from adapters.web.personal.routes import PageRoutes
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import Sheets

DEADLINE = 2.0
"""Seconds a browser waits for its answer."""
STATIC = "/static"
"""Where the style of these pages is, for all plain pages together."""


@dataclass(frozen=True, slots=True)
class PageRoom:
    """The pages' way in, and the routes to mount."""

    door: PageDoor
    routes: tuple[web.RouteDef, ...]


def open_pages(
    core: PageCore, *, seal_keys: Sequence[bytes], vendor: str, deadline: float = DEADLINE
) -> PageRoom:
    """Open the pages; nothing runs until a request comes."""
    assets, seals = Assets(STATIC), Seals(seal_keys)
    door = PageDoor(core, deadline)
    pages = PageRoutes(core, door, Sheets(vendor, assets, seals, core.wording), seals, vendor)
    show, act = guarded(pages.show, pages.refusals), guarded(pages.act, pages.refusals)
    return PageRoom(
        door=door,
        routes=(
            web.get("/s/{token}", show),
            web.post("/s/{token}", act),
            web.get("/u/{token}", show),
            web.post("/u/{token}", act),
        ),
    )
