"""The browser chat on the stage, with its lines in a database as always."""

import re
import sqlite3
from contextlib import asynccontextmanager

from sqlalchemy import insert
from sqlalchemy.engine import make_url

from bot.action import ActionRef
from bot.clock import MovableClock
from bot.message import Button, Buttons, Message, notice
from bot.people.store.chat import StoredChatLog
from bot.people.store.tables import Contact
from bot.pictures import inline_picture
from bot.ports import Destination
from bot.store.sessions import Database
from tests.contract.email_stage import Page
from tests.contract.stage import Arrived, Stage
from tests.fixtures.html import read_piece
from tests.web.doubles import MARTA, NOW, open_house
from tests.web.visitor import browsing

LINE = re.compile(
    r'<article class="line ours" id="line-([^"]*)".*?<div class="message" lang="en" dir="ltr">\n'
    r"(?:<form.*?>\n(?:<input .*?>\n)*)?(.*?)\n(?:</form>\n)?</div>\n<p class=\"under\">",
    re.DOTALL,
)
FULL = (
    "CREATE TRIGGER full BEFORE INSERT ON chat_line BEGIN SELECT RAISE(ABORT, 'full'); END",
    "DROP TRIGGER full",
)


class CountedChatLog(StoredChatLog):
    """Counts how often somebody wanted a line written."""

    appended = 0

    async def append(self, *given, **more):
        self.appended += 1
        return await super().append(*given, **more)


class WebStage(Stage):
    name = "web"

    def __init__(self, house, visitor, path):
        self.house, self.visitor, self.path = house, visitor, path
        self.messenger = house.room.messenger
        self.broken = []

    def to(self):
        return Destination("web", None, MARTA.contact_id)

    async def arrived(self):
        page = await self.visitor.look()
        return [self._arrived(*found) for found in LINE.findall(page)]

    def _arrived(self, name, html):
        self.broken += (f"{name}: {fault}" for fault in read_piece(html).faults)
        page = Page(html)
        return Arrived(
            name=name,
            conversation=MARTA.contact_id,
            words="\n".join(page.words),
            raw=html,
            delivery=name,
            alive=frozenset(page.elements),
        )

    def forget(self):
        self._tell_database("DELETE FROM chat_line")

    def tries(self):
        return self.house.chat_log.appended

    def violations(self):
        return self.broken

    def too_large(self):
        return Message("x", (Buttons((Button("Go", ActionRef("a" * 160)),)),))

    def refuse_before(self):
        """Let the database have no room for another line, until `calm`."""
        self._tell_database(FULL[0])

    def calm(self):
        self._tell_database(FULL[1])

    def _tell_database(self, words):
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(words)
        connection.close()

    def recipient_gone(self):
        return Destination("web", None, "c-nobody")

    def known_again(self):
        return "d-1"

    async def stands(self):
        return await self.arrived()

    def take_away(self):
        self.forget()

    async def pictures(self):
        found = re.findall('<img src="([^"]*)"', await self.visitor.look())
        return [picture.data for url in found if (picture := inline_picture(url))]


@asynccontextmanager
async def web_stage(url):
    database = Database(url)
    async with database.begin() as session:
        await session.execute(insert(Contact), [_contact(MARTA)])
    chat_log = CountedChatLog(database, MovableClock(NOW), notice("Unreadable", "Gone."))
    async with open_house(chat_log=chat_log) as house, browsing(house) as visitor:
        yield WebStage(house, visitor, make_url(url).database)
    await database.close()


def _contact(persona):
    return {
        "id": persona.contact_id,
        "partner_id": None,
        "name": persona.name,
        "email": "marta@cirrus.example",
        "role": "sales",
        "permission": "member",
        "zone": persona.zone,
        "active": True,
    }
