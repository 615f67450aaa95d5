"""The pages by which another workspace installs us: the browser's half, with its one cookie."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit

from aiohttp import web

from adapters.intake import COME_AGAIN
from adapters.web.assets import Assets
from adapters.web.personal.refusals import HEADERS
from adapters.web.personal.room import STATIC
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import PageLink, Sheets
from bot.errors import DatabaseTrouble
from bot.language import Wording, read_language
from bot.message import Message, notice
from bot.ports import Departure, InstallDesk, InstallPage, Return

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
COOKIE = "drumbeat_install"
COOKIE_SECONDS = 600
MOST_LANGUAGES = 8
LONGEST = 512
"""Characters of a value that comes with an address; what is longer is none of ours."""

Show = Callable[[web.Request], Awaitable[web.Response]]


class InstallRoutes:
    """Shows the page of a link, sends a browser on, and takes it in again."""

    def __init__(
        self, desk: InstallDesk, sheets: Sheets, wording: Wording, public_url: str
    ) -> None:
        self._desk, self._sheets, self._wording = desk, sheets, wording
        public = urlsplit(public_url)
        self._is_secure = public.scheme == "https"
        # Where we stand below a path of a proxy's, the browser sees that path too.
        self._path = f"{public.path.rstrip('/')}/slack"

    async def install(self, request: web.Request) -> web.Response:
        """Show what a link asks for; the way on from there begins one try."""
        token, languages = _given(request, "for"), languages_of(request)
        if _given(request, "go") != "1":
            return self._page(await self._desk.show(token, languages))
        went = await self._desk.depart(token, languages)
        if isinstance(went, InstallPage):
            return self._page(went)
        return self._sent_on(went)

    async def back(self, request: web.Request) -> web.Response:
        """Take what the platform's page sent back; whatever comes of it, the cookie is spent."""
        brought = Return(
            state=_given(request, "state"),
            code=_given(request, "code"),
            error=_given(request, "error"),
            browser=request.cookies.get(COOKIE, "")[:LONGEST],
        )
        response = self._page(await self._desk.receive(brought, languages_of(request)))
        response.del_cookie(COOKIE, path=self._path)
        return response

    def _sent_on(self, went: Departure) -> web.Response:
        response = web.Response(status=302, headers={"Location": went.address})
        response.set_cookie(
            COOKIE,
            went.browser,
            max_age=COOKIE_SECONDS,
            path=self._path,
            httponly=True,
            secure=self._is_secure,
            samesite="Lax",
        )
        return response

    def _page(self, shown: InstallPage) -> web.Response:
        html = self._sheets.page(PageLink(), shown.message)
        return web.Response(text=html, status=shown.status, content_type="text/html")

    def away(self, trouble: DatabaseTrouble, languages: tuple[str, ...]) -> web.Response:
        """Say kindly that it cannot be done just now; the log has the cause by the reference."""
        wording = self._wording.in_language(languages[0]) if languages else self._wording
        words = wording.say("link_away", reference=trouble.reference)
        said: Message = notice(wording.say("link_away_title"), words)
        page = InstallPage(replace(said, language=wording.language.tag), 503)
        response = self._page(page)
        response.headers["Retry-After"] = COME_AGAIN
        return response

    def guarded(self, work: Show) -> Show:
        """Put our headers on every answer, and turn trouble into a page."""

        async def handle(request: web.Request) -> web.Response:
            try:
                response = await work(request)
            except DatabaseTrouble as trouble:
                response = self.away(trouble, languages_of(request))
            response.headers.update(HEADERS)
            return response

        return handle


def open_install(
    desk: InstallDesk, *, vendor: str, wording: Wording, public_url: str
) -> tuple[web.RouteDef, ...]:
    """Return the two routes; nothing on their pages is offered, so nothing is sealed."""
    sheets = Sheets(vendor, Assets(STATIC), Seals([b""]), wording)
    routes = InstallRoutes(desk, sheets, wording, public_url)
    return (
        web.get(INSTALL, routes.guarded(routes.install), allow_head=False),
        web.get(BACK, routes.guarded(routes.back), allow_head=False),
    )


def languages_of(request: web.Request) -> tuple[str, ...]:
    """Return the languages a browser asks for, the dearest first."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("Accept-Language", "").split(",")[:MOST_LANGUAGES]:
        tag, _, weight = part.partition(";")
        known = read_language(tag)
        if known is not None:
            wanted.append((_weight(weight), known))
    return tuple(tag for _, tag in sorted(wanted, key=lambda one: -one[0]))


def _weight(told: str) -> float:
    try:
        return float(told.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0


def _given(request: web.Request, name: str) -> str:
    found = request.query.get(name, "")
    return found if len(found) <= LONGEST else ""
