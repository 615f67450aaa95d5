"""What a message looks like on a platform, and who draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.form import Form
from bot.message import Message


@dataclass(frozen=True, slots=True)
class Preview:
    """What a platform would be handed, one text a message of its own; or why it would refuse."""

    payloads: tuple[str, ...] = ()
    refused: str = ""


class Previews(Protocol):
    """Makes everything that would go out, and sends nothing of it."""

    async def of_message(self, message: Message, contact_id: str) -> Mapping[str, Preview]:
        """Return by platform what this reader would be sent."""

    async def of_form(self, form: Form) -> Mapping[str, Preview]:
        """Return by platform what a form would be, where it can stand."""
