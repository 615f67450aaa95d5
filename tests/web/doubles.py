"""Small in-memory doubles of the ports, for the web's tests."""

from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.language import Titles
from bot.message import Message
from bot.ports import ChatEntry, ChatLog
from content.wording import load_wording
from drumbeat.demo.chat.core import Core
from drumbeat.demo.chat.previews.bundle import Bundle
from drumbeat.demo.chat.room import WebRoom, open_web
from drumbeat.demo.ports import Persona
from drumbeat.drawings import Drawings
from drumbeat.settings import read_settings
from tests.fixtures.small_house import MemoryInbox, Router, Server, Workers, small_house

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KEY = b"a key only tests use"
MARTA = Persona(
    "c-marta", "Marta Kowalska", "Sales at Blue Ridge, a gold partner", "Europe/Berlin"
)
OKAFOR = Persona("c-okafor", "Ada Okafor", "Partner manager at the vendor", "America/New_York")
CROWD = tuple(
    Persona(f"c-{n}", f"Person {n}", f"Technical at Partner {n}", "UTC") for n in range(40)
)


async def _email_of(contact_id: str) -> str:
    return f"{contact_id}@partner.example"


DRAWINGS = Drawings(
    read_settings(vendor="Cirrus", secret_key="k" * 40),
    load_wording(),
    Titles({"news": "Partner news"}),
    _email_of,
)


class MemoryChatLog:
    def __init__(self, now: Callable[[], datetime] = lambda: NOW) -> None:
        self.lines: dict[str, list[ChatEntry]] = {}
        self._now, self._number = now, 0

    async def append(self, contact_id, *, said=None, message=None, line_id=None):
        lines = self.lines.setdefault(contact_id, [])
        old = next((line for line in lines if line_id is not None and line.id == line_id), None)
        if old is not None:
            return old
        self._number += 1
        entry = ChatEntry(line_id or f"n{self._number}", self._number, self._now(), said, message)
        lines.append(entry)
        return entry

    async def replace(self, contact_id, line_id, message):
        lines = self.lines.get(contact_id, [])
        for place, line in enumerate(lines):
            if line.id == line_id:
                self._number += 1
                lines[place] = replace(line, number=self._number, message=message)
                return lines[place]
        return None

    async def line(self, contact_id, line_id):
        lines = self.lines.get(contact_id, [])
        return next((line for line in lines if line.id == line_id), None)

    async def since(self, contact_id, number):
        lines = [line for line in self.lines.get(contact_id, []) if line.number > number]
        return tuple(sorted(lines, key=lambda line: line.number)[-200:])

    def said(self, contact_id: str) -> list[str]:
        return [line.said for line in self.lines.get(contact_id, []) if line.said is not None]

    def messages(self, contact_id: str) -> list[Message]:
        return [line.message for line in self.lines.get(contact_id, []) if line.message]


class MemoryStage:
    def __init__(self, *personas: Persona) -> None:
        self.people = personas or (MARTA, OKAFOR, *CROWD)
        self.moment = NOW
        self.beats: list[str] = []

    def now(self):
        return self.moment

    async def personas(self):
        return self.people

    async def next_beat(self, contact_id):
        self.beats.append(contact_id)
        self.moment += timedelta(days=1)
        return "It is a day later. One newsletter went out."


@dataclass
class House:
    """A web room in a server of its own, with doubles all around."""

    room: WebRoom
    chat_log: ChatLog
    inbox: MemoryInbox
    stage: MemoryStage
    dispatch: Router
    workers: Workers
    server: Server

    @property
    def url(self) -> str:
        return self.server.url


@asynccontextmanager
async def open_house(
    *,
    deadline: float = 2.0,
    heartbeat: float = 15.0,
    bundle: Bundle | None = None,
    chat_log: ChatLog | None = None,
):
    """Serve a web room on a free port of this machine until the block ends."""
    stage = MemoryStage()
    chat_log = chat_log or MemoryChatLog(stage.now)
    async with small_house() as house:
        core = Core(
            chat_log=chat_log,
            stage=stage,
            previews=DRAWINGS,
            **house.ports(),
        )
        room = open_web(
            core,
            cookie_key=KEY,
            vendor="Cirrus",
            bundle=bundle,
            deadline=deadline,
            heartbeat=heartbeat,
        )
        async with house.serving(room, room.close) as server:
            yield House(room, chat_log, house.inbox, stage, house.router, house.workers, server)
