"""The way in from Slack: verified, kept, acknowledged, and then worked on."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.answers import Answers
from adapters.intake import Counter, Intake, Request, wave_of
from adapters.slack.api import SlackApi
from adapters.slack.blocks import Block
from adapters.slack.commands import Commands
from adapters.slack.inbound import Heard, ReplyTo, hear
from adapters.slack.listeners import INSTALLATION, make_bolt
from adapters.slack.payload import (
    COMMAND,
    EVENT,
    PLATFORM,
    SUBMISSION,
    Body,
    at,
    installation_of,
    key_of,
    kind_of,
    word,
)
from adapters.slack.replies import ReplyWriter, submission_answer
from adapters.slack.rooms import is_overheard
from adapters.slack.verify import SSL_CHECK, read_request
from bot.errors import ActionUnreadable, MessageRejected, RequestRefused
from bot.event import Event, FormSubmitted, HomeOpened, Reply
from bot.language import Wording
from bot.ports import InboxEntry, Installations, Owed

SUBMISSION_DEADLINE = 2.0
"""Seconds a form's answer may take: Slack waits for three."""
NOT_MATCHED = 404
"""What Bolt answers where no listener took a request."""

log = structlog.get_logger(platform=PLATFORM)


class SlackDoor:
    """Slack's way in; `receive` is the HTTP handler, `work` what the workers call.

    Without a signing secret nobody who comes by HTTP can be believed, and nobody is.
    """

    platform = PLATFORM

    def __init__(
        self,
        api: SlackApi,
        intake: Intake,
        installations: Installations,
        *,
        signing_secret: str,
        wording: Wording,
        commands: Commands,
    ) -> None:
        self._api = api
        self._secret = signing_secret
        self._dispatch = intake.dispatch
        self._installations = installations
        self._wording = wording
        self._commands = commands
        self.deadline = SUBMISSION_DEADLINE
        self._counter: Counter[Heard, Block] = Counter(PLATFORM, intake, self._hear)
        self._answers = Answers(PLATFORM, intake, self._counter, lambda heard: heard.place.origin)
        self._bolt = make_bolt(api.client(), installations, self._take)

    def _hear(self, body: Body) -> Heard | None:
        return hear(body, self._commands)

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request of Slack's; nothing is kept of one that is refused."""
        try:
            body = await read_request(request, self._secret)
        except RequestRefused as refusal:
            reference = secrets.token_hex(4)
            log.warning("request_refused", reason=str(refusal), reference=reference)
            text = f"Request refused: {refusal}. Reference: {reference}"
            return web.Response(status=refusal.status, text=text)
        return await to_aiohttp_response(await self.answer(body))

    async def answer(self, body: Body) -> BoltResponse:
        """Answer one request that surely is Slack's, whichever way it came.

        With any other status than 200 it was not taken, and Slack is to send it again.
        """
        answered_by_bolt = word(body, "type") == "url_verification" or SSL_CHECK in body
        if kind_of(body) is None and not answered_by_bolt:
            log.info("request_ignored", kind=word(body, "type")[:50])
            return BoltResponse(status=200)
        # "Socket mode" is how Bolt takes a body that is parsed already. Its own parser loses
        # every command whose text contains the word "payload".
        asked = AsyncBoltRequest(
            body=body, mode="socket_mode", context={INSTALLATION: installation_of(body)}
        )
        answer = await self._bolt.async_dispatch(asked)
        if answer.status == NOT_MATCHED:
            log.info("request_ignored", kind=kind_of(body))
            return BoltResponse(status=200)
        return answer

    async def _take(self, body: Body, ack: AsyncAck, *, is_known: bool) -> BoltResponse:
        """Keep one request, hand it to the workers, and acknowledge it."""
        heard = self._hear(body)
        if heard is None:
            kind = kind_of(body)
            log.info("request_ignored", kind=kind, of=_name(kind, body))
            return await ack(self._unknown_command() if kind == COMMAND else "")
        kind, event, _ = heard
        if not is_known:
            log.warning("installation_missed", kind=kind, installation=installation_of(body))
            return await ack(self._wording.say("unknown_workspace") if kind == COMMAND else "")
        overheard = kind == EVENT and is_overheard(body)
        request = Request(
            *(key_of(kind, body), kind, body, heard, event),
            overheard=overheard,
            wave=wave_of(event),
        )
        if kind != SUBMISSION:
            await self._counter.take(request)
            return await ack()
        # Past the deadline the form closes, and a message follows.
        return await ack(**await self._counter.ask(request, self.deadline, late={}, repeated={}))

    def _unknown_command(self) -> str:
        known = ", ".join(self._commands)
        own = next((name for name, word in self._commands.items() if not word), "")
        return self._wording.say("unknown_command", commands=known, own=own)

    def heard(self, entry: InboxEntry) -> Event | None:
        """Return what a kept request says."""
        heard = self._counter.asked(entry)
        return heard.event if heard is not None else None

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept request: dispatch it, and give the reply."""
        heard = self._counter.asked(entry)
        if heard is None:
            return
        _, event, place = heard
        owed = self._answers.owed(entry)
        if owed is None:
            reply = await self._dispatch(replace(event, inbox_id=entry.id))
            if isinstance(event, FormSubmitted):
                reply = self._hand_over(entry, reply, place, event.values)
            reply = await self._home_again(reply, event, place)
            wording = self._wording.in_language(reply.language)
            owed = await self._answers.promise(entry, event, reply, wording)
        await self._give(entry, owed, place)

    async def _home_again(self, reply: Reply, event: Event, place: ReplyTo) -> Reply:
        """Draw Home again after what was done on it: it shows how things stood before."""
        is_done = not (reply.home or reply.form or reply.errors)
        if not (place.on_home and is_done):
            return reply
        drawn = await self._dispatch(HomeOpened(event.origin))
        return replace(reply, home=drawn.home)

    def _hand_over(
        self, entry: InboxEntry, reply: Reply, place: ReplyTo, fields: Mapping[str, str]
    ) -> Reply:
        """Give the waiting request its answer; return what remains to be said."""
        if not self._counter.is_awaited(entry.id):
            return reply
        try:
            answer = submission_answer(reply, place, fields)
        except (MessageRejected, ActionUnreadable):
            answer = {}
        self._counter.hand_over(entry.id, answer)
        done = answer.get("response_action")
        return replace(
            reply,
            errors={} if done == "errors" else reply.errors,
            form=None if done == "update" else reply.form,
        )

    async def _give(self, entry: InboxEntry, owed: Owed, place: ReplyTo) -> None:
        if owed.reply == Reply() or not place.origin.user:
            return
        installation = await self._installations.find(PLATFORM, place.origin.installation)
        if installation is None:
            log.warning("installation_missed", entry_id=entry.id)
            return
        wording = self._wording.in_language(owed.reply.language)
        writer = ReplyWriter(self._api, installation.token, place, entry.id, wording)
        left = await writer.give(owed, entry.received_at)
        await self._answers.settle(entry, writer.answer, left)


def _name(kind: str | None, body: Body) -> str:
    """Name what was ignored, never what was said."""
    if kind == EVENT:
        return word(body, "event", "type")[:50]
    return word(body, "command")[:50] if kind == COMMAND else word(at(body, "actions", 0), "type")
