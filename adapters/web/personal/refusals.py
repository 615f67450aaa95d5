"""What every page by personal link has around it: headers, and kind words instead of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from aiohttp import web

from adapters.intake import COME_AGAIN
from adapters.web.personal.sheets import PageLink, Sheets
from bot.errors import DatabaseTrouble, RequestRefused
from bot.language import Wording
from bot.message import Message, notice

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NOT_FOUND = 404
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    # The address of such a page is its key.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class Refusals:
    """Says why a page is not shown."""

    def __init__(self, sheets: Sheets, wording: Wording) -> None:
        self._sheets, self._wording = sheets, wording

    def refused(self, refusal: RequestRefused) -> web.Response:
        """Say kindly that nothing was done, and nothing else."""
        key = "link_gone" if refusal.status == NOT_FOUND else "link_refused"
        html = self._sheets.page(PageLink(), noticed(key, self._wording))
        return web.Response(text=html, status=refusal.status, content_type="text/html")

    def away(self, trouble: DatabaseTrouble) -> web.Response:
        """Say kindly that it cannot be done just now; the log has the cause by the reference."""
        say = self._wording.say
        words = say("link_away", reference=trouble.reference)
        said = replace(notice(say("link_away_title"), words), language=self._wording.language.tag)
        html = self._sheets.page(PageLink(), said)
        headers = {"Retry-After": COME_AGAIN}
        return web.Response(text=html, status=503, content_type="text/html", headers=headers)


def noticed(key: str, wording: Wording) -> Message:
    """Return a page of one sentence, in the language of its words."""
    said = notice(wording.say(f"{key}_title"), wording.say(key))
    return replace(said, language=wording.language.tag)


def guarded(work: Handler, refusals: Refusals) -> Handler:
    """Put our headers on every answer, and turn a refusal or trouble into a page."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            response = await work(request)
        except RequestRefused as refusal:
            response = refusals.refused(refusal)
        except DatabaseTrouble as trouble:
            response = refusals.away(trouble)
        response.headers.update(HEADERS)
        return response

    return handle
