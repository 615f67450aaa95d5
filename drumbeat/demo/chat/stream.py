"""Tells an open page what is new, for as long as it stays open (server-sent events)."""

import json
from dataclasses import dataclass

from aiohttp import web

from adapters.web.guard import HEADERS
from drumbeat.demo.chat.announcer import Announcer, Bell
from drumbeat.demo.chat.answers import Answers
from drumbeat.demo.chat.visitors import Visitor

HEARTBEAT = 15.0
"""Seconds after which a quiet stream shows that it lives, and looks by itself."""
RECONNECT_MS = 1500


@dataclass(slots=True)
class _Shown:
    """What the page shows already."""

    number: int
    form: str = ""
    now: str = ""


class Stream:
    """Follows one person's chat for one open page."""

    def __init__(self, answers: Answers, announcer: Announcer, heartbeat: float) -> None:
        self._answers, self._announcer, self._heartbeat = answers, announcer, heartbeat

    async def follow(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Send every new and changed line until the page closes or the server stops."""
        shown = _Shown(_number(request), request.query.get("form", ""))
        response = web.StreamResponse(
            headers={
                **HEADERS,
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        try:
            await response.write(f"retry: {RECONNECT_MS}\n\n".encode())
            with self._announcer.listening(visitor.contact_id) as bell:
                await self._run(response, visitor, shown, bell)
        except ConnectionError:
            pass  # the page was closed: nothing is left to tell
        return response

    async def _run(
        self, response: web.StreamResponse, visitor: Visitor, shown: _Shown, bell: Bell
    ) -> None:
        while not self._announcer.closed:
            await self._tell(response, visitor, shown)
            if not await bell.heard(self._heartbeat):
                await response.write(b": still here\n\n")

    async def _tell(self, response: web.StreamResponse, visitor: Visitor, shown: _Shown) -> None:
        for entry in await self._answers.chat_log.since(visitor.contact_id, shown.number):
            shown.number = max(shown.number, entry.number)
            data = self._answers.line(visitor, entry)
            await response.write(_event("line", data, number=shown.number))
        form = self._answers.form(visitor)
        if form is not None and form["version"] != shown.form:
            await response.write(_event("form", form))
        elif form is None and shown.form:
            await response.write(_event("form-closed", {"version": shown.form}))
        shown.form = form["version"] if form else ""
        now = self._answers.view(visitor).now_text
        if now != shown.now:
            shown.now = now
            await response.write(_event("now", {"text": now}))


def _number(request: web.Request) -> int:
    told = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return read_number(told)


def read_number(told: str) -> int:
    """Read a line's number; anything else means from the beginning."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0  # noqa: PLR2004 - within a database's integers


def _event(name: str, data: object, *, number: int | None = None) -> bytes:
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n".encode()
