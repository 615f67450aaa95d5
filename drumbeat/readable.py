"""What stands before every route: a request that cannot be read is refused in a sentence."""

from collections.abc import Awaitable, Callable
from urllib.parse import unquote_to_bytes

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


@web.middleware
async def only_readable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through what is text in its headers and address, and a body that is what it says."""
    if not _is_text(request.raw_path):
        return _refused("The address is not readable text.")
    if not all(_is_text(each, is_address=False) for each in request.headers.values()):
        return _refused("A header is not readable text.")
    try:
        return await handler(request)
    except (web.RequestPayloadError, HttpProcessingError):
        return _refused("The body is not what its headers say.")
    except ConnectionError:
        if request.transport is not None:
            raise
        # The caller went in the middle of it: nobody reads this, and nobody needs a trace.
        return _refused("The body is not whole.")


def _is_text(written: str, *, is_address: bool = True) -> bool:
    """Whether these are whole characters; of an address, what its percent signs mean too."""
    raw = written.encode("utf-8", "surrogateescape")
    raw = unquote_to_bytes(raw) if is_address else raw
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _refused(sentence: str) -> web.Response:
    log.info("request_unreadable", problem=sentence)
    response = web.Response(status=400, text=f"{sentence}\n")
    # Where a body was not understood, nobody knows where the next request begins.
    response.force_close()
    return response
