"""The pages by personal link behind a real port, and somebody who holds two links."""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape

import aiohttp

from adapters.web.personal.core import PageCore
from adapters.web.personal.room import open_pages
from bot.action import ActionRef
from bot.event import Origin
from bot.form import Form, TextField
from bot.message import Button, Buttons, Message, Scale, paragraph
from bot.ports import OpenedLink
from tests.fixtures.small_house import MemoryInbox, Router, Workers, small_house

ADA = Origin("email", "email", "ada@example.com")
PAGE, LEAVE = "p" * 22, "u" * 22
WHY = Button("Say why", ActionRef("why", {"i": "1"}))
MUTE = ActionRef("mute", {"t": "partner-beat"})
CARD = Message(
    "How are we doing?",
    (
        paragraph("Would you recommend us?"),
        Scale(ActionRef("score", {"i": "1"}), 0, 10, "not at all", "certainly"),
        paragraph("Only your partner manager sees it.", quiet=True),
        Buttons((Button("Mute Partner Beat", MUTE),)),
    ),
)
FORM = Form(
    ActionRef("reason", {"i": "1"}),
    "Why this score?",
    "Save",
    (TextField("reason", "What made you choose it?", 300, required=True),),
    WHY,
)


class Book:
    """Two links of Ada's, and no other."""

    def __init__(self):
        self.message = CARD
        self.trouble = None

    async def issue(self, to, delivery_id, offer):
        raise NotImplementedError

    async def open(self, kind, token):
        if self.trouble is not None:
            raise self.trouble
        known = {("page", PAGE): self.message, ("unsubscribe", LEAVE): None}
        if (kind, token) not in known:
            return None
        return OpenedLink(f"link-{kind}", ADA, "partner-beat", "Partner Beat", known[kind, token])


@dataclass
class Site:
    """The pages behind a real port, with everything around them in memory."""

    url: str
    book: Book
    inbox: MemoryInbox
    router: Router
    workers: Workers
    session: aiohttp.ClientSession
    answers: list = field(default_factory=list)

    async def get(self, path, **more):
        sent = self.session.get(f"{self.url}{path}", allow_redirects=False, **more)
        return await self._answered(sent)

    async def post(self, path, fields=None, **more):
        sent = self.session.post(
            f"{self.url}{path}", data=fields or {}, allow_redirects=False, **more
        )
        return await self._answered(sent)

    async def _answered(self, sent):
        async with sent as response:
            return response.status, await response.text(), response.headers


def fields_of(html, number=0):
    """Return the hidden fields of a page's form, as a browser would send them."""
    form = re.findall(r"<form.*?</form>", html, re.DOTALL)[number]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in hidden}


@asynccontextmanager
async def opened(deadline=2.0):
    book = Book()
    async with (
        small_house() as house,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        core = PageCore(links=book, **house.ports())
        room = open_pages(core, seal_keys=[b"k" * 32], vendor="Cirrus", deadline=deadline)
        async with house.serving(room) as server:
            yield Site(server.url, book, house.inbox, house.router, house.workers, session)
