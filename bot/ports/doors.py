"""What a door and the house ask of each other about a request."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.event import Event, Reply

Dispatch = Callable[[Event], Awaitable[Reply]]
"""Hands an event to the router, where a surprise becomes a kind sentence.

It raises `DatabaseTrouble`: nothing was done, and whoever works on the request comes again; and
`RequestTaken`, where another process took the request up: then nothing is said.
"""


WORTH = timedelta(minutes=30)
"""How long after a request its answer is worth anything to whoever asked."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still to be said; of the first message so many parts stand there already."""

    reply: Reply
    posted: int = 0


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A verified request, kept before it is acknowledged.

    `token` says which taking up of it this is. `asked` is what was read in it, for whoever works
    on it now; after a crash it is read again. What it asked for is done where an answer is `owed`,
    which is sealed as the body is.
    """

    id: str
    platform: str
    kind: str
    body: str
    received_at: datetime
    attempts: int = 0
    owed: str = ""
    token: int = 0
    asked: Any = field(default=None, repr=False, compare=False)


class Inbox(Protocol):
    """The durable list of what reached us."""

    async def accept(self, platform: str, key: str, kind: str, body: str) -> InboxEntry | None:
        """Keep a request; None if one with this key was kept before (a repeat)."""

    async def close(self, entry_id: str) -> None:
        """Say that nothing remains to be done for this request."""


class Debts(Protocol):
    """The answers that are owed; each stays with its request until it is given."""

    async def keep(self, entry_id: str, owed: Owed, *, done: bool = False) -> str:
        """Keep an answer of work that is `done`, or that may be done already; return it sealed.

        Where the work changed nothing it is not kept: after a crash it is simply done again.
        """

    def read(self, sealed: str) -> Owed | None:
        """Read a sealed answer; None if this program cannot."""

    async def lost(self, platform: str) -> Sequence[InboxEntry]:
        """Return the requests of a platform whose answers came to be worth nothing."""

    async def forgive(self, entry_ids: Sequence[str]) -> bool:
        """Say that a loss is told to whom it concerns; False if others told it already."""


class Door(Protocol):
    """A platform's way in, as the inbox sees it."""

    platform: str

    def heard(self, entry: InboxEntry) -> Event | None:
        """Return what a kept request says; None where nothing is left in it to read."""

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept request: translate, dispatch, render the reply.

        What met a passing fault on its way out raises `AnswerOwed`.
        """


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


class Seals(Protocol):
    """Seals what somebody answers to an anonymous wave under that wave's own key."""

    def seal(self, wave_id: str, text: str) -> str:
        """Encrypt a text; empty once the wave's key is gone, for then it may lie nowhere."""

    def is_sealed(self, text: str) -> bool:
        """Say whether `seal` made this."""

    def open(self, sealed: str) -> str:
        """Decrypt what `seal` made; empty once the wave's key is gone."""

    def fingerprint(self, wave_id: str, text: str) -> str:
        """Return a digest that tells two texts apart, and gives neither away to who has no key."""
