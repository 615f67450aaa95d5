"""Calls of Teams' connector: one session, no hidden repeats, our errors."""

from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
import msgspec

from adapters.outgoing import STRAIGHT, Proxy, open_session
from adapters.teams.errors import TokenRefused, meaning
from adapters.teams.hosts import ServiceHosts
from adapters.teams.parts import wire
from adapters.teams.tokens import AppToken
from bot.errors import ConversationLimited, NotPermitted, NotSent, OutcomeUnknown
from bot.pacing import ConversationPace

PACE = 1.75, 4
"""Messages a second in one conversation, and at once: 7 in 1 s, 8 in 2 s, 60 in 30 s may go."""
TIMEOUT = 15.0
CONNECT_TIMEOUT = 5.0
CONNECTIONS = 400
"""More than all lanes and answers ask for at once."""
A_PAGE = 500
"""People whom one page of a roster names: the most Teams gives."""
ApiResult = Mapping[str, Any]

_BEFORE_SENDING = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)


def new_session(
    proxy: Proxy = STRAIGHT, *, timeout: float = TIMEOUT, connections: int = CONNECTIONS
) -> aiohttp.ClientSession:
    """Open the session that all calls share; nothing here lives by cookies, so none are kept.

    Whoever has no connection in two thirds of the time gives up: nothing was sent yet.
    """
    return open_session(
        proxy,
        timeout=aiohttp.ClientTimeout(
            total=timeout, connect=timeout * 2 / 3, sock_connect=CONNECT_TIMEOUT
        ),
        connector=aiohttp.TCPConnector(limit=connections),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class TeamsApi:
    """Speaks to whichever service a conversation lives on; a post leaves at most once.

    Only an answer of "401", which says that nothing was done, is met with a second try. What does
    no harm when it comes twice (GET, PUT, DELETE) aiohttp repeats where a connection was lost.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: AppToken | None,
        hosts: ServiceHosts,
        *,
        pace: ConversationPace | None = None,
    ) -> None:
        self._session = session
        self._token = token
        self._hosts = hosts
        self._pace = pace

    async def post(self, service_url: str, conversation: str, activity: object) -> str:
        """Post an activity to a conversation at its pace; return its id."""
        path = f"/v3/conversations/{_part(conversation)}/activities"
        if _is_targeted(activity):
            path += "?isTargetedActivity=true"
        if self._pace is not None:
            await self._pace.turn(conversation)
        try:
            answer = await self._call("POST", service_url, path, activity)
        except ConversationLimited as limited:
            if self._pace is not None:
                self._pace.limit(conversation, limited.retry_after)
            raise
        return str(answer.get("id") or "")

    async def update(
        self, service_url: str, conversation: str, activity_id: str, activity: object
    ) -> None:
        """Put an activity in the place of an earlier one of ours."""
        path = f"/v3/conversations/{_part(conversation)}/activities/{_part(activity_id)}"
        await self._call("PUT", service_url, path, activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take an activity of ours back."""
        path = f"/v3/conversations/{_part(conversation)}/activities/{_part(activity_id)}"
        await self._call("DELETE", service_url, path)

    async def open(self, service_url: str, *, bot: str, user: str, tenant: str) -> str:
        """Return the personal conversation with somebody; asking twice gives the same one."""
        body = {
            "bot": {"id": bot},
            "members": [{"id": user}],
            "channelData": {"tenant": {"id": tenant}},
            "tenantId": tenant,
            "isGroup": False,
        }
        answer = await self._ask("POST", service_url, "/v3/conversations", body)
        opened = answer.get("id")
        if not isinstance(opened, str) or not opened:
            raise NotSent("Teams opened no conversation")
        return opened

    async def member(self, service_url: str, conversation: str, user: str) -> ApiResult:
        """Return what the roster of a conversation says of somebody."""
        path = f"/v3/conversations/{_part(conversation)}/members/{_part(user)}"
        return await self._ask("GET", service_url, path)

    async def roster(self, service_url: str, conversation: str) -> AsyncIterator[ApiResult]:
        """Name everybody who is in a conversation, page by page."""
        path, token = f"/v3/conversations/{_part(conversation)}/pagedmembers?pageSize={A_PAGE}", ""
        while True:
            behind = f"&continuationToken={_part(token)}" if token else ""
            page = await self._ask("GET", service_url, path + behind)
            found = page.get("members")
            for one in found if isinstance(found, list) else ():
                if isinstance(one, dict):
                    yield one
            following = page.get("continuationToken")
            if not isinstance(following, str) or following in {"", token}:
                return
            token = following

    async def team(self, service_url: str, team: str) -> ApiResult:
        """Return what a team that we are in is called."""
        return await self._ask("GET", service_url, f"/v3/teams/{_part(team)}")

    async def channels(self, service_url: str, team: str) -> list[ApiResult]:
        """Return the channels of a team that we are in."""
        answer = await self._ask("GET", service_url, f"/v3/teams/{_part(team)}/conversations")
        found = answer.get("conversations")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    async def _ask(self, verb: str, service_url: str, path: str, body: object = None) -> ApiResult:
        """Call what may be called twice without anybody noticing."""
        try:
            return await self._call(verb, service_url, path, body)
        except OutcomeUnknown as problem:
            raise NotSent(str(problem)) from problem

    async def _call(
        self, verb: str, service_url: str, path: str, body: object = None
    ) -> ApiResult:
        if not self._hosts.allow(service_url):
            raise NotPermitted("the service URL's host is not on the list")
        token = await self._token.get() if self._token else ""
        url = service_url.rstrip("/") + path
        try:
            return await self._leave(verb, url, body, token)
        except TokenRefused:
            if self._token is None:
                raise
            self._token.forget(token)
            return await self._leave(verb, url, body, await self._token.get())

    async def _leave(self, verb: str, url: str, body: object, token: str) -> ApiResult:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else wire(body)
        try:
            async with self._session.request(
                verb, url, data=data, headers=headers, allow_redirects=False
            ) as response:
                told = _read(await response.read())
        except _BEFORE_SENDING as problem:
            raise NotSent("Teams cannot be reached") from problem
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise OutcomeUnknown(f"no clear answer: {type(problem).__name__}") from problem
        if not 200 <= response.status < 300:  # noqa: PLR2004 - the web's "fine"
            raise meaning(response.status, told, response.headers.get("Retry-After", ""))
        return told if isinstance(told, dict) else {}


def _read(body: bytes) -> object:
    try:
        return msgspec.json.decode(body.removeprefix(BOM_UTF8)) if body else {}
    except (ValueError, RecursionError):
        return {}


def _is_targeted(activity: object) -> bool:
    """Whether an activity is for the eyes of one person in a group."""
    recipient = activity.get("recipient") if isinstance(activity, dict) else None
    return isinstance(recipient, dict) and recipient.get("isTargeted") is True


def _part(name: str) -> str:
    return quote(name, safe="")
