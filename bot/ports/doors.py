"""What a door and the house ask of each other about a request."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.event import Event, Reply

Dispatch = Callable[[Event], Awaitable[Reply]]
"""Hands an event to the router; never raises, for a surprise becomes a kind sentence."""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A verified request, kept before it is acknowledged.

    `asked` is what was read in it, for whoever works on it now; after a crash it is read again.
    """

    id: str
    platform: str
    kind: str
    body: str
    received_at: datetime
    attempts: int = 0
    asked: Any = field(default=None, repr=False, compare=False)


class Inbox(Protocol):
    """The durable list of what reached us."""

    async def accept(self, platform: str, key: str, kind: str, body: str) -> InboxEntry | None:
        """Keep a request; None if one with this key was kept before (a repeat)."""

    async def close(self, entry_id: str) -> None:
        """Say that nothing remains to be done for this request."""


class Door(Protocol):
    """A platform's way in, as the inbox sees it."""

    platform: str

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept request: translate, dispatch, render the reply."""


Submit = Callable[[InboxEntry], None]
"""Hands a kept request to the workers; returns at once."""


class Vault(Protocol):
    """Seals with the programme's own key what must not lie anywhere in the clear."""

    def lock(self, text: str) -> str:
        """Encrypt a text."""

    def unlock(self, locked: str) -> str:
        """Decrypt what `lock` made; another key's text raises `SecretKeyWrong`."""

    def fingerprint(self, text: str) -> str:
        """Return a digest that tells two texts apart and gives neither away."""
