"""Small in-memory doubles of the ports, for the web's tests."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from aiohttp import web

from adapters.web.core import Core
from adapters.web.previews.bundle import Bundle
from adapters.web.room import WebRoom, open_web
from bot.event import Event, Reply
from bot.message import Message
from bot.ports import ChatEntry, InboxEntry, Persona
from content.wording import load_wording
from drumbeat.drawings import Drawings
from drumbeat.settings import read_settings

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
    {"news": "Partner news"},
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

    async def since(self, contact_id, number):
        lines = [line for line in self.lines.get(contact_id, []) if line.number > number]
        return tuple(sorted(lines, key=lambda line: line.number)[-200:])

    def said(self, contact_id: str) -> list[str]:
        return [line.said for line in self.lines.get(contact_id, []) if line.said is not None]

    def messages(self, contact_id: str) -> list[Message]:
        return [line.message for line in self.lines.get(contact_id, []) if line.message]


class MemoryInbox:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], InboxEntry] = {}
        self.closed: list[str] = []

    async def accept(self, platform, key, kind, body):
        if (platform, key) in self.kept:
            return None
        entry = InboxEntry(f"e{len(self.kept) + 1}", platform, kind, body, NOW)
        self.kept[platform, key] = entry
        return entry

    async def close(self, entry_id):
        self.closed.append(entry_id)


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
class RecordingDispatch:
    """Answers every event with the same reply, once it may."""

    reply: Reply = field(default_factory=Reply)
    events: list[Event] = field(default_factory=list)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Callable[[Event], Reply] | None = None

    def __post_init__(self) -> None:
        self.may_answer.set()

    async def __call__(self, event: Event) -> Reply:
        self.events.append(event)
        await self.may_answer.wait()
        return self.answer(event) if self.answer else self.reply


@dataclass
class House:
    """A web room in a server of its own, with doubles all around."""

    room: WebRoom
    chat_log: MemoryChatLog
    inbox: MemoryInbox
    stage: MemoryStage
    dispatch: RecordingDispatch
    url: str
    runner: web.AppRunner


@asynccontextmanager
async def open_house(
    *, deadline: float = 2.0, heartbeat: float = 15.0, bundle: Bundle | None = None
):
    """Serve a web room on a free port of this machine until the block ends."""
    stage, inbox, dispatch = MemoryStage(), MemoryInbox(), RecordingDispatch()
    chat_log = MemoryChatLog(stage.now)
    async with asyncio.TaskGroup() as workers:
        core = Core(
            chat_log=chat_log,
            inbox=inbox,
            submit=lambda entry: workers.create_task(room.door.work(entry)) and None,
            dispatch=dispatch,
            stage=stage,
            previews=DRAWINGS,
        )
        room = open_web(
            core,
            cookie_key=KEY,
            vendor="Cirrus",
            bundle=bundle,
            deadline=deadline,
            heartbeat=heartbeat,
        )
        app = web.Application()
        app.add_routes(room.routes)

        async def stop(_: web.Application) -> None:
            room.close()

        app.on_shutdown.append(stop)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield House(room, chat_log, inbox, stage, dispatch, url, runner)
        finally:
            dispatch.may_answer.set()
            await runner.cleanup()
