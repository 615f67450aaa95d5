"""The way in from Teams: verified, kept, acknowledged or answered, and worked on."""

import asyncio
import json
import secrets
from dataclasses import dataclass, replace

import structlog
from aiohttp import web

from adapters.teams.answers import Answer
from adapters.teams.api import TeamsApi
from adapters.teams.bodies import words_body
from adapters.teams.gestures import Answered, Gestures
from adapters.teams.inbound import Place, place_of, read_event
from adapters.teams.notebook import Notebook
from adapters.teams.parts import Part, wire
from adapters.teams.payload import (
    INVOKE,
    INVOKES,
    KINDS,
    MESSAGE,
    PLATFORM,
    Raw,
    key_of,
    language_of,
    origin_of,
    word,
)
from adapters.teams.people import People
from adapters.teams.turns import TeamsAdapter, TeamsHandler, Turn, raw_of
from adapters.teams.verify import Verifier
from bot.errors import MessageRejected, RequestRefused
from bot.event import Reply
from bot.language import Wording
from bot.ports import Dispatch, Inbox, InboxEntry, Submit

PATH = "/api/messages"
INVOKE_DEADLINE = 2.0
"""Seconds a gesture's answer may take; Teams itself gives up after about five."""

log = structlog.get_logger(platform=PLATFORM)


@dataclass(frozen=True, slots=True)
class Core:
    """What the door needs of the rest of the house."""

    inbox: Inbox
    submit: Submit
    dispatch: Dispatch
    notebook: Notebook
    people: People
    wording: Wording
    default_tenant: str = ""


class TeamsDoor:
    """Teams' way in; `receive` is the HTTP handler, `work` what the workers call."""

    platform = PLATFORM

    def __init__(self, api: TeamsApi, verifier: Verifier, core: Core) -> None:
        self._api = api
        self._verifier = verifier
        self._core = core
        self.deadline = INVOKE_DEADLINE
        self._waiting: dict[str, asyncio.Future[Part]] = {}
        self._gestures = Gestures(core.dispatch, core.wording)
        self._adapter = TeamsAdapter(api)
        self._handler = TeamsHandler(hear=self._hear, answer=self._press, move=self._hear)

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request of Teams'; nothing is kept of one that is refused."""
        try:
            raw = await self._verifier.read(request)
            kind = word(raw, "type")
            if kind == INVOKE and word(raw, "name") not in INVOKES:
                log.info("request_ignored", kind=kind, of=word(raw, "name")[:50])
                return web.Response(status=501)
            if kind not in KINDS:
                log.info("request_ignored", kind=kind[:50])
                return web.Response()
            self._verifier.complete(raw)
        except RequestRefused as refusal:
            reference = secrets.token_hex(4)
            log.warning("request_refused", reason=str(refusal), reference=reference)
            text = f"Request refused: {refusal}. Reference: {reference}"
            return web.Response(status=refusal.status, text=text)
        return await self._take(raw)

    async def _take(self, raw: Raw) -> web.Response:
        kind, name = word(raw, "type"), word(raw, "name")
        if kind == MESSAGE and not self._is_wanted(raw):
            log.info("request_ignored", kind=kind)
            return web.Response()
        key = key_of(raw)
        label = name if kind == INVOKE else kind
        entry = await self._core.inbox.accept(PLATFORM, key, label, json.dumps(raw))
        if entry is None:
            log.info("request_repeated", kind=label, key=key)
            done = _json(words_body(name, "", self._wording_for(raw)))
            return done if kind == INVOKE else web.Response()
        if kind == INVOKE:
            return await self._answer_gesture(entry, name, self._wording_for(raw))
        self._core.submit(entry)
        return web.Response()

    def _is_wanted(self, raw: Raw) -> bool:
        return read_event(raw, origin_of(raw, self._core.default_tenant)) is not None

    async def _answer_gesture(
        self, entry: InboxEntry, name: str, wording: Wording
    ) -> web.Response:
        """Answer with the result; past the deadline a line says that a message follows."""
        waiter: asyncio.Future[Part] = asyncio.get_running_loop().create_future()
        self._waiting[entry.id] = waiter
        try:
            self._core.submit(entry)
            await asyncio.wait({waiter}, timeout=self.deadline)
        finally:
            self._waiting.pop(entry.id, None)
        if not waiter.done():
            log.info("gesture_answered_late", entry_id=entry.id)
            waiter.cancel()
            return _json(words_body(name, wording.say("still_working"), wording))
        return _json(waiter.result())

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept request in a turn: translate, dispatch, give the reply."""
        raw = raw_of(entry)
        if raw is None:
            log.warning("request_emptied", entry_id=entry.id)
            return
        await self._adapter.take(raw, entry, self._handler)

    async def _hear(self, turn: Turn) -> None:
        """Work on what was acknowledged already."""
        place = place_of(turn.raw, self._core.default_tenant)
        reply = await self._reply(turn, place)
        if reply != Reply():
            await self._answer(turn, place, reply).give(reply)

    async def _press(self, turn: Turn) -> None:
        """Work on what is waiting for its answer."""
        place = place_of(turn.raw, self._core.default_tenant)
        reply = await self._reply(turn, place)
        answered = await self._hand_over(turn, place, reply)
        await self._answer(turn, place, reply).give(answered.rest, answered.keep)

    def _answer(self, turn: Turn, place: Place, reply: Reply) -> Answer:
        wording = self._core.wording.in_language(reply.language)
        return Answer(self._api, self._core.people, turn, place, wording)

    def _wording_for(self, raw: Raw) -> Wording:
        """Return our words for somebody of whom only their client's language is known yet."""
        return self._core.wording.in_language(language_of(raw))

    async def _reply(self, turn: Turn, place: Place) -> Reply:
        await self._core.notebook.note(turn.raw, place.origin)
        event = read_event(turn.raw, place.origin)
        if event is None:
            return Reply()
        return await self._core.dispatch(replace(event, inbox_id=turn.entry.id))

    async def _hand_over(self, turn: Turn, place: Place, reply: Reply) -> Answered:
        """Give the waiting request its answer; return what remains to be said."""
        late = Answered({}, reply)
        waiter = self._waiting.get(turn.entry.id)
        if waiter is None or waiter.done():
            return late
        try:
            answered = await self._gestures.answer(turn.raw, place, reply)
        except MessageRejected:
            # What does not fit below or onto the card is said beside it.
            said = self._core.wording.in_language(reply.language)
            answered = replace(late, body=words_body(word(turn.raw, "name"), "", said))
        if waiter.done():
            return late
        waiter.set_result(answered.body)
        return answered


def _json(body: Part) -> web.Response:
    return web.Response(body=wire(body), content_type="application/json", charset="utf-8")
