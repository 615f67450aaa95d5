"""Gives a reply Teams' way: where it was asked, for all or for the asker's eyes alone."""

from collections.abc import Sequence

from adapters.teams.api import TeamsApi
from adapters.teams.elements import title_pieces
from adapters.teams.errors import AtHomeElsewhere, ConversationMissing, TargetGone
from adapters.teams.inbound import ReplyTo
from adapters.teams.parts import Part, Piece, dialog_button, rows_of
from adapters.teams.payload import PLATFORM
from adapters.teams.people import People
from adapters.teams.render import UNNAMED, Rendered, card_of, render
from adapters.teams.turns import Turn
from bot.answering import Answer, Ways
from bot.errors import (
    DeliveryProblem,
    HalfPosted,
    MessageRejected,
    NotPermitted,
    NotSent,
    PlaceClosed,
    RateLimited,
    RecipientGone,
)
from bot.form import Form
from bot.language import Wording
from bot.message import Message
from bot.ports import Owed
from bot.posting import post_parts

REFUSED = (NotPermitted, NotSent, RateLimited, RecipientGone, TargetGone)
"""What says clearly that nothing was posted: another way may be open."""
SHUT = (NotPermitted, RecipientGone, TargetGone, ConversationMissing)
"""What says that there is no chat of two with somebody."""
UNAIMED = (NotPermitted, PlaceClosed, RecipientGone, TargetGone, MessageRejected)
"""What says that here nothing can be shown to one person alone: the app there may be older."""


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
        self.answer = Answer(PLATFORM, turn.entry.id, wording, self._say_alone)
        self._is_pointed_out = False
        self._may_aim = True
        self._apart = False

    async def give(self, owed: Owed, keep: Rendered | None = None) -> Owed | None:
        """Give every part of a reply; return what is still owed of it.

        `keep` is a card that the person sees already, to be put in the message's place.
        """
        if keep:
            try:
                await self._replace(keep)
            except DeliveryProblem as problem:
                self.answer.note("update", problem)
        only_asker = owed.reply.only_asker
        self._apart = owed.reply.apart

        async def update(message: Message) -> None:
            await self._update(message, only_asker=only_asker)

        ways: Ways = {"update": update, "form": self._offer, "home": self.say}

        async def say(message: Message, posted: int) -> None:
            await self.say(message, only_asker=only_asker, posted=posted)

        return await self.answer.give(owed, ways, say)

    async def _say_alone(self, message: Message, posted: int) -> None:
        await self.say(message, posted=posted)

    async def say(self, message: Message, *, only_asker: bool = True, posted: int = 0) -> None:
        """Post a message where the person is; where others read along, to them alone."""
        parts = render(message, self._wording)
        await self._post(parts, only_asker=only_asker, done=posted)

    async def _post(
        self, parts: Sequence[Rendered], *, only_asker: bool = True, done: int = 0
    ) -> None:
        if self._apart:
            await self._whisper(parts, done)
            return
        if only_asker and not self._place.origin.private:
            if not await self._aim(parts, done):
                await self._whisper(parts, done)
            return

        async def speak(number: int, part: Rendered) -> None:
            del number
            await self._turn.reply(part.activity())

        await post_parts(parts, speak, done=done)

    async def _aim(self, parts: Sequence[Rendered], done: int) -> bool:
        """Post where it was asked, seen by the asker alone; False where Teams takes no such."""
        if not self._place.member or not self._may_aim:
            return False

        async def show(number: int, part: Rendered) -> None:
            del number
            await self._turn.reply({**part.activity(), **self._only_them})

        try:
            await post_parts(parts, show, done=done)
        except HalfPosted as half:
            if half.posted > done or not isinstance(half.problem, UNAIMED):
                raise
            self.answer.note("targeted", half.problem)
            self._may_aim = False
        except UNAIMED as problem:
            self.answer.note("targeted", problem)
            self._may_aim = False
        return self._may_aim

    @property
    def _only_them(self) -> Part:
        return {"recipient": {"id": self._place.member, "isTargeted": True}}

    async def _whisper(self, parts: Sequence[Rendered], done: int) -> None:
        """Post in the person's own chat, and say in the conversation where the answer is."""
        place = self._place

        async def whisper(number: int, part: Rendered) -> None:
            del number
            await self._api.post(own.service_url, own.id, part.activity())

        try:
            own = await self._people.beside(place.origin, place.member, place.service_url)
            await post_parts(parts, whisper, done=done)
        except SHUT as problem:
            self.answer.note("message", problem)
            is_elsewhere = isinstance(problem, AtHomeElsewhere)
            key = "no_chat_elsewhere" if is_elsewhere else "no_own_chat"
            await self._point_out(self._wording.say(key))
        else:
            await self._point_out(self._wording.say("answered_alone"))

    async def _point_out(self, words: str) -> None:
        # Where nobody else saw the question, nobody else is told of its answer.
        if not self._is_pointed_out and not self._place.is_targeted:
            self._is_pointed_out = True
            await self._turn.reply({"type": "message", "text": words, "textFormat": "plain"})

    async def _update(self, message: Message, *, only_asker: bool) -> None:
        """Change what was pressed; what is for one never takes the place of what all see."""
        parts = render(message, self._wording)
        may_replace = (self._place.origin.private or not only_asker) and not self._apart
        is_replaced = may_replace and await self._replace(parts[0])
        if not is_replaced or parts[1:]:
            await self._post(parts, only_asker=only_asker, done=int(is_replaced))

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
