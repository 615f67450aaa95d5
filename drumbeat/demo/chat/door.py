"""The web's routes: choose somebody to be, see their chat, and do things in it."""

from collections.abc import Mapping

import structlog
from aiohttp import web

from adapters.web.controls import label_of
from adapters.web.forms import filled_in, problems
from adapters.web.guard import read_fields, refuse_other_sites, wants_data
from bot.action import UNREADABLE, ActionRef
from drumbeat.demo.chat.announcer import Announcer
from drumbeat.demo.chat.answers import LATE, Answers, page, see
from drumbeat.demo.chat.pages import Composer
from drumbeat.demo.chat.posts import BEAT, PRESSED, SAID, SUBMITTED, Post
from drumbeat.demo.chat.stream import Stream, read_number
from drumbeat.demo.chat.visitors import Visitor, Visitors
from drumbeat.demo.chat.worker import WebDoor

log = structlog.get_logger(__name__)

SAID_LIMIT = 3000
TOO_LONG = f"That is too long: {SAID_LIMIT:,} characters fit. Nothing was sent."
EMPTY = "There is nothing to send yet."
UNPROCESSABLE = 422


class ChatRoutes:
    """Answers the browser; what is to be done goes through the inbox to the workers."""

    def __init__(
        self,
        *,
        visitors: Visitors,
        door: WebDoor,
        answers: Answers,
        stream: Stream,
        announcer: Announcer,
    ) -> None:
        self._visitors, self._door, self._answers = visitors, door, answers
        self._stream, self._announcer, self._open_forms = stream, announcer, answers.open_forms

    async def choose(self, request: web.Request) -> web.StreamResponse:
        """Show who one can be."""
        visitor = await self._visitors.find(request)
        personas = await self._answers.stage.personas()
        current = visitor.contact_id if visitor else ""
        return page(self._answers.pages.choose(personas, current))

    async def be(self, request: web.Request) -> web.StreamResponse:
        """Become the chosen person."""
        refuse_other_sites(request)
        fields = await read_fields(request)
        response = see("/chat")
        await self._visitors.enter(request, response, fields.get("contact", ""))
        return response

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show the conversation; nobody is sent to choose first."""
        visitor = await self._visitors.find(request)
        if visitor is None:
            return see("/")
        note = LATE if "late" in request.query else ""
        return await self._answers.whole(visitor, Composer(note=note))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Follow the chat; 204 tells a browser that is nobody to ask no more."""
        visitor = await self._visitors.find(request)
        if visitor is None:
            return web.Response(status=204)
        return await self._stream.follow(request, visitor)

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Take what somebody typed."""
        visitor, fields = await self._posted(request)
        if visitor is None:
            return see("/")
        text = fields.get("text", "").strip()
        if text and len(text) <= SAID_LIMIT:
            post = Post(visitor.contact_id, SAID, text)
            return await self._act(request, visitor, fields, post)
        wrong = Composer(fields.get("text", ""), TOO_LONG if text else EMPTY)
        if wants_data(request):
            return web.json_response({"error": wrong.error}, status=UNPROCESSABLE)
        return await self._answers.whole(visitor, wrong, status=UNPROCESSABLE)

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Take a press of a button, a pick from a list, a tap on a number."""
        visitor, fields = await self._posted(request)
        if visitor is None:
            return see("/")
        packed = fields.get("action") or fields.get(f"picked-{fields.get('pick', '')}", "")
        line_id = fields.get("line", "")
        action = ActionRef.read(packed)
        words = await self._words(visitor, line_id, action)
        post = Post(visitor.contact_id, PRESSED, words, action.pack(), line_id)
        return await self._act(request, visitor, fields, post)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Take a filled form, or put it away."""
        visitor, fields = await self._posted(request)
        if visitor is None:
            return see("/")
        contact_id, packed, values = (
            visitor.contact_id,
            fields.get("action", ""),
            filled_in(fields),
        )
        if "cancel" in fields:
            self._open_forms.clear(contact_id)
            return await self._settled(request, visitor, fields)
        lying = self._open_forms.find(contact_id, packed)
        wrong = problems(lying.form, self._answers.pages.wording, values) if lying else {}
        if wrong:
            self._open_forms.mark(contact_id, values, wrong)
            return await self._settled(request, visitor, fields)
        # No words of theirs: an answer given in confidence is not copied into the chat.
        action = ActionRef.read(packed)
        post = Post(contact_id, SUBMITTED, "", action.pack(), fields.get("line", ""), values)
        return await self._act(request, visitor, fields, post)

    async def next_beat(self, request: web.Request) -> web.StreamResponse:
        """Move on to this person's next slot."""
        visitor, fields = await self._posted(request)
        if visitor is None:
            return see("/")
        return await self._act(request, visitor, fields, Post(visitor.contact_id, BEAT))

    async def _posted(self, request: web.Request) -> tuple[Visitor | None, Mapping[str, str]]:
        refuse_other_sites(request)
        fields = await read_fields(request)
        return await self._visitors.own_post(request, fields), fields

    async def _act(
        self, request: web.Request, visitor: Visitor, fields: Mapping[str, str], post: Post
    ) -> web.StreamResponse:
        in_time = await self._door.take(post, fields.get("key", ""))
        return await self._answer(request, visitor, fields, late=not in_time)

    async def _settled(
        self, request: web.Request, visitor: Visitor, fields: Mapping[str, str]
    ) -> web.StreamResponse:
        self._announcer.announce(visitor.contact_id)
        return await self._answer(request, visitor, fields)

    async def _answer(
        self,
        request: web.Request,
        visitor: Visitor,
        fields: Mapping[str, str],
        *,
        late: bool = False,
    ) -> web.StreamResponse:
        if wants_data(request):
            after = read_number(fields.get("after", ""))
            return await self._answers.news(visitor, after, late=late)
        return see("/chat?late=1#newest" if late else "/chat#newest")

    async def _words(self, visitor: Visitor, line_id: str, action: ActionRef) -> str:
        """Say what was pressed as it stood there; of a line that is gone, what it meant."""
        if action is UNREADABLE:
            return ""
        line = await self._answers.chat_log.line(visitor.contact_id, line_id)
        pressed = line.message if line is not None else None
        label = label_of(pressed, action.pack()) if pressed else None
        return label or action.arguments.get("value") or action.name.replace("_", " ")
