"""Our own token: one for the app, however many wait for it."""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

import aiohttp
import structlog

from adapters.teams.payload import PLATFORM
from bot.errors import NotSent

SCOPE = "https://api.botframework.com/.default"
MARGIN = 300.0
"""Seconds before its end in which a token is not used any more."""
TIMEOUT = 10.0

log = structlog.get_logger(platform=PLATFORM)


class Credentials(NamedTuple):
    """Who we are to Microsoft; never log it."""

    app_id: str
    password: str
    tenant_id: str

    def __repr__(self) -> str:
        return f"Credentials({self.app_id!r})"


class AppToken:
    """Gets the app's token from its home tenant and keeps it until shortly before its end."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        login_url: str,
        credentials: Credentials,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = f"{login_url.rstrip('/')}/{credentials.tenant_id}/oauth2/v2.0/token"
        self._credentials = credentials
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = 0.0
        self._tries = 0
        self._failure = ""

    async def get(self) -> str:
        """Return the token; raises `NotSent` where there is none to be had just now."""
        if self._is_good():
            return self._token
        tries = self._tries
        async with self._lock:
            if self._is_good():
                return self._token
            if self._failure and self._tries > tries:
                # Whoever waited for a request that failed shares its end.
                raise NotSent(self._failure)
            try:
                self._token, life = await self._ask()
            except NotSent as problem:
                self._failure = str(problem)
                self._tries += 1
                raise
            # A token that lives shorter than the margin is still good for half its life.
            self._until = self._clock() + max(life - MARGIN, life / 2)
            self._failure = ""
            return self._token

    def _is_good(self) -> bool:
        return bool(self._token) and self._clock() < self._until

    def forget(self, token: str) -> None:
        """Drop a token that was refused; a newer one stays."""
        if token == self._token:
            self._token = ""

    async def _ask(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.app_id,
            "client_secret": self._credentials.password,
            "scope": SCOPE,
        }
        try:
            async with (
                asyncio.timeout(TIMEOUT),
                self._session.post(self._url, data=form, allow_redirects=False) as response,
            ):
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            raise NotSent(f"no token: {type(problem).__name__}") from problem
        found = answer if isinstance(answer, dict) else {}
        token = found.get("access_token")
        if not isinstance(token, str) or not token:
            word = str(found.get("error") or "")[:80]
            log.error("token_refused", status=response.status, error=word)
            raise NotSent(f"no token: Microsoft answered {response.status} {word}".strip())
        life = found.get("expires_in")
        return token, float(life) if isinstance(life, int | float | str) and str(
            life
        ).isdigit() else 0.0
