"""The way in by mail: reports of letters that came back, and of readers who complained."""

import asyncio
import hmac
from dataclasses import asdict, dataclass

import structlog
from aiohttp import web

from adapters.email.letter import Letterhead
from adapters.email.mailboxes import LONGEST, Mailbox
from adapters.email.reports import Report, read_report
from adapters.intake import Counter, Intake, Request
from bot.event import AddressBounced, Origin
from bot.ports import InboxEntry

log = structlog.get_logger(__name__)

PATH = "/email/bounces"
SECRET_HEADER = "X-Drumbeat-Secret"  # noqa: S105 - the header's name
PLATFORM = "email"
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
    """Takes reports in, each into the inbox before it is acknowledged."""

    platform = PLATFORM

    def __init__(self, head: Letterhead, secret: str, intake: Intake) -> None:
        self._head, self._secret, self._dispatch = head, secret, intake.dispatch
        self._counter: Counter[Report, None] = Counter(
            PLATFORM, intake, lambda body: Report(**body)
        )

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
        report = await asyncio.to_thread(read_report, bytes(raw), self._head)
        if report is None:
            log.info("report_passed_over", platform=PLATFORM)
        else:
            await self._keep(report)
        return web.Response(status=TAKEN)

    async def take_bounces(self, box: Mailbox) -> Taken:
        """Take every report in a mailbox that was not put away, and put it away."""
        taken = Taken()
        while (look := await asyncio.to_thread(box.look, self._head)).names:
            async with asyncio.TaskGroup() as group:  # they share a commit
                kept = [group.create_task(self._keep(report)) for report in look.reports]
            box.put_away(look)
            new = sum(one.result() for one in kept)
            taken = taken.plus(len(look.names), len(look.reports), new)
        return taken

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a report that was kept."""
        report = self._counter.asked(entry)
        if report is None:
            return
        await self._dispatch(
            AddressBounced(
                origin=Origin(platform=PLATFORM, installation=PLATFORM, user=""),
                delivery_id=report.delivery_id,
                permanent=report.permanent,
                complaint=report.complaint,
                reason=report.reason,
                inbox_id=entry.id,
            )
        )

    async def _keep(self, report: Report) -> bool:
        """Keep a report and hand it over; False if it was kept before."""
        kind = "complaint" if report.complaint else "bounce"
        return await self._counter.take(
            Request(f"{kind}:{report.delivery_id}", kind, asdict(report), report)
        )
