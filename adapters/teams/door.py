"""The way in from Teams: verified, kept, acknowledged or answered, and worked on."""

import secrets
from dataclasses import dataclass, replace

import structlog
from aiohttp import web

from adapters.answers import Answers
from adapters.intake import Counter, Intake, Request, wave_of
from adapters.teams.api import TeamsApi
from adapters.teams.bodies import words_body
from adapters.teams.gestures import Answered, Gestures
from adapters.teams.inbound import Heard, read_event, reply_to
from adapters.teams.news import is_farewell, place_news
from adapters.teams.notebook import Notebook
from adapters.teams.parts import Part, wire
from adapters.teams.payload import (
    CHANGED,
    INVOKE,
    INVOKES,
    KINDS,
    MESSAGE,
    PLATFORM,
    TAKEN_BACK,
    Raw,
    key_of,
    language_of,
    word,
)
from adapters.teams.people import People
from adapters.teams.render import Rendered
from adapters.teams.replies import ReplyWriter
from adapters.teams.turns import TeamsAdapter, TeamsHandler, Turn
from adapters.teams.verify import Verifier
from bot.errors import MessageRejected, RequestRefused
from bot.event import Event, Reply
from bot.language import Wording
from bot.ports import InboxEntry, Owed

PATH = "/api/messages"
INVOKE_DEADLINE = 2.0
"""Seconds a gesture's answer may take; Teams itself gives up after about five."""

log = structlog.get_logger(platform=PLATFORM)


@dataclass(frozen=True, slots=True)
class Core:
    """What the door needs of the rest of the house."""

    intake: Intake
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
        self._counter: Counter[Heard, Part] = Counter(PLATFORM, core.intake, self._read)
        self._answers = Answers(
            PLATFORM, core.intake, self._counter, lambda heard: heard.place.origin
        )
        self._gestures = Gestures(core.intake.dispatch, core.wording)
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
        heard = self._read(raw)
        # Whatever else comes of strangers is needed: it names a place where we may speak.
        is_news = is_farewell(raw) and place_news(raw) is None
        is_all = kind in (MESSAGE, CHANGED, TAKEN_BACK) or is_news
        if is_all and heard.event is None:
            log.info("request_ignored", kind=kind)
            return web.Response()
        label = name if kind == INVOKE else kind
        event = heard.event if is_all else None
        request = Request(key_of(raw), label, raw, heard, event, wave=wave_of(heard.event))
        if kind != INVOKE:
            await self._counter.take(request)
            return web.Response()
        wording = self._wording_for(raw)
        late = words_body(name, wording.say("still_working"), wording)
        repeated = words_body(name, "", wording)
        return _json(await self._counter.ask(request, self.deadline, late=late, repeated=repeated))

    def _read(self, raw: Raw) -> Heard:
        place = reply_to(raw, self._core.default_tenant)
        return Heard(raw, place, read_event(raw, place.origin))

    def heard(self, entry: InboxEntry) -> Event | None:
        """Return what a kept request says."""
        heard = self._counter.asked(entry)
        return heard.event if heard is not None else None

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept request in a turn: dispatch it, and give the reply."""
        heard = self._counter.asked(entry)
        if heard is not None:
            await self._adapter.take(heard, entry, self._handler)

    async def _hear(self, turn: Turn) -> None:
        """Work on what was acknowledged already."""
        owed = self._answers.owed(turn.entry)
        if owed is None:
            owed = await self._promise(turn, await self._reply(turn))
        await self._give(turn, owed)

    async def _press(self, turn: Turn) -> None:
        """Work on what is waiting for its answer."""
        owed, keep = self._answers.owed(turn.entry), None
        if owed is None:
            reply = await self._reply(turn)
            answered = await self._hand_over(turn, reply)
            owed, keep = await self._promise(turn, answered.rest), answered.keep
        await self._give(turn, owed, keep)

    async def _promise(self, turn: Turn, reply: Reply) -> Owed:
        wording = self._core.wording.in_language(reply.language)
        return await self._answers.promise(turn.entry, turn.heard.event, reply, wording)

    async def _give(self, turn: Turn, owed: Owed, keep: Rendered | None = None) -> None:
        if owed.reply == Reply() and keep is None:
            return
        wording = self._core.wording.in_language(owed.reply.language)
        place = turn.heard.place
        writer = ReplyWriter(self._api, self._core.people, turn, place, wording)
        left = await writer.give(owed, keep)
        await self._answers.settle(turn.entry, writer.answer, left)

    def _wording_for(self, raw: Raw) -> Wording:
        """Return our words for somebody of whom only their client's language is known yet."""
        return self._core.wording.in_language(language_of(raw))

    async def _reply(self, turn: Turn) -> Reply:
        raw, place, event = turn.heard
        await self._core.notebook.note(raw, place.origin)
        if event is None:
            return Reply()
        return await self._core.intake.dispatch(replace(event, inbox_id=turn.entry.id))

    async def _hand_over(self, turn: Turn, reply: Reply) -> Answered:
        """Give the waiting request its answer; return what remains to be said."""
        late, raw = Answered({}, reply), turn.heard.raw
        if not self._counter.is_awaited(turn.entry.id):
            return late
        try:
            answered = await self._gestures.answer(raw, turn.heard.place, reply)
        except MessageRejected:
            # What does not fit below or onto the card is said beside it.
            said = self._core.wording.in_language(reply.language)
            answered = replace(late, body=words_body(word(raw, "name"), "", said))
        is_in_time = self._counter.hand_over(turn.entry.id, answered.body)
        return answered if is_in_time else late


def _json(body: Part) -> web.Response:
    return web.Response(body=wire(body), content_type="application/json", charset="utf-8")
