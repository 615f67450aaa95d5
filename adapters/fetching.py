"""Fetches a file from an address: whole, of a bounded size and time, and led astray by nobody."""

import socket
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from adapters.outgoing import STRAIGHT, Proxy, PublicOnly, is_public, open_session
from bot.errors import ImportRefused

MOVED = frozenset({301, 302, 303, 307, 308})
MOST_STEPS = 5
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""No proxy leads back to this machine."""
AT_ONCE = 1 << 16
HEADERS = {"User-Agent": "Drumbeat (fetches a source)", "Accept": "text/csv, */*"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how long it and every silence in it may take."""

    most_bytes: int = 1 << 30
    seconds: float = 900.0
    silent_seconds: float = 60.0


class TrustsFirst(AbstractResolver):
    """Finds one host wherever it is, and any other that a server names on the open Internet."""

    def __init__(self, first: str, inner: AbstractResolver | None = None) -> None:
        self._first, self._inner = first, inner or ThreadedResolver()
        self._others = PublicOnly(self._inner, is_public)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a host is."""
        trusted = host == self._first
        return await (self._inner if trusted else self._others).resolve(host, port, family)

    async def close(self) -> None:
        """Close what is asked."""
        await self._inner.close()


async def fetch(address: str, into: Path, proxy: Proxy, limits: Limits) -> None:
    """Write what stands at an address into a file, or refuse with why.

    No sentence here has the address in it: a secret may stand there. Where an address leads
    elsewhere, that is followed by https alone, and to another host only on the open Internet:
    what is written in a file of ours is trusted, what a server answers is not.
    """
    way = STRAIGHT if URL(address).host in HERE else proxy
    timeout = aiohttp.ClientTimeout(total=limits.seconds, sock_read=limits.silent_seconds)
    try:
        connector = aiohttp.TCPConnector(resolver=TrustsFirst(URL(address).host or ""))
        async with open_session(
            way,
            connector=connector,
            timeout=timeout,
            headers=HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as session:
            await _follow(session, URL(address), into, limits)
    except TimeoutError:
        raise ImportRefused("the server did not answer in time") from None
    except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError):
        raise ImportRefused("the server broke off in the middle of the file") from None
    except (aiohttp.ClientError, ValueError) as problem:
        what = type(problem).__name__
        raise ImportRefused(f"the server could not be reached ({what})") from None


async def _follow(session: aiohttp.ClientSession, url: URL, into: Path, limits: Limits) -> None:
    first = url
    for _ in range(MOST_STEPS):
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status not in MOVED:
                await _take(answer, into, limits)
                return
            url = url.join(URL(answer.headers.get("Location", "")))
        if not _may_follow(first, url):
            raise ImportRefused("the server leads to where nothing is fetched from")
    raise ImportRefused("the server leads from one address to the next without end")


def _may_follow(first: URL, url: URL) -> bool:
    if url.origin() == first.origin():
        return True
    host = url.raw_host or ""
    is_name = "." in host and ":" not in host and not host.rpartition(".")[2].isdigit()
    return url.scheme == "https" and url.user is None and (is_name or is_public(host))


async def _take(answer: aiohttp.ClientResponse, into: Path, limits: Limits) -> None:
    if answer.status != HTTPStatus.OK:
        raise ImportRefused(f"the server answered {answer.status}")
    size = 0
    with into.open("wb") as file:
        async for piece in answer.content.iter_chunked(AT_ONCE):
            size += len(piece)
            if size > limits.most_bytes:
                raise ImportRefused(f"the file has more than {limits.most_bytes:,} bytes")
            file.write(piece)
