"""The ways out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.fitting import Abilities
from bot.message import Message
from bot.pictures import Picture


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a delivery goes: an address with all a messenger needs.

    `service_url` is where this conversation is spoken to, on platforms with several services.
    """

    platform: str
    installation_id: str | None
    external_id: str
    conversation: str = ""
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the message; `message_id` is its first part, `more` are the others."""

    message_id: str
    conversation: str
    more: tuple[str, ...] = ()


class Messenger(Protocol):
    """A platform's way out. Raises only a `DeliveryProblem` or `MessageRejected`."""

    abilities: Abilities

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        """Post one message once; no hidden retries, nothing cut."""

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        """Put a message in the place of one that was delivered; return what stands there now.

        What failed may be done again, but for `OutcomeUnknown`: a part more may have been posted.
        """

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        """Take a delivered message back; one that is gone already is no error."""

    async def upload(self, to: Destination, picture: Picture) -> str:
        """Return the address with which an `Image` shows it wherever this installation speaks."""


Messengers = Mapping[str, Messenger]


class Courier(Protocol):
    """Takes a message that belongs to no send, such as a code, and delivers it soon."""

    def post(self, to: Destination, message: Message, letter_id: str) -> None:
        """Return at once, whatever becomes of it: no answer may tell whether it was sent."""
