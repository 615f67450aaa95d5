"""The public keys with which Microsoft signs what it sends us."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import aiohttp
import jwt
import structlog

from adapters.teams.payload import PLATFORM
from bot.errors import NotSent, RequestRefused

MAX_AGE = 24 * 3600.0
REFRESH_GAP = 30.0
"""Seconds between two fetches for keys we do not know: anybody can make up a name for one."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds without a fetch after the second that failed in a row, twice as many each time."""
TIMEOUT = 10.0

log = structlog.get_logger(platform=PLATFORM)


class SigningKey(NamedTuple):
    """One key, and the platforms it may speak for."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """Fetches the keys named by an OpenID configuration, and keeps them for a day at most."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        openid_url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._openid_url = openid_url
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._lock = asyncio.Lock()
        self._tries = self._failures = 0
        self._not_before = 0.0

    async def find(self, name: str) -> SigningKey | None:
        """Return a key by its name, None where Microsoft has none of this name."""
        tries = self._tries
        if self._is_wanted(name):
            async with self._lock:
                # Whoever waited here shares what the first one brought, or did not.
                if self._tries == tries and self._is_wanted(name):
                    await self._fetch()
                    self._tries += 1
        if not self._is_fresh():
            raise RequestRefused("the signing keys cannot be fetched", status=503)
        return self._keys.get(name)

    async def fetch(self) -> None:
        """Have them before anybody asks; `NotSent` where they are not to be had just now."""
        async with self._lock:
            await self._fetch()
        if not self._is_fresh():
            raise NotSent("Microsoft's signing keys cannot be fetched")

    def _is_wanted(self, name: str) -> bool:
        if self._clock() < self._not_before:
            return False
        return not self._is_fresh() or (name not in self._keys and self._may_try())

    def _is_fresh(self) -> bool:
        return self._fetched_at is not None and self._clock() - self._fetched_at < MAX_AGE

    def _may_try(self) -> bool:
        return self._tried_at is None or self._clock() - self._tried_at >= REFRESH_GAP

    async def _fetch(self) -> None:
        if self._fetched_at is not None:
            self._tried_at = self._clock()
        try:
            async with asyncio.timeout(TIMEOUT):
                address = (await self._read(self._openid_url)).get("jwks_uri")
                document = await self._read(str(address))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            log.warning("keys_not_fetched", error=type(problem).__name__)
            if self._failures:
                pause = FIRST_PAUSE * 2 ** min(self._failures - 1, 9)
                self._not_before = self._clock() + min(pause, LONGEST_PAUSE)
            self._failures += 1
            return
        self._failures, self._not_before = 0, 0.0
        self._keys = dict(_signing_keys(document))
        self._fetched_at = self._clock()

    async def _read(self, url: str) -> dict[str, Any]:
        async with self._session.get(url, allow_redirects=False, raise_for_status=True) as answer:
            found = await answer.json(content_type=None)
        if not isinstance(found, dict):
            raise ValueError("no JSON object")  # noqa: TRY004 - it is the answer's value
        return found


def _signing_keys(document: dict[str, Any]) -> list[tuple[str, SigningKey]]:
    listed = document.get("keys")
    found = []
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict) or one.get("kty") != "RSA":
            continue
        endorsed = one.get("endorsements")
        names = frozenset(map(str, endorsed)) if isinstance(endorsed, list) else frozenset()
        try:
            found.append((str(one.get("kid")), SigningKey(jwt.PyJWK(one, "RS256"), names)))
        except (jwt.PyJWTError, ValueError, TypeError):
            log.warning("key_unreadable")
    return found
