"""Calls of Slack's Web API: one session, no hidden repeats, our errors."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import msgspec
from slack_sdk.web.async_client import AsyncWebClient

from adapters.outgoing import STRAIGHT, Proxy, open_session
from adapters.slack.answers import answer_of, refusal_of, scopes_in, word_of
from adapters.slack.errors import TargetGone, TokenExpired, meaning
from bot.errors import (
    ConversationLimited,
    DrumbeatError,
    InstallationGone,
    NotSent,
    OutcomeUnknown,
    RateLimited,
)
from bot.pacing import ConversationPace

PACE = 1.0, 4
"""Messages a second in one conversation, and at once: about what Slack publishes."""
TIMEOUT = 10.0
CONNECT_TIMEOUT = 5.0
CONNECTIONS = 400
"""More than all lanes and answers ask for at once."""
SCOPES = "X-OAuth-Scopes"
JSON_BODY = "application/json; charset=utf-8"
PICTURES_AT = ".slack-edge.com"
FINE, LIMITED = 200, 429
ApiResult = Mapping[str, Any]

# At "debug" the SDK writes whole messages and addresses into the log.
quiet = logging.getLogger("adapters.slack.sdk")
quiet.setLevel(logging.WARNING)

_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
MOST_TOKENS = 10_000
"""So many tokens are known by their scopes at once; those that were renewed are forgotten."""
_HARMLESS = frozenset(
    {
        "apps.connections.open",
        "auth.test",
        "conversations.history",
        "conversations.info",
        "conversations.join",
        "conversations.list",
        "conversations.members",
        "conversations.open",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "users.info",
        "users.lookupByEmail",
        "views.publish",
    }
)
"""Methods that may be called twice without anybody noticing."""

_IN_A_CONVERSATION = frozenset({"chat.postEphemeral", "chat.postMessage"})
"""Methods that Slack limits by the conversation; all others it limits by the workspace."""


Renew = Callable[[str, DrumbeatError], Awaitable[str | None]]
"""Returns the token to use instead of one that Slack refused so; None where there is none."""


class _Said(NamedTuple):
    """What came back from an address of Slack's."""

    status: int
    body: str
    wait: str


def new_session(
    proxy: Proxy = STRAIGHT, *, timeout: float = TIMEOUT, connections: int = CONNECTIONS
) -> aiohttp.ClientSession:
    """Open the session that all calls share.

    Whoever has no connection in two thirds of the time gives up: nothing was sent yet.
    """
    return open_session(
        proxy,
        timeout=aiohttp.ClientTimeout(
            total=timeout, connect=timeout * 2 / 3, sock_connect=CONNECT_TIMEOUT
        ),
        connector=aiohttp.TCPConnector(limit=connections),
    )


