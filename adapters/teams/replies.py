"""Gives a reply Teams' way: beside what was said, onto what was pressed, or in a chat of two."""

from collections.abc import Awaitable, Sequence

import structlog

from adapters.teams.api import TeamsApi
from adapters.teams.elements import title_pieces
from adapters.teams.errors import ConversationMissing, TargetGone
from adapters.teams.inbound import ReplyTo
from adapters.teams.parts import Part, Piece, dialog_button, rows_of
from adapters.teams.payload import PLATFORM
from adapters.teams.people import People
from adapters.teams.render import UNNAMED, Rendered, card_of, render
from adapters.teams.turns import Turn
from bot.errors import (
    DeliveryProblem,
    MessageRejected,
    NotPermitted,
    NotSent,
    RateLimited,
    RecipientGone,
)
from bot.event import Reply
from bot.form import Form
from bot.language import Wording
from bot.message import Message
from bot.posting import post_parts, too_large

REFUSED = (NotPermitted, NotSent, RateLimited, RecipientGone, TargetGone)
"""What says clearly that nothing was posted: another way may be open."""
SHUT = (NotPermitted, RecipientGone, TargetGone, ConversationMissing)
"""What says that there is no chat of two with somebody."""

log = structlog.get_logger(platform=PLATFORM)


class ReplyWriter:
    """One reply on its way to one place, with our own words in its language."""

    def __init__(
        self, api: TeamsApi, people: People, turn: Turn, place: ReplyTo, wording: Wording
    ) -> None:
        self._api = api
        self._people = people
        self._turn = turn
        self._place = place
        self._wording = wording
        self._reference = turn.entry.id
        self._is_pointed_out = False

    async def give(self, reply: Reply, keep: Rendered | None = None) -> None:
        """Give every part of a reply; a part that fails is logged and keeps no other back.

        `keep` is a card that the person sees already, to be put in the message's place.
        """
        if keep:
            await self._try("update", self._replace(keep))
        if reply.update:
            await self._try("update", self._update(reply.update))
        if reply.form:
            await self._try("form", self._offer(reply.form))
        if reply.home:
            await self._try("home", self.say(reply.home))
        for message in reply.said(self._wording.say("not_saved")):
            if not await self._try("message", self.say(message, only_asker=reply.only_asker)):
                break

    async def _try(self, part: str, work: Awaitable[object]) -> bool:
        try:
            await work
        except MessageRejected as problem:
            self._note(part, problem)
            if part == "notice":
                return False
            return await self._try("notice", self.say(too_large(self._wording, self._reference)))
        except DeliveryProblem as problem:
            self._note(part, problem)
            return False
        return True

    def _note(self, part: str, problem: Exception) -> None:
        log.warning(
            "reply_not_delivered",
            part=part,
            reference=self._reference,
            error=type(problem).__name__,
        )

    async def say(self, message: Message, *, only_asker: bool = True) -> None:
        """Post a message where the person is; where others read along, in their own chat."""
        await self._post(render(message, self._wording), only_asker=only_asker)

    async def _post(self, parts: Sequence[Rendered], *, only_asker: bool = True) -> None:
        if only_asker and not self._place.origin.private:
            await self._whisper(parts)
            return

        async def speak(number: int, part: Rendered) -> None:
            del number
            await self._turn.reply(part.activity())

        await post_parts(parts, speak)

    async def _whisper(self, parts: Sequence[Rendered]) -> None:
        """Post to the person alone, and say in the conversation where the answer is."""
        origin = self._place.origin

        async def whisper(number: int, part: Rendered) -> None:
            del number
            await self._api.post(own.service_url, own.id, part.activity())

        try:
            own = await self._people.conversation(
                origin.installation, origin.user, self._place.member
            )
            await post_parts(parts, whisper)
        except SHUT as problem:
            self._note("message", problem)
            await self._point_out(self._wording.say("no_own_chat"))
        else:
            await self._point_out(self._wording.say("answered_alone"))

    async def _point_out(self, words: str) -> None:
        if not self._is_pointed_out:
            self._is_pointed_out = True
            line: Part = {"type": "message", "text": words, "textFormat": "plain"}
            if self._place.is_targeted:
                # Nobody else saw the question, so nobody else sees this.
                line["recipient"] = {"id": self._place.member, "isTargeted": True}
            await self._turn.reply(line)

    async def _update(self, message: Message) -> None:
        first, *more = render(message, self._wording)
        parts = more if await self._replace(first) else [first, *more]
        if parts:
            await self._post(parts)

    async def _replace(self, part: Rendered) -> bool:
        """Change the message that was pressed; False where it can no longer be changed."""
        if not self._place.message:
            return False
        try:
            await self._turn.change(self._place.message, part.activity())
        except REFUSED:
            return False
        return True

    async def _offer(self, form: Form) -> None:
        """Offer a form that can stand on no card: a button opens it as a dialog."""
        opener = Piece("buttons", rows_of([dialog_button(form.reopen)]))
        card = card_of([*title_pieces(form.title), opener])
        await self._post([Rendered(card, form.title or UNNAMED)])
