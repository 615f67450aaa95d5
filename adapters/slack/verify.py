"""The check before anything is believed: size, age, signature, and a readable body."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.errors import RequestRefused

CLIENT_MAX_SIZE = 512 * 1024
"""Bytes of a request's body; the largest form Slack lets us show needs far less."""
MAX_AGE_SECONDS = 300
MAX_FIELDS = 100
SIGNATURE = "X-Slack-Signature"
TIMESTAMP = "X-Slack-Request-Timestamp"
SSL_CHECK = "ssl_check"
Body = dict[str, Any]


async def read_request(request: web.Request, secret: str) -> Body:
    """Return the body of a request that Slack really sent; anything else is refused.

    Slack's own look at our certificate comes unsigned and asks for nothing.
    """
    raw = await _read_body(request)
    if raw.startswith(SSL_CHECK.encode() + b"=1"):
        return {SSL_CHECK: "1"}
    check_signature(request.headers, raw, secret)
    is_json = request.content_type == "application/json" or raw.startswith(b"{")
    return _read_json(raw) if is_json else _read_form(raw)


async def _read_body(request: web.Request) -> bytes:
    raw = bytearray()
    if (request.content_length or 0) <= CLIENT_MAX_SIZE:
        async for chunk in request.content.iter_any():
            raw += chunk
            if len(raw) > CLIENT_MAX_SIZE:
                break
        else:
            return bytes(raw)
    raise RequestRefused(f"the body is over {CLIENT_MAX_SIZE} bytes", status=413)


def check_signature(headers: Mapping[str, str], raw: bytes, secret: str) -> None:
    """Refuse what is not signed with our secret, or was signed too long ago."""
    stamp = headers.get(TIMESTAMP, "")
    if not stamp:
        raise RequestRefused("the timestamp is missing")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):  # noqa: PLR2004 - seconds
        raise RequestRefused("the timestamp is not a whole number")
    if abs(time.time() - int(stamp)) > MAX_AGE_SECONDS:
        raise RequestRefused("the timestamp is more than five minutes off")
    base = b"v0:" + stamp.encode() + b":" + raw
    wanted = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    given = headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(wanted.encode(), given):
        raise RequestRefused("the signature does not match")


def _read_json(raw: bytes | str) -> Body:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise RequestRefused("the body is not a readable JSON object", status=400)
    return body


def _read_form(raw: bytes) -> Body:
    try:
        pairs = parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise RequestRefused("the body is not a readable form", status=400) from None
    form = dict(pairs)
    if not form:
        raise RequestRefused("the body is empty", status=400)
    return _read_json(form["payload"]) if "payload" in form else form
