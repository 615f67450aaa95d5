"""The check before anything is believed: size, token, a readable body, and where it came from."""

import json
from typing import Any

import jwt
from aiohttp import web

from adapters.teams.clouds import PUBLIC
from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import SigningKeys
from adapters.teams.payload import Raw, tenant_of, word
from bot.errors import RequestRefused

CLIENT_MAX_SIZE = 512 * 1024
"""Bytes of a request's body; what Teams sends for the largest card needs far less."""
SKEW_SECONDS = 300
ENDORSED = "msteams"
LONGEST_TOKEN = 16_384
_UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""How a token that nobody made on purpose fails; an oversized number is a ValueError's cousin."""


class Verifier:
    """Lets pass what Microsoft really sent to this app; anything else is refused.

    Where it is open, for development, nobody needs to prove anything.
    """

    def __init__(
        self,
        keys: SigningKeys,
        hosts: ServiceHosts,
        *,
        app_id: str,
        is_open: bool,
        default_tenant: str,
        issuer: str = PUBLIC.issuer,
    ) -> None:
        self._keys = keys
        self._hosts = hosts
        self._app_id, self._issuer = app_id, issuer
        self._is_open = is_open
        self._default_tenant = default_tenant

    async def read(self, request: web.Request) -> Raw:
        """Return the activity of a request that passed every check."""
        body = await _read_body(request)
        claims: dict[str, Any] | None = None
        if not self._is_open:
            claims = await self._claims(request.headers.get("Authorization", ""))
        raw = _read_json(body)
        service_url = word(raw, "serviceUrl")
        if claims is not None:
            if claims.get("serviceurl") != service_url or not service_url:
                raise RequestRefused("the token is for another service URL")
            if word(raw, "channelId") != ENDORSED:
                raise RequestRefused("the activity does not come from Teams")
        if service_url and not self._hosts.allow(service_url):
            raise RequestRefused("the service URL's host is not on the list", status=403)
        return raw

    def complete(self, raw: Raw) -> None:
        """Refuse an activity that does not say where it happened, and where to answer."""
        if not word(raw, "serviceUrl") or not word(raw, "conversation", "id"):
            raise RequestRefused("the activity names no conversation", status=400)
        if not (tenant_of(raw) or self._default_tenant):
            raise RequestRefused("the activity names no Teams tenant", status=400)

    async def _claims(self, header: str) -> dict[str, Any]:
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise RequestRefused("there is no bearer token")
        if len(token) > LONGEST_TOKEN:
            raise RequestRefused("the token is too long")
        try:
            name = jwt.get_unverified_header(token).get("kid")
            found = await self._keys.find(name) if isinstance(name, str) else None
            if found is None:
                raise RequestRefused("the token names no key of this cloud of Microsoft's")
            claims = jwt.decode(
                token,
                found.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=SKEW_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.InvalidAudienceError as problem:
            said = "the token is for another app: is DRUMBEAT_TEAMS_APP_ID the bot's id?"
            raise RequestRefused(said) from problem
        except jwt.InvalidIssuerError as problem:
            said = (
                f"the token is not from {self._issuer}: is DRUMBEAT_TEAMS_CLOUD the bot's cloud?"
            )
            raise RequestRefused(said) from problem
        except (*_UNREADABLE, OverflowError) as problem:
            raise RequestRefused(f"the token is not valid: {type(problem).__name__}") from problem
        if ENDORSED not in found.endorsements:
            raise RequestRefused("the key is not endorsed for Teams")
        return claims


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


def _read_json(body: bytes) -> Raw:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or not word(raw, "type"):
        raise RequestRefused("the body is not a readable activity", status=400)
    return raw
