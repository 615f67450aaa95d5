"""The address that counted buttons lead through: it sends on to where their text says."""

from collections.abc import Mapping
from dataclasses import replace
from string import punctuation
from urllib.parse import quote

from aiohttp import web

from adapters.intake import COME_AGAIN
from adapters.web.assets import Assets
from adapters.web.install import languages_of
from adapters.web.personal.refusals import HEADERS
from adapters.web.personal.room import STATIC
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import PageLink, Sheets
from bot.errors import DatabaseTrouble
from bot.language import Wording
from bot.message import notice
from bot.ports import ButtonsLed

LONGEST = 64
"""Characters of a token; what is longer is none of ours and is not looked up."""
LONGEST_AGENT = 512
NOT_FOUND, AWAY = 404, 503


class LeadingRoutes:
    """Sends whoever follows a button on, and says kindly where there is nothing to send on to."""

    def __init__(self, buttons: ButtonsLed, sheets: Sheets, wording: Wording) -> None:
        self._buttons, self._sheets, self._wording = buttons, sheets, wording

    async def lead(self, request: web.Request) -> web.Response:
        """Send on; only a person's own visit is counted, as far as that can be told."""
        token = request.match_info["token"]
        agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
        try:
            url = (
                await self._buttons.follow(token, agent, is_glance=_is_glance(request))
                if len(token) <= LONGEST
                else None
            )
        except DatabaseTrouble as trouble:
            words = {"reference": trouble.reference}
            response = self._page(request, "link_away", AWAY, words)
            response.headers["Retry-After"] = COME_AGAIN
            return response
        if url is None:
            return self._page(request, "button_gone", NOT_FOUND)
        return web.Response(
            status=302, headers={**HEADERS, "Location": quote(url, safe=punctuation)}
        )

    def _page(
        self,
        request: web.Request,
        key: str,
        status: int,
        values: Mapping[str, str] | None = None,
    ) -> web.Response:
        languages = languages_of(request)
        wording = self._wording.in_language(languages[0]) if languages else self._wording
        said = notice(wording.say(f"{key}_title"), wording.say(key, **(values or {})))
        html = self._sheets.page(PageLink(), replace(said, language=wording.language.tag))
        return web.Response(text=html, status=status, content_type="text/html", headers=HEADERS)


def open_leading(
    buttons: ButtonsLed, *, vendor: str, wording: Wording
) -> tuple[web.RouteDef, ...]:
    """Return the one route; nothing on its pages is offered, so nothing is sealed."""
    sheets = Sheets(vendor, Assets(STATIC), Seals([b""]), wording)
    return (web.get("/r/{token}", LeadingRoutes(buttons, sheets, wording).lead),)


def _is_glance(request: web.Request) -> bool:
    """Whether nobody looks at the answer: only its head is wanted, or it is fetched in advance."""
    hints = (request.headers.get(name, "") for name in ("Purpose", "Sec-Purpose", "X-Moz"))
    return request.method != "GET" or any("prefetch" in hint.lower() for hint in hints)
