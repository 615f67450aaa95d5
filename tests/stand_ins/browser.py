"""A browser without a script: keeps cookies, follows links, and presses a button of a form."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

from aiohttp import ClientResponse, ClientSession, CookieJar


class _Reader(HTMLParser):
    """Reads the text, the links and the fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self._link = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._link = told.get("href", "")
        elif tag == "input":
            self.fields[told.get("name", "")] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())
        if self._link:
            self.links[data.strip()] = self._link


@dataclass
class Page:
    """What the browser shows."""

    url: str
    status: int
    headers: dict[str, str]
    cookies: list[str]
    html: str
    text: str = ""
    links: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


class Browser:
    """One person's browser."""

    def __init__(self, language: str = "en") -> None:
        self._session = ClientSession(
            cookie_jar=CookieJar(unsafe=True), headers={"Accept-Language": language}
        )
        self.came_by: list[ClientResponse] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def open(self, url: str) -> Page:
        """Open an address, wherever it leads."""
        async with self._session.get(url) as response:
            return await self._shown(response)

    async def follow(self, page: Page, label: str) -> Page:
        """Press a link."""
        return await self.open(urljoin(page.url, page.links[label]))

    async def press(self, page: Page, action: str, **fields: str) -> Page:
        """Send the one form of a page."""
        given = {**page.fields, **fields}
        async with self._session.post(urljoin(page.url, action), data=given) as response:
            return await self._shown(response)

    async def _shown(self, response: ClientResponse) -> Page:
        self.came_by = [*response.history, response]
        page = await response.text()
        read = _Reader(page)
        return Page(
            str(response.url),
            response.status,
            dict(response.headers),
            [one for each in self.came_by for one in each.headers.getall("Set-Cookie", [])],
            page,
            " ".join(read.words),
            read.links,
            read.fields,
        )
