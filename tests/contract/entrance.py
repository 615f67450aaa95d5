"""A door as whoever knocks sees it: with requests that are proved, forged or make no sense."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import aiohttp

from tests.fixtures.small_house import MemoryInbox, Router, Workers

IN_TIME = 0.05
"""What a door on this stage may take for an answer that is wanted at once."""


@dataclass(frozen=True)
class Request:
    """What goes over the wire; `hush` stands in it and belongs in no log."""

    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    hush: str = ""

    def proved_by(self, **headers: str) -> "Request":
        return replace(self, headers={**self.headers, **headers})


@dataclass
class Entrance:
    """A door behind a real port; each adds how requests are made there.

    `patience` is what the platform gives a door for its answer, in seconds.
    """

    url: str
    inbox: MemoryInbox
    router: Router
    workers: Workers

    name = ""
    patience = 3.0

    def request(self) -> Request:
        """Make a new, proper request."""
        raise NotImplementedError

    def asking(self) -> Request:
        """Make a proper request whose answer is the response itself."""
        return self.request()

    def garbage(self, body: bytes) -> Request:
        """Make a request of this body with the best proof that such a body can have."""
        raise NotImplementedError

    def forgeries(self) -> Iterator[tuple[str, Request]]:
        """Make requests that prove nothing, each wrong in one way."""
        raise NotImplementedError

    async def knock(self, request: Request) -> int:
        """Send a request as it is and return the status of its answer."""
        async with (
            asyncio.timeout(self.patience),
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(
                request.url, data=request.body, headers=request.headers, allow_redirects=False
            ) as response,
        ):
            await response.read()
            return response.status
