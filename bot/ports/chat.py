"""The chat of a browser."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.harmless import Words
from bot.message import Message


@dataclass(frozen=True, slots=True)
class ChatEntry(Words):
    """A line of a browser chat: what the person did in words, or a message of ours."""

    id: str
    number: int
    at: datetime
    said: str | None = None
    message: Message | None = None


class ChatLog(Protocol):
    """Remembers browser chats, so that a page can be reloaded."""

    async def append(
        self,
        contact_id: str,
        *,
        said: str | None = None,
        message: Message | None = None,
        line_id: str | None = None,
    ) -> ChatEntry:
        """Add a line; with a `line_id` that is there already, return the old one (a repeat).

        `NothingFound` if there is no such person, `NotKept` if it could not be written down.
        """

    async def replace(self, contact_id: str, line_id: str, message: Message) -> ChatEntry | None:
        """Change one of our lines, under a new `number` that pages notice; None if it is gone."""

    async def line(self, contact_id: str, line_id: str) -> ChatEntry | None:
        """Return one line as it stands; None if it is gone."""

    async def since(self, contact_id: str, number: int) -> tuple[ChatEntry, ...]:
        """Return the lines whose number is higher, oldest first, 200 at most (the newest)."""
