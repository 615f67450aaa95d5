"""Carries out what was posted: once now, or again after a crash, with the same result."""

from dataclasses import asdict

import structlog

from adapters.intake import Counter, Request, wave_of
from adapters.web.render import render_html
from bot.errors import MessageRejected, RequestRefused
from bot.event import Event, Reply
from bot.message import Message, notice
from bot.ports import InboxEntry
from bot.posting import too_large
from drumbeat.demo.chat.announcer import Announcer
from drumbeat.demo.chat.core import Core
from drumbeat.demo.chat.open_forms import OpenForms
from drumbeat.demo.chat.posts import BEAT, SUBMITTED, Post, event_of

log = structlog.get_logger(__name__)

KEY_LIMIT = 64


class WebDoor:
    """The web's way in, as the inbox sees it; every line it writes has an id of its own."""

    platform = "web"

    def __init__(
        self, core: Core, open_forms: OpenForms, announcer: Announcer, deadline: float
    ) -> None:
        self._chat_log, self._intake, self._stage = core.chat_log, core.intake, core.stage
        self._open_forms, self._announcer, self._deadline = open_forms, announcer, deadline
        self._wording = core.wording
        self._counter: Counter[Post, bool] = Counter(
            self.platform, core.intake, lambda body: Post(**body)
        )

    async def take(self, post: Post, key: str) -> bool:
        """Have a post carried out, a repeat not again; say whether it was done in time."""
        # Without a key of its page a double click could not be told from a second wish.
        if not key or len(key) > KEY_LIMIT:
            raise RequestRefused("This was not sent by a form of this page.", status=400)
        wave = wave_of(event_of(post, ""))
        wish = self._intake.fingerprint(f"{key} {post.wish()}", wave)
        request = Request(wish, post.kind, asdict(post), post, wave=wave)
        return await self._counter.ask(request, self._deadline, late=False, repeated=True)

    def heard(self, entry: InboxEntry) -> Event | None:
        """Return what a kept request says."""
        post = self._counter.asked(entry)
        return event_of(post, entry.id) if post is not None else None

    async def work(self, entry: InboxEntry) -> None:
        """Write down what was done, have it answered, write down the answer, and close."""
        post = self._counter.asked(entry)
        if post is None:
            return
        if post.words:
            await self._chat_log.append(
                post.contact_id, said=post.words, line_id=f"{entry.id}-said"
            )
            self._announcer.announce(post.contact_id)
        await self._answer(post, entry)
        await self._intake.inbox.close(entry.id)
        self._announcer.announce(post.contact_id)
        self._counter.hand_over(entry.id, answer=True)
        log.info("post_carried_out", inbox_id=entry.id, kind=post.kind, platform=self.platform)

    async def _answer(self, post: Post, entry: InboxEntry) -> None:
        if post.kind == BEAT:
            words = await self._stage.next_beat(post.contact_id)
            await self._say(post, f"beat-{entry.id}", notice("", words))
            return
        event = event_of(post, entry.id)
        if event is not None:
            await self._write(post, entry.id, await self._intake.dispatch(event))

    async def _write(self, post: Post, entry_id: str, reply: Reply) -> None:
        messages = list(reply.messages)
        if reply.update is not None and not await self._replaced(post, reply.update):
            messages.insert(0, reply.update)
        for number, message in enumerate(messages):
            await self._say(post, f"{entry_id}-{number}", message)
        await self._tend_form(post, entry_id, reply)

    async def _replaced(self, post: Post, update: Message) -> bool:
        if not post.line_id:
            return False
        update = self._drawable(update, post.line_id)
        return await self._chat_log.replace(post.contact_id, post.line_id, update) is not None

    async def _tend_form(self, post: Post, entry_id: str, reply: Reply) -> None:
        contact_id = post.contact_id
        if reply.form is not None:
            self._open_forms.lay(contact_id, reply.form, post.line_id)
        elif post.kind == SUBMITTED and not reply.errors:
            self._open_forms.clear(contact_id)
        if not reply.errors:
            return
        shown = reply.form is not None or post.kind == SUBMITTED
        if shown and self._open_forms.look(contact_id) is not None:
            self._open_forms.mark(contact_id, post.values, reply.errors)
        else:
            # The form is gone, with a restart for instance; what was wrong is still told.
            await self._say(post, f"{entry_id}-wrong", reply.mistakes())

    async def _say(self, post: Post, line_id: str, message: Message) -> None:
        drawable = self._drawable(message, line_id)
        await self._chat_log.append(post.contact_id, message=drawable, line_id=line_id)

    def _drawable(self, message: Message, line_id: str) -> Message:
        """Return what the page can draw: the message, or that there is one and it does not fit."""
        try:
            render_html(message, self._wording)
        except MessageRejected as problem:
            log.warning("reply_not_delivered", platform=self.platform, error=str(problem))
            return too_large(self._wording.in_language(message.language), line_id)
        return message
