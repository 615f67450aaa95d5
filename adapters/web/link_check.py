"""Asks whether addresses that a text leads to answer: public hosts, few at once, soon over."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from adapters.outgoing import STRAIGHT, NotPublicError, PublicOnly, is_public, open_session

AT_ONCE = 4
MOST = 50
"""More addresses than these are not asked in one look."""
PATIENCE = aiohttp.ClientTimeout(total=5)
WHOLE_LOOK = 20.0
MOST_STEPS = 5
PORTS = frozenset({80, 443})
MOVED = frozenset({301, 302, 303, 307, 308})
UNSURE = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""What a page says to programs that its readers may open all the same."""
HEADERS = {"User-Agent": "Drumbeat (looks whether links answer)", "Accept": "*/*"}

NOT_PUBLIC, NO_HOST, NO_ANSWER, GOES_ROUND = "inside", "nowhere", "silent", "round"
"""Why an address is called dead, beside the number that it answers with."""


class LinkCheck:
    """Asks addresses, each once in a look, with nothing of ours in the request.

    `allowed` says which IP addresses may be asked, `ports` which ports.
    """

    def __init__(
        self, allowed: Callable[[str], bool] = is_public, ports: frozenset[int] = PORTS
    ) -> None:
        self._allowed, self._ports = allowed, ports

    async def dead(self, urls: Iterable[str]) -> Mapping[str, str]:
        """Return those that do not answer, each with why; what was not asked is not among them."""
        asked = list(dict.fromkeys(urls))[:MOST]
        few, found = asyncio.Semaphore(AT_ONCE), dict[str, str]()
        resolver = PublicOnly(ThreadedResolver(), self._allowed)
        connector = aiohttp.TCPConnector(
            resolver=resolver, use_dns_cache=False, limit=AT_ONCE, force_close=True
        )
        options: dict[str, Any] = {"timeout": PATIENCE, "headers": HEADERS}
        jar = aiohttp.DummyCookieJar()
        async with open_session(
            STRAIGHT, connector=connector, cookie_jar=jar, **options
        ) as session:

            async def ask(url: str) -> None:
                async with few:
                    why = await self._why(session, url)
                if why:
                    found[url] = why

            try:
                async with asyncio.timeout(WHOLE_LOOK), asyncio.TaskGroup() as group:
                    for url in asked:
                        group.create_task(ask(url))
            except TimeoutError:
                pass  # what has not answered by now is not called dead
        return {url: found[url] for url in asked if url in found}

    async def _why(self, session: aiohttp.ClientSession, address: str) -> str:
        """Follow an address to its end; say why that does not answer, or nothing."""
        try:
            url = URL(address)
            for _ in range(MOST_STEPS):
                if not self._may_ask(url):
                    return NOT_PUBLIC
                status, onward = await _asked(session, url)
                if not onward:
                    is_well = status < HTTPStatus.BAD_REQUEST or status in UNSURE
                    return "" if is_well else str(status)
                url = url.join(URL(onward))
        except aiohttp.ClientConnectorDNSError as problem:
            return NOT_PUBLIC if isinstance(problem.os_error, NotPublicError) else NO_HOST
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return NO_ANSWER
        return GOES_ROUND

    def _may_ask(self, url: URL) -> bool:
        """Whether this is a web address whose host, where it is written as one, is public."""
        host = url.raw_host or ""
        if url.scheme not in {"http", "https"} or url.port not in self._ports or not host:
            return False
        is_open = url.user is None and url.password is None
        return is_open and (_is_name(host) or self._allowed(host))


def _is_name(host: str) -> bool:
    """Whether a host is a name for the resolver, and no number in any way of writing."""
    if ":" in host or "." not in host:
        return False
    last = host.rstrip(".").rpartition(".")[2]
    # A host whose last part is a number is an address, as browsers and C read it.
    return not last.isdigit() and not last.lower().startswith("0x")


async def _asked(session: aiohttp.ClientSession, url: URL) -> tuple[int, str]:
    """Ask for the head alone, and for the page where a head is not given; read no body."""
    status, onward = await _answer(session, "HEAD", url)
    if onward or status < HTTPStatus.BAD_REQUEST:
        return status, onward
    return await _answer(session, "GET", url)


async def _answer(session: aiohttp.ClientSession, method: str, url: URL) -> tuple[int, str]:
    """Return what is said, and where it leads onward, if it does."""
    async with session.request(method, url, allow_redirects=False) as answer:
        is_moved = answer.status in MOVED
        return answer.status, answer.headers.get("Location", "") if is_moved else ""
