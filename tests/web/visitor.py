"""A browser without a script: reads the forms of a page, fills them in and posts them."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from aiohttp import ClientResponse, ClientSession, CookieJar
from yarl import URL

from tests.web.doubles import MARTA, House


@dataclass
class PageForm:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Finds every form of a page with its hidden fields and buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(told["action"]))
        elif tag == "input" and told.get("type") == "hidden":
            self.forms[-1].fields[told["name"]] = told["value"]
        elif tag == "button":
            self.forms[-1].buttons.append((told.get("name", ""), told.get("value", "")))


class Visitor:
    """Somebody who reads pages and posts their forms."""

    def __init__(self, client: ClientSession) -> None:
        self.client = client
        self.html = ""

    async def be(self, contact_id: str) -> None:
        await self._keep(await self.client.post("/be", data={"contact": contact_id}))

    async def look(self) -> str:
        return await self._keep(await self.client.get("/chat"))

    def form(self, action: str, *, having: str = "") -> PageForm:
        """Return the newest form on the page that posts there and has this in it."""
        forms = [form for form in FormReader(self.html).forms if form.action == action]
        return next(form for form in reversed(forms) if having in str(form))

    async def say(self, text: str) -> ClientResponse:
        form = self.form("/chat/say")
        return await self.post(form.action, {**form.fields, "text": text})

    async def press(self, packed: str) -> ClientResponse:
        form = self.form("/chat/press", having=packed)
        return await self.post(form.action, {**form.fields, "action": packed})

    async def submit(self, **values: str) -> ClientResponse:
        form = self.form("/chat/submit")
        fields = {f"field-{name}": value for name, value in values.items()}
        return await self.post(form.action, {**form.fields, **fields})

    async def post(self, path: str, fields: dict[str, str]) -> ClientResponse:
        answer = await self.client.post(path, data=fields)
        await self._keep(answer)
        return answer

    async def ask_data(self, path: str, fields: dict[str, str]) -> tuple[int, dict]:
        """Post as the page's script does."""
        headers = {"Accept": "application/json"}
        async with self.client.post(path, data=fields, headers=headers) as answer:
            return answer.status, json.loads(await answer.text())

    async def _keep(self, answer: ClientResponse) -> str:
        async with answer:
            self.html = await answer.text()
        return self.html


@asynccontextmanager
async def browsing(house: House):
    """A browser without a script that has chosen to be Marta."""
    async with ClientSession(URL(house.url), cookie_jar=CookieJar(unsafe=True)) as client:
        visitor = Visitor(client)
        await visitor.be(MARTA.contact_id)
        yield visitor
