"""The ways out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.fitting import Abilities
from bot.message import Message
from bot.pictures import Picture


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a delivery goes: an address with all a messenger needs.

    `service_url` is where this conversation is spoken to, on platforms with several services.
    `posted` names the parts of the message that stand in the conversation already. `thread` is
    the message below which it is said, where it answers one. `home` is the workspace or tenant
    that the person belongs to, where that is known.
    """

    platform: str
    installation_id: str | None
    external_id: str
    conversation: str = ""
    service_url: str = ""
    posted: tuple[str, ...] = ()
    thread: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the message; `message_id` is its first part, `more` are the others."""

    message_id: str
    conversation: str
    more: tuple[str, ...] = ()


class Presence(StrEnum):
    """Whether we are still there, as a platform says when it is asked for that alone."""

    THERE = "there"
    GONE = "gone"
    UNSURE = "unsure"


class Messenger(Protocol):
    """A platform's way out. Raises only a `DeliveryProblem` or `MessageRejected`.

    What it needs of the database it reads before anything leaves: `DatabaseTrouble` says that
    nothing was posted.
    """

    abilities: Abilities

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; no hidden retries, nothing cut.

        `HalfPosted` says that the rest may be posted later, to a destination that names what is
        `posted`.
        """

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Put a message in the place of one that was delivered; return what stands there now.

        What failed may be done again, but for `OutcomeUnknown`: a part more may have been posted.
        """

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Take a delivered message back; one that is gone already is no error."""

    async def presence(self, installation_id: str | None) -> Presence:
        """Ask whether we are still there, after a message was refused; it raises nothing."""

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Return the address with which an `Image` shows it wherever this installation speaks."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands of a delivery; without a `receipt` surely nothing does."""

    receipt: Receipt | None
    is_whole: bool = False


@runtime_checkable
class Finder(Protocol):
    """A messenger that can look for what it posted."""

    async def find(self, to: Destination, delivery_id: str, since: datetime) -> Found:
        """Look for a delivery in all that was said there since a moment, and change nothing.

        Where that cannot be read to its end it raises `NotPossible`.
        """


Messengers = Mapping[str, Messenger]


class Courier(Protocol):
    """Takes a message that belongs to no send, such as a code, and delivers it soon."""

    def post(self, to: Destination, message: Message, letter_id: str) -> None:
        """Return at once, whatever becomes of it: no answer may tell whether it was sent."""
