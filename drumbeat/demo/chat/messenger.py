"""The web's way out: a message becomes a line of the reader's chat."""

from adapters.web.render import render_html
from bot.errors import (
    NothingFound,
    NotKept,
    NotSent,
    RecipientGone,
)
from bot.message import Message
from bot.ports import ChatLog, Destination, Receipt
from drumbeat.demo.chat.announcer import Announcer


class WebMessenger:
    """Delivers into browser chats; a delivery repeated adds nothing.

    Raises only a `DeliveryProblem` or `MessageRejected`.
    """

    def __init__(self, chat_log: ChatLog, announcer: Announcer) -> None:
        self._chat_log, self._announcer = chat_log, announcer

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; one that no page could draw is refused."""
        render_html(message)
        contact_id = to.external_id
        try:
            line = await self._chat_log.append(contact_id, message=message, line_id=delivery_id)
        except NothingFound as problem:
            raise RecipientGone("there is no such person") from problem
        except NotKept as problem:
            raise NotSent(str(problem)) from problem
        self._announcer.announce(contact_id)
        return Receipt(line.id, contact_id)
