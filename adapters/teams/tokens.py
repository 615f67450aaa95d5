"""Our own token: one for the app, however many wait for it."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import structlog

from adapters.teams.clouds import PUBLIC
from adapters.teams.denials import why_denied
from adapters.teams.payload import PLATFORM
from bot.errors import NotSent, RateLimited
from bot.posting import named_wait

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION = 16_384
MARGIN = 300.0
"""Seconds before its end in which a token is not used any more."""
LIMITED, RETRY_AFTER = 429, 30.0
TIMEOUT = 10.0

log = structlog.get_logger(platform=PLATFORM)


class Credentials(NamedTuple):
    """Who we are to Microsoft, by a secret or by what a federated identity vouches for.

    Never log it. The file's content changes within the hour, so it is read for each token.
    """

    app_id: str
    password: str
    tenant_id: str
    federated_token_file: Path | None = None

    @property
    def are_there(self) -> bool:
        """Whether there is anything to show for a token."""
        return bool(self.password) or self.federated_token_file is not None

    async def proof(self) -> dict[str, str]:
        """Return what proves that we are this app."""
        if self.federated_token_file is None:
            return {"client_secret": self.password}
        given = await asyncio.to_thread(_assertion_in, self.federated_token_file)
        return {"client_assertion_type": ASSERTION, "client_assertion": given}

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
        scope: str = PUBLIC.scope,
    ) -> None:
        self._session = session
        self._scope = scope
        self._url = f"{login_url.rstrip('/')}/{credentials.tenant_id}/oauth2/v2.0/token"
        self._credentials = credentials
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = 0.0
        self._tries = 0
        self._failure: NotSent | RateLimited | None = None
        self._not_before = 0.0

    async def get(self) -> str:
        """Return the token; raises `NotSent` or `RateLimited` where there is none just now."""
        if self._is_good():
            return self._token
        tries = self._tries
        async with self._lock:
            if self._is_good():
                return self._token
            if self._failure and self._tries > tries:
                # Whoever waited for a request that failed shares its end.
                raise self._failure
            if (wait := self._not_before - self._clock()) > 0:
                raise RateLimited(wait)
            try:
                self._token, life = await self._ask()
            except (NotSent, RateLimited) as problem:
                self._failure = problem
                if isinstance(problem, RateLimited):
                    self._not_before = self._clock() + problem.retry_after
                self._tries += 1
                raise
            # A token that lives shorter than the margin is still good for half its life.
            self._until = self._clock() + max(life - MARGIN, life / 2)
            self._failure = None
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
            "scope": self._scope,
            **await self._credentials.proof(),
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
            if response.status == LIMITED:
                wait = response.headers.get("Retry-After", "")
                raise RateLimited(named_wait(wait, RETRY_AFTER))
            raise _denied(response.status, found)
        life = found.get("expires_in")
        return token, float(life) if isinstance(life, int | float | str) and str(
            life
        ).isdigit() else 0.0


def _denied(status: int, answer: dict[str, Any]) -> NotSent:
    """Say why there is no token; nothing of Microsoft's own sentence, which names who asked."""
    word = str(answer.get("error") or "")[:80]
    code, reason = why_denied(answer)
    log.error("token_refused", status=status, error=word, code=code, reason=reason or None)
    told = " ".join(filter(None, (f"Microsoft answered {status}", word, code)))
    return NotSent(f"no token: {reason} ({told})" if reason else f"no token: {told}")


def _assertion_in(file: Path) -> str:
    try:
        with file.open(encoding="ascii") as opened:
            given = opened.read(LONGEST_ASSERTION + 1).strip()
    except (OSError, ValueError) as problem:
        said = problem.strerror if isinstance(problem, OSError) else "it is no token"
        raise NotSent(f"no token: DRUMBEAT_TEAMS_FEDERATED_TOKEN_FILE: {said}") from problem
    if not given or len(given) > LONGEST_ASSERTION:
        raise NotSent("no token: DRUMBEAT_TEAMS_FEDERATED_TOKEN_FILE holds no token")
    return given