class SlackApi:
    """Speaks to one Slack, with the token of whichever workspace is meant."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        *,
        pace: ConversationPace | None = None,
    ) -> None:
        self._session = session
        self.pace = pace
        self._base_url = base_url
        self.renew: Renew | None = None
        self._granted: dict[str, frozenset[str]] = {}
        self.date = ""
        """When Slack answered last, by its own clock."""

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
        # The SDK looks for a proxy in the environment; here the session knows its own.
        client.proxy = None
        return client

    async def granted(self, token: str) -> frozenset[str]:
        """Return the scopes of a token, as Slack said them last; it says them with any answer."""
        if token not in self._granted:
            await self.read(token, "auth.test")
        return self._granted.get(token, frozenset())

    async def read(self, token: str, method: str, **arguments: str) -> ApiResult:
        """Ask for something; Slack takes no JSON body for these methods."""
        return await self._call(token, "GET", method, params=arguments)

    async def write(self, token: str, method: str, **arguments: object) -> ApiResult:
        """Do something, at most once, and in a conversation at its pace."""
        said = msgspec.json.encode(arguments)
        if self.pace is None or method not in _IN_A_CONVERSATION:
            return await self._call(token, "POST", method, data=said)
        where = str(arguments["channel"])
        await self.pace.turn(where)
        try:
            return await self._call(token, "POST", method, data=said)
        except ConversationLimited as limited:
            self.pace.limit(where, limited.retry_after)
            raise

    async def _call(self, token: str, verb: str, method: str, **request: Any) -> ApiResult:  # noqa: ANN401 - as the web takes it
        """Call once, and once more where the token had run out: then nothing was done."""
        try:
            return await self._once(token, verb, method, **request)
        except (TokenExpired, InstallationGone) as refused:
            renewed = await self.renew(token, refused) if self.renew is not None else None
            if renewed is None:
                raise
        return await self._once(renewed, verb, method, **request)

    async def _once(self, token: str, verb: str, method: str, **request: Any) -> ApiResult:  # noqa: ANN401 - likewise
        # Straight over the session: the SDK's client costs several times what a call does.
        headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON_BODY}
        url = self._base_url + method
        try:
            async with self._session.request(verb, url, headers=headers, **request) as response:
                said = await response.read()
        except _BEFORE_SENDING as problem:
            raise NotSent(f"Slack cannot be reached for {method}") from problem
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            unknown = OutcomeUnknown(f"no clear answer to {method}: {type(problem).__name__}")
            raise _weighed(method, unknown) from problem
        answer = answer_of(said)
        self.date = response.headers.get("Date", self.date)
        if SCOPES in response.headers:
            if len(self._granted) >= MOST_TOKENS:
                self._granted.clear()
            self._granted[token] = scopes_in(response.headers[SCOPES])
        if response.status == FINE and answer.get("ok") is True:
            return answer
        raise _weighed(method, refusal_of(response, answer))

    async def ask(
        self, method: str, fields: Mapping[str, str], *, token: str = "", app: tuple[str, str]
    ) -> ApiResult:
        """Call a method of the app itself with its id and secret; a no of Slack's is returned.

        Whether a call without a clear answer was carried out nobody knows: `OutcomeUnknown`.
        """
        proof = f"Bearer {token}" if token else aiohttp.encode_basic_auth(*app)
        headers = {"Authorization": proof}
        given = {**fields, "client_id": app[0], "client_secret": app[1]} if token else fields
        url = self._base_url + method
        try:
            async with self._session.post(url, data=given, headers=headers) as response:
                answer = answer_of(await response.read())
        except _BEFORE_SENDING as problem:
            raise NotSent(f"Slack cannot be reached for {method}") from problem
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise OutcomeUnknown(
                f"no clear answer to {method}: {type(problem).__name__}"
            ) from problem
        if "ok" not in answer:
            raise refusal_of(response, answer)
        return answer

    async def respond(self, url: str, payload: Mapping[str, object]) -> None:
        """Post once to the address that came with a gesture."""
        said = await self._post(url, json=payload)
        word = word_of(said.body)
        if said.status != FINE or word not in {"ok", ""}:
            raise meaning(word or "invalid_url", status=said.status, retry_after=said.wait)

    async def fetch(self, url: str, most: int) -> bytes:
        """Return a picture of somebody's profile, which Slack shows to anybody; from nowhere else.

        One of more bytes than `most` is not taken.
        """
        if not (self._is_at_home(url) or _is_slacks_picture(url)):
            raise NotSent("a picture lies elsewhere than with Slack")
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                data = await response.content.read(most + 1)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise NotSent(f"Slack did not show a picture: {type(problem).__name__}") from problem
        if response.status != FINE or len(data) > most:
            raise NotSent(f"Slack did not show a picture: status {response.status}")
        return data

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
            async with self._session.post(url, **body) as response:
                wait = response.headers.get("Retry-After", "")
                return _Said(response.status, await response.text(), wait)
        except _BEFORE_SENDING as problem:
            raise NotSent("Slack cannot be reached for an answer") from problem
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise OutcomeUnknown(f"no clear answer: {type(problem).__name__}") from problem

    def _is_at_home(self, url: str) -> bool:
        """Whether this address is on the Slack that was configured, such as a local one."""
        return urlsplit(url).netloc == urlsplit(self._base_url).netloc


def _is_slacks_picture(url: str) -> bool:
    """Whether a picture lies where Slack keeps those that people chose."""
    place = urlsplit(url)
    return place.scheme == "https" and (place.hostname or "").endswith(PICTURES_AT)


def _weighed(method: str, problem: DrumbeatError) -> DrumbeatError:
    if method in _HARMLESS and isinstance(problem, OutcomeUnknown):
        return NotSent(str(problem))
    if method in _IN_A_CONVERSATION and type(problem) is RateLimited:
        return ConversationLimited(problem.retry_after)
    return problem
