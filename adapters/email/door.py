"""The way in by mail: reports of letters that came back, and of readers who complained."""

import asyncio
import hmac
import json
from dataclasses import asdict
from pathlib import Path

import structlog
from aiohttp import web

from adapters.email.letter import Letterhead
from adapters.email.reports import Report, read_mailbox, read_report
from bot.event import AddressBounced, Origin
from bot.ports import Dispatch, Inbox, InboxEntry, Submit

log = structlog.get_logger(__name__)

PATH = "/email/bounces"
SECRET_HEADER = "X-Drumbeat-Secret"  # noqa: S105 - the header's name
BODY_LIMIT = 2 * 1024 * 1024
PLATFORM = "email"
TAKEN = 202
FORBIDDEN = 401
TOO_MUCH = 413


class EmailDoor:
    """Takes reports in, each into the inbox before it is acknowledged."""

    platform = PLATFORM

    def __init__(
        self, head: Letterhead, secret: str, *, inbox: Inbox, submit: Submit, dispatch: Dispatch
    ) -> None:
        self._head, self._secret = head, secret
        self._inbox, self._submit, self._dispatch = inbox, submit, dispatch

    async def receive(self, request: web.Request) -> web.Response:
        """Take one raw message; what is no report about a letter of ours is acknowledged too."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=FORBIDDEN)
        raw = bytearray()
        async for chunk in request.content.iter_chunked(64 * 1024):
            raw += chunk
            if len(raw) > BODY_LIMIT:
                return web.Response(status=TOO_MUCH)
        await self._take(bytes(raw))
        return web.Response(status=TAKEN)

    async def take_bounces(self, path: Path) -> int:
        """Take every report in a maildir or mbox file; return how many were new."""
        messages = await asyncio.to_thread(lambda: list(read_mailbox(path)))
        return sum([await self._take(raw) for raw in messages])

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a report that was kept."""
        report = Report(**json.loads(entry.body))
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

    async def _take(self, raw: bytes) -> bool:
        report = read_report(raw, self._head)
        if report is None:
            log.info("report_passed_over", platform=PLATFORM)
            return False
        kind = "complaint" if report.complaint else "bounce"
        key = f"{kind}:{report.delivery_id}"
        body = json.dumps(asdict(report))
        entry = await self._inbox.accept(PLATFORM, key, kind, body)
        if entry is None:
            return False
        self._submit(entry)
        return True
