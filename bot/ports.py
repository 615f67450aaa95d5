"""What the core asks of others, and what the rooms may ask of each other."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.people import Principal
from bot.event import Event, Origin, Reply
from bot.message import Message

Dispatch = Callable[[Event], Awaitable[Reply]]
"""Hands an event to the router; never raises, for a surprise becomes a kind sentence."""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A verified request, kept before it is acknowledged."""

    id: str
    platform: str
    kind: str
    body: str
    received_at: datetime
    attempts: int = 0


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


@dataclass(frozen=True, slots=True)
class Installation:
    """Our presence in one workspace or tenant, with its token in the clear: never log it."""

    id: str
    platform: str
    external_id: str
    token: str = field(repr=False)
    bot_user_id: str = ""
    own: bool = False


class Installations(Protocol):
    """Where we are installed."""

    async def find(self, platform: str, external_id: str) -> Installation | None:
        """Return the live installation of this workspace or tenant, if there is one."""

    async def get(self, installation_id: str) -> Installation | None:
        """Return a live installation by our own id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a person; a claim, not a proof of who they are."""

    email: str | None = None
    name: str = ""
    zone: str | None = None
    is_guest: bool = False


class Directory(Protocol):
    """Looks people up on their platform."""

    async def profile(self, origin: Origin) -> Profile:
        """Return what the platform says of this person; empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a delivery goes: an address with all a messenger needs."""

    platform: str
    installation_id: str | None
    external_id: str
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the message; the ids let us change it later."""

    message_id: str
    conversation: str


class Messenger(Protocol):
    """A platform's way out. Raises only a `DeliveryProblem` or `MessageRejected`."""

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; no hidden retries, nothing cut."""


class Composer(Protocol):
    """Fills what was written once with what is true for one reader."""

    async def edition(self, key: str, reader: Principal) -> Message:
        """Return this edition in the version for this reader, figures computed for them."""


class Engine(Protocol):
    """Runs ticks and lanes; the ledger, not the engine, is what is true."""

    async def wake(self, lane: str, after: float = 0.0) -> None:
        """Have `lane` drained soon, or after so many seconds."""

    async def run(
        self,
        drain: Callable[[str], Awaitable[float | None]],
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        """Work until stopped; `drain` returns the seconds until it wants to be woken."""

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""


Messengers = Mapping[str, Messenger]
Directories = Mapping[str, Directory]
