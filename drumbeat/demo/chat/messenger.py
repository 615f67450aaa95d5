"""The web's way out: a message becomes a line of the reader's chat."""

from dataclasses import replace

from adapters.web.limits import ABILITIES
from adapters.web.render import render_html
from bot.errors import (
    MessageGone,
    NothingFound,
    NotKept,
    NotSent,
    RecipientGone,
)
from bot.language import Wording
from bot.message import Message, notice
from bot.pictures import Picture
from bot.ports import ChatLog, Destination, Presence, Receipt
from bot.posting import standing
from drumbeat.demo.chat.announcer import Announcer


class WebMessenger:
    """Delivers into browser chats; a delivery repeated adds nothing.

    Raises only a `DeliveryProblem` or `MessageRejected`.
    """

    abilities = ABILITIES

    def __init__(self, chat_log: ChatLog, announcer: Announcer, wording: Wording) -> None:
        self._chat_log, self._announcer, self._wording = chat_log, announcer, wording

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; one that no page could draw is refused."""
        render_html(message, self._wording)
        contact_id = to.external_id
        try:
            line = await self._chat_log.append(contact_id, message=message, line_id=delivery_id)
        except NothingFound as problem:
            raise RecipientGone("there is no such person") from problem
        except NotKept as problem:
            raise NotSent(str(problem)) from problem
        self._announcer.announce(contact_id)
        return Receipt(line.id, contact_id)

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Let a line say something else; open pages show it at once."""
        del delivery_id
        render_html(message, self._wording)
        if not await self._replaced(to, receipt, message):
            raise MessageGone("there is no such line in this chat")
        return receipt

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Let a note stand where the line was: pages that show it must hear of that."""
        (line_id,) = standing(receipt)
        line = await self._chat_log.line(to.external_id, line_id)
        if line is None or line.message is None:
            return
        ours = self._wording.in_language(line.message.language)
        note = notice("", ours.say("message_retracted"))
        await self._replaced(to, receipt, replace(note, language=ours.language.tag))

    async def presence(self, installation_id: str | None) -> Presence:
        """Say yes: the page is ours, so we are there as long as it is."""
        del installation_id
        return Presence.THERE

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Return the picture's own address: it lies in its line."""
        del to
        return ABILITIES.shown(picture).address

    async def _replaced(self, to: Destination, receipt: Receipt, message: Message) -> bool:
        (line_id,) = standing(receipt)
        try:
            line = await self._chat_log.replace(to.external_id, line_id, message)
        except NotKept as problem:
            raise NotSent(str(problem)) from problem
        self._announcer.announce(to.external_id)
        return line is not None
