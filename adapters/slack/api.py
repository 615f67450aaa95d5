"""Calls of Slack's Web API: one session, no hidden repeats, our errors."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import TargetGone, meaning
from bot.errors import DrumbeatError, NotSent, OutcomeUnknown

TIMEOUT = 10.0
CONNECT_TIMEOUT = 5.0
CONNECTIONS = 200
"""More than all lanes and answers ask for at once."""
UNREADABLE = "unreadable_answer"
FINE, LIMITED = 200, 429
ApiResult = Mapping[str, Any]

# At "debug" the SDK writes whole messages and addresses into the log.
quiet = logging.getLogger("adapters.slack.sdk")
quiet.setLevel(logging.WARNING)

_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_HARMLESS = frozenset(
    {
        "auth.test",
        "conversations.open",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "users.info",
        "views.publish",
    }
)
"""Methods that may be called twice without anybody noticing."""


class _Said(NamedTuple):
    """What came back from an address of Slack's."""

    status: int
    body: str
    wait: str


def new_session(timeout: float = TIMEOUT, connections: int = CONNECTIONS) -> aiohttp.ClientSession:
    """Open the session that all calls share.

    Whoever has no connection in two thirds of the time gives up: nothing was sent yet.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(
            total=timeout, connect=timeout * 2 / 3, sock_connect=CONNECT_TIMEOUT
        ),
        connector=aiohttp.TCPConnector(limit=connections),
    )


class SlackApi:
    """Speaks to one Slack, with the token of whichever workspace is meant."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, *, timeout: float = TIMEOUT
    ) -> None:
        self._session = session
        self._timeout = timeout
        self._base_url = base_url
        self._clients: dict[str, AsyncWebClient] = {}

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Return a vendor client that shares the session and never repeats a request."""
        client = AsyncWebClient(
            token=token,
            base_url=self._base_url,
            session=self._session,
            timeout=int(TIMEOUT),
            logger=quiet,
            retry_handlers=[],
        )
        # The SDK looks for a proxy in the environment; what is set is set by parameters here.
        client.proxy = None
        return client

    async def read(self, token: str, method: str, **arguments: str) -> ApiResult:
        """Ask for something; Slack takes no JSON body for these methods."""
        return await self._call(token, method, {"http_verb": "GET", "params": arguments})

    async def write(self, token: str, method: str, **arguments: object) -> ApiResult:
        """Do something, at most once."""
        return await self._call(token, method, {"json": arguments})

    async def _call(self, token: str, method: str, request: dict[str, Any]) -> ApiResult:
        client = self._clients.setdefault(token, self.client(token))
        try:
            async with asyncio.timeout(self._timeout):
                answer = await client.api_call(method, **request)
        except _BEFORE_SENDING as problem:
            raise NotSent(f"Slack cannot be reached for {method}") from problem
        except SlackApiError as problem:
            raise _weighed(method, _refusal(problem.response)) from problem
        except (aiohttp.ClientError, TimeoutError, OSError, AttributeError) as problem:
            # The SDK stumbles (AttributeError) over a body that is neither JSON nor an error.
            unknown = OutcomeUnknown(f"no clear answer to {method}: {type(problem).__name__}")
            raise _weighed(method, unknown) from problem
        return answer.data if isinstance(answer.data, dict) else {}

    async def respond(self, url: str, payload: Mapping[str, object]) -> None:
        """Post once to the address that came with a gesture."""
        said = await self._post(url, json=payload)
        word = _word(said.body)
        if said.status != FINE or word not in {"ok", ""}:
            raise meaning(word or "invalid_url", status=said.status, retry_after=said.wait)

    async def hand_over(self, url: str, data: bytes) -> None:
        """Post a file to the address that Slack named for it; twice does no harm."""
        try:
            said = await self._post(url, data=data)
        except OutcomeUnknown as unknown:
            raise NotSent(str(unknown)) from unknown
        if said.status == LIMITED:
            raise meaning("", status=said.status, retry_after=said.wait)
        if said.status != FINE:
            raise NotSent(f"Slack did not take a file: status {said.status}")

    async def _post(self, url: str, **body: Any) -> _Said:  # noqa: ANN401 - as the web takes it
        if urlsplit(url).scheme != "https" and not self._is_at_home(url):
            raise TargetGone("the address to answer to is not Slack's")
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._session.post(url, **body) as response,
            ):
                wait = response.headers.get("Retry-After", "")
                return _Said(response.status, await response.text(), wait)
        except _BEFORE_SENDING as problem:
            raise NotSent("Slack cannot be reached for an answer") from problem
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise OutcomeUnknown(f"no clear answer: {type(problem).__name__}") from problem

    def _is_at_home(self, url: str) -> bool:
        """Whether this address is on the Slack that was configured, such as a local one."""
        return urlsplit(url).netloc == urlsplit(self._base_url).netloc


def _weighed(method: str, problem: DrumbeatError) -> DrumbeatError:
    if method in _HARMLESS and isinstance(problem, OutcomeUnknown):
        return NotSent(str(problem))
    return problem


def _refusal(response: Any) -> DrumbeatError:  # noqa: ANN401 - the SDK promises no type
    status = getattr(response, "status_code", None) or getattr(response, "status", 200)
    found = getattr(response, "data", None)
    data = found if isinstance(found, dict) else {}
    wait = str((getattr(response, "headers", None) or {}).get("Retry-After", ""))
    metadata = data.get("response_metadata")
    told = metadata.get("messages", ()) if isinstance(metadata, dict) else ()
    needed = (f"needed: {data['needed']}",) if data.get("needed") else ()
    details = (*map(str, told), *needed)
    word = str(data.get("error") or "")
    return meaning(word, status=int(status or 200), retry_after=wait, details=details)


def _word(body: str) -> str:
    """Read the one word Slack answers at a response address, bare or in JSON."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = body.strip()
    if isinstance(answer, dict):
        answer = "ok" if answer.get("ok") is True else answer.get("error", "")
    word = str(answer)
    return word if word.replace("_", "").isalpha() or not word else UNREADABLE
