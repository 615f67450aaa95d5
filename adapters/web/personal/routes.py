"""The routes of personal links: opening one shows, posting acts, and a wrong one tells nothing."""

from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from secrets import token_hex

from aiohttp import web

from adapters.web.forms import Filled, filled_in, problems
from adapters.web.guard import BODY_LIMIT, read_fields
from adapters.web.personal.confirm import confirming, leaving, parting
from adapters.web.personal.core import PageCore
from adapters.web.personal.deeds import PRESSED, SUBMITTED, Deed
from adapters.web.personal.door import PageDoor
from adapters.web.personal.recent import Recent
from adapters.web.personal.refusals import NOT_FOUND, Refusals, noticed
from adapters.web.personal.seals import Seals
from adapters.web.personal.sheets import PageLink, Sheet, Sheets
from bot.errors import RequestRefused
from bot.event import Reply
from bot.form import Form
from bot.language import Wording
from bot.message import Message
from bot.ports import OpenedLink

KINDS = {"s": "page", "u": "unsubscribe"}
ONE_CLICK = ("List-Unsubscribe", "One-Click")
FORMS_REMEMBERED = 1000
KEY_LIMIT = 64


class PageRoutes:
    """Shows what a link is about, and carries out what is confirmed there."""

    def __init__(
        self, core: PageCore, door: PageDoor, sheets: Sheets, seals: Seals, vendor: str
    ) -> None:
        self._links, self._wording = core.links, core.wording
        self._door, self._sheets, self._seals, self._vendor = door, sheets, seals, vendor
        self._forms: Recent[Form] = Recent(FORMS_REMEMBERED)
        self.refusals = Refusals(sheets, core.wording)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show a page; nothing is done yet, whoever or whatever opened it."""
        opened, place = await self._opened(request)
        if KINDS[place.path[1]] == "unsubscribe":
            return self._page(place, parting(opened, self._said(opened), self._vendor))
        query = {name: request.query[name] for name in ("value", "do") if name in request.query}
        offer = opened.message or Message("", language=opened.language)
        return self._page(place, confirming(offer, query, self._said(opened)))

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Carry out what was confirmed."""
        opened, place = await self._opened(request)
        fields = await read_any_form(request)
        if "cancel" in fields:
            return self._page(place, noticed("link_left", self._said(opened)))
        packed = self._wanted(opened, place, fields)
        if "submitted" in fields:
            return await self._submit(opened, place, fields, packed)
        reply = await self._door.take(_deed(opened, PRESSED, packed), _key(opened, fields))
        return self._answer(opened, place, reply)

    async def _submit(
        self, opened: OpenedLink, place: PageLink, fields: Mapping[str, str], packed: str
    ) -> web.StreamResponse:
        values = filled_in(fields)
        form = self._forms.find(opened.id)
        if form is not None and form.action.pack() != packed:
            form = None
        wrong = problems(form, self._wording, values) if form else {}
        if form and wrong:
            return self._page(place, Sheet(form, Filled(values, wrong)))
        deed = _deed(opened, SUBMITTED, packed, values)
        reply = await self._door.take(deed, _key(opened, fields))
        if form and reply and reply.errors and not reply.form:
            return self._page(place, Sheet(form, Filled(values, reply.errors)))
        return self._answer(opened, place, reply)

    async def _opened(self, request: web.Request) -> tuple[OpenedLink, PageLink]:
        """Find the link; one that is unknown, expired or of the other kind looks the same."""
        path, token = request.path[1], request.match_info["token"]
        opened = await self._links.open(KINDS[path], token)
        if opened is None:
            raise RequestRefused("unknown link", status=NOT_FOUND)
        return opened, PageLink(f"/{path}/{token}", opened.id)

    def _wanted(self, opened: OpenedLink, place: PageLink, fields: Mapping[str, str]) -> str:
        """Return the action that is wanted, if a page of this link offered it.

        Only our page's own seal says so: whoever opens and posts all links of a letter has read
        no page, and does nothing but leave by the header that is made for it.
        """
        if place.path.startswith("/u/") and fields.get(ONE_CLICK[0]) == ONE_CLICK[1]:
            return leaving(opened).pack()
        packed = fields.get("action") or fields.get(f"picked-{fields.get('pick', '')}", "")
        offered, seal = fields.get("offered", ""), fields.get("seal", "")
        if not packed or not self._seals.covers(opened.id, offered, seal, packed):
            raise RequestRefused("not offered", status=400)
        return packed

    def _answer(self, opened: OpenedLink, place: PageLink, reply: Reply | None) -> web.Response:
        if reply is None:
            return self._page(place, noticed("link_late", self._said(opened)))
        parts: list[Message | Sheet] = []
        if reply.form is not None:
            self._forms.keep(place.link_id, reply.form)
            parts.append(Sheet(reply.form, Filled({}, reply.errors)))
        elif reply.errors:
            parts.append(reply.mistakes())
        messages = (reply.update, *reply.messages, reply.home)
        parts += [message for message in messages if message is not None]
        return self._page(place, *(parts or [noticed("link_taken", self._said(opened))]))

    def _page(self, place: PageLink, *parts: Message | Sheet) -> web.Response:
        html = self._sheets.page(place, *parts)
        return web.Response(text=html, content_type="text/html")

    def _said(self, opened: OpenedLink) -> Wording:
        return self._wording.in_language(opened.language)


async def read_any_form(request: web.Request) -> dict[str, str]:
    """Read a posted form in either of the two ways in which mail providers write one."""
    if request.content_type != "multipart/form-data":
        return await read_fields(request)
    body = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > BODY_LIMIT:
            raise RequestRefused("too much", status=413)
    head = f"Content-Type: {request.headers.get('Content-Type', '')}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    for part in message_from_bytes(head + bytes(body), policy=HTTP).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode(errors="replace").strip()
    return fields


def _deed(
    opened: OpenedLink, kind: str, packed: str, values: Mapping[str, str] | None = None
) -> Deed:
    origin = opened.origin
    return Deed(
        origin.platform, origin.installation, origin.user, kind, packed, dict(values or {})
    )


def _key(opened: OpenedLink, fields: Mapping[str, str]) -> str:
    """Return what tells a form sent twice from a second wish; without a page each is a wish."""
    return f"{opened.id}:{fields.get('key', '')[:KEY_LIMIT] or token_hex(12)}"
