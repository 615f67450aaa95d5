"""The routes of previews: one document a message and platform, shut in a sandbox of its own."""

from base64 import b64encode
from collections.abc import Mapping
from secrets import token_bytes

from aiohttp import web

from bot.errors import RequestRefused
from bot.ports import ChatEntry
from drumbeat.demo.chat.answers import FRESH, Answers
from drumbeat.demo.chat.places import LABELS
from drumbeat.demo.chat.previews.sheet import Sheets, Shown
from drumbeat.demo.chat.visitors import Visitor, Visitors
from drumbeat.previews import Preview, Previews

TYPES = {".js": "text/javascript", ".css": "text/css"}
A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
NO_LINE = "There is no such message in your chat any more."
NO_FORM = "There is no form open any more."
NO_PLATFORM = "There is no such place to see it on."
NOBODY = "Choose who you want to be first."


class PreviewRoutes:
    """Shows a person's own messages as every platform would; nobody else's."""

    def __init__(
        self, visitors: Visitors, answers: Answers, previews: Previews, sheets: Sheets
    ) -> None:
        self._visitors, self._answers = visitors, answers
        self._previews, self._sheets = previews, sheets

    async def line(self, request: web.Request) -> web.StreamResponse:
        """Show one of our lines of this person's chat."""
        visitor = await self._visitor(request)
        entry = await self._entry(visitor, request.match_info["line"])
        if entry.message is None:
            raise RequestRefused(NO_LINE, status=404)
        made = await self._previews.of_message(entry.message, visitor.contact_id)
        platform, preview = _chosen(request, made)
        return self._document(
            Shown(platform, preview, entry.at, visitor.persona.zone, entry.message)
        )

    async def form(self, request: web.Request) -> web.StreamResponse:
        """Show the form that lies open before this person."""
        visitor = await self._visitor(request)
        lying = self._answers.open_forms.look(visitor.contact_id)
        if lying is None:
            raise RequestRefused(NO_FORM, status=404)
        platform, preview = _chosen(request, await self._previews.of_form(lying.form))
        now = self._answers.stage.now()
        return self._document(Shown(platform, preview, now, visitor.persona.zone, lying.form))

    async def script(self, request: web.Request) -> web.StreamResponse:
        """Give a built script or its style."""
        name = request.match_info["name"]
        body = self._sheets.bundle.read(name)
        if body is None:
            raise RequestRefused("There is no such script.", status=404)
        kind = TYPES[f".{name.rpartition('.')[2]}"]
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=A_YEAR)

    async def _visitor(self, request: web.Request) -> Visitor:
        visitor = await self._visitors.find(request)
        if visitor is None:
            raise RequestRefused(NOBODY, status=403)
        return visitor

    async def _entry(self, visitor: Visitor, line_id: str) -> ChatEntry:
        lines = await self._answers.chat_log.since(visitor.contact_id, 0)
        found = next((line for line in lines if line.id == line_id), None)
        if found is None:
            raise RequestRefused(NO_LINE, status=404)
        return found

    def _document(self, shown: Shown) -> web.Response:
        nonce = b64encode(token_bytes(16)).decode()
        headers = {"Content-Security-Policy": _policy(shown.platform, nonce), **FRESH}
        html = self._sheets.draw(shown, nonce)
        return web.Response(text=html, content_type="text/html", headers=headers)


def _chosen(request: web.Request, made: Mapping[str, Preview]) -> tuple[str, Preview]:
    platform = request.match_info["platform"]
    if platform not in LABELS or platform not in made:
        raise RequestRefused(NO_PLATFORM, status=404)
    return platform, made[platform]


def _policy(platform: str, nonce: str) -> str:
    """Allow the scripts with this nonce alone; only a letter brings its styles in line."""
    inline = " 'unsafe-inline'" if platform == "email" else ""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'{inline}; "
        "img-src 'self' https: data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-scripts"
    )
