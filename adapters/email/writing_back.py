"""Gives what we answer by ourselves to who wrote to us by mail: to their own address alone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.answering import Answer
from bot.language import Wording
from bot.message import Message
from bot.ports import Destination, Messenger, Owed

DestinationOf = Callable[[str], Awaitable[Destination | None]]
"""Finds the address that a delivery had gone to."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing back needs: the way out, our words, and where a delivery had gone to."""

    messenger: Messenger
    wording: Wording
    destination_of: DestinationOf


class LetterWriter:
    """One answer on its way, in the thread of the letter it answers."""

    def __init__(self, desk: Desk, to: Destination, reference: str, wording: Wording) -> None:
        self._desk, self._to, self._reference = desk, to, reference
        self.answer = Answer("email", reference, wording, self._say)
        self._count = 0

    async def give(self, owed: Owed) -> Owed | None:
        """Give every message; return what is still owed."""
        # A letter has no form to open and no card to change.
        messages = tuple(
            each for each in (owed.reply.update, *owed.reply.messages) if each is not None
        )
        told = replace(owed, reply=replace(owed.reply, messages=messages, update=None, form=None))
        return await self.answer.give(told, {}, self._say)

    async def _say(self, message: Message, posted: int) -> None:
        del posted
        await self._desk.messenger.deliver(self._to, message, f"{self._reference}-{self._count}")
        self._count += 1
