"""The way in by mail: what came back, who complained, and what people answered."""

import asyncio
import hmac
from dataclasses import asdict, dataclass, replace
from typing import Any

import structlog
from aiohttp import web

from adapters.answers import Answers
from adapters.email.answered import MailedReply
from adapters.email.letter import Letterhead
from adapters.email.mailboxes import LONGEST, Mailbox, read
from adapters.email.reports import Report
from adapters.email.writing_back import Desk, LetterWriter
from adapters.intake import Counter, Intake, Request
from bot.event import AddressBounced, Event, Mailed, Origin
from bot.ports import InboxEntry, Owed

log = structlog.get_logger(__name__)

PATH = "/email/bounces"
SECRET_HEADER = "X-Drumbeat-Secret"  # noqa: S105 - the header's name
PLATFORM = "email"
REPLY = "reply"
HERE = Origin(platform=PLATFORM, installation=PLATFORM, user="")
TAKEN = 202
FORBIDDEN = 401
TOO_MUCH = 413


@dataclass(frozen=True, slots=True)
class Taken:
    """How many messages were read, how many of them report about our letters, how many anew."""

    messages: int = 0
    reports: int = 0
    new: int = 0

    def plus(self, messages: int, reports: int, new: int) -> "Taken":
        """Return these counts with more added."""
        return Taken(self.messages + messages, self.reports + reports, self.new + new)


class EmailDoor:
    """Takes reports and answers in, each into the inbox before it is acknowledged.

    Without a `desk` nothing is written back here: whoever has one takes that up.
    """

    platform = PLATFORM

    def __init__(
        self, head: Letterhead, secret: str, intake: Intake, desk: Desk | None = None
    ) -> None:
        self._head, self._secret, self._desk = head, secret, desk
        self._dispatch, self._debts = intake.dispatch, intake.debts
        self._counter: Counter[Report | MailedReply, None] = Counter(PLATFORM, intake, _kept)
        self._answers = Answers(PLATFORM, intake, self._counter, lambda _: HERE)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one raw message; what is no report about a letter of ours is acknowledged too."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=FORBIDDEN)
        raw = bytearray()
        async for chunk in request.content.iter_chunked(64 * 1024):
            raw += chunk
            if len(raw) > LONGEST:
                return web.Response(status=TOO_MUCH)
        report = await asyncio.to_thread(read, bytes(raw), self._head)
        if report is None:
            log.info("report_passed_over", platform=PLATFORM)
        else:
            await self._keep(report)
        return web.Response(status=TAKEN)

    async def take_bounces(self, box: Mailbox) -> Taken:
        """Take all that is for us in a mailbox and was not put away, and put it away."""
        taken = Taken()
        while (look := await asyncio.to_thread(box.look, self._head)).names:
            async with asyncio.TaskGroup() as group:  # they share a commit
                kept = [group.create_task(self._keep(report)) for report in look.reports]
            box.put_away(look)
            new = sum(one.result() for one in kept)
            taken = taken.plus(len(look.names), len(look.reports), new)
        return taken

    def heard(self, entry: InboxEntry) -> Event | None:
        """Return what a kept report or answer says."""
        found = self._counter.asked(entry)
        return _event(found, entry.id) if found is not None else None

    async def work(self, entry: InboxEntry) -> None:
        """Carry out what was kept, and write back what there is to be said by ourselves."""
        found = self._counter.asked(entry)
        if found is None:
            return
        event, owed = _event(found, entry.id), self._answers.owed(entry)
        if owed is None:
            owed = Owed(await self._dispatch(event))
            if owed.reply.messages or owed.reply.update:
                await self._debts.keep(entry.id, owed)
        if isinstance(found, MailedReply) and self._desk is not None:
            await self._write_back(entry, found, owed, self._desk)

    async def _write_back(
        self, entry: InboxEntry, found: MailedReply, owed: Owed, desk: Desk
    ) -> None:
        """Write to the address our letter had gone to: anybody can say that they are somebody."""
        to = await desk.destination_of(found.delivery_id)
        if to is None or not (owed.reply.messages or owed.reply.update):
            return
        wording = desk.wording.in_language(owed.reply.language)
        writer = LetterWriter(desk, replace(to, thread=found.message), entry.id, wording)
        left = await writer.give(owed)
        await self._answers.settle(entry, writer.answer, left)

    async def _keep(self, found: Report | MailedReply) -> bool:
        """Keep a report or an answer and hand it over; False if it was kept before."""
        if isinstance(found, MailedReply):
            kind, key = REPLY, f"{REPLY}:{found.key}"
        else:
            kind = "complaint" if found.complaint else "bounce"
            key = f"{kind}:{found.delivery_id}"
        return await self._counter.take(Request(key, kind, asdict(found), found))


def _kept(body: dict[str, Any]) -> Report | MailedReply:
    return MailedReply(**body) if "sender" in body else Report(**body)


def _event(found: Report | MailedReply, entry_id: str) -> Event:
    if isinstance(found, MailedReply):
        return Mailed(origin=HERE, inbox_id=entry_id, **asdict(found))
    return AddressBounced(origin=HERE, inbox_id=entry_id, **asdict(found))
