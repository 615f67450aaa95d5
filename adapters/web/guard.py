"""Stands at every route: who may post, how much, and what a browser may do with our pages."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.errors import RequestRefused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

BODY_LIMIT = 256 * 1024
FIELD_LIMIT = 100
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Not "no-referrer": that makes browsers hide the origin of our own forms as well.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def refuse_other_sites(request: web.Request) -> None:
    """Refuse a post that another site made this browser send."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise RequestRefused("This did not come from our own page.", status=403)
    if origin is not None and _netloc(origin) != request.host:
        raise RequestRefused("This did not come from our own page.", status=403)


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError as problem:
        raise RequestRefused("The Origin header cannot be read.", status=400) from problem


async def read_fields(request: web.Request) -> dict[str, str]:
    """Read a posted form; too much of it, or anything else than a form, is refused.

    What stands there several times, as ticked boxes do, comes as one text, a value a line.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise RequestRefused("This was not sent by a form of this page.", status=400)
    body = await _body(request)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELD_LIMIT,
        )
    except ValueError as problem:
        raise RequestRefused("What was sent cannot be read.", status=400) from problem
    fields: dict[str, str] = {}
    for name, value in pairs:
        # PostgreSQL keeps no NUL, and nobody types one.
        kept = value.replace("\r\n", "\n").replace("\0", "")
        fields[name] = f"{fields[name]}\n{kept}" if fields.get(name) else kept
    return fields


async def _body(request: web.Request) -> bytes:
    read = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        read += chunk
        if len(read) > BODY_LIMIT:
            raise RequestRefused("This is more than we can take at once.", status=413)
    return bytes(read)


def wants_data(request: web.Request) -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return request.headers.get("Accept", "").startswith("application/json")


def guarded(handler: Handler, explain: Callable[[str], str]) -> Handler:
    """Add the headers an answer has not, and turn a refusal into a page that `explain` writes."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except RequestRefused as refusal:
            response = _refusal(request, refusal, explain)
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return handle


def _refusal(
    request: web.Request, refusal: RequestRefused, explain: Callable[[str], str]
) -> web.Response:
    if wants_data(request):
        return web.json_response({"error": str(refusal)}, status=refusal.status)
    return web.Response(
        text=explain(str(refusal)), status=refusal.status, content_type="text/html"
    )
