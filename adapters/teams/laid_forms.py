"""What lies on the cards that people are writing on: the message, and the form below it."""

from collections import OrderedDict
from typing import NamedTuple

from adapters.teams.inbound import ReplyTo
from bot.form import Form
from bot.message import Message

ROOM = 2_000
"""Cards remembered at once. Whoever's is forgotten, by a restart too, loses no answer."""


class Laid(NamedTuple):
    """A form on a card, and the message above it; none where the form took its place."""

    message: Message | None
    form: Form


class LaidForms:
    """Remembers the newest forms, so that a card can be drawn again as it was."""

    def __init__(self) -> None:
        self._laid: OrderedDict[tuple[str, str, str], Laid] = OrderedDict()

    def lay(self, place: ReplyTo, laid: Laid) -> None:
        """Remember what is on the card that was pressed."""
        self._laid[_key(place)] = laid
        self._laid.move_to_end(_key(place))
        if len(self._laid) > ROOM:
            self._laid.popitem(last=False)

    def look(self, place: ReplyTo) -> Laid | None:
        """Return what is on the card that was pressed, as far as it is remembered."""
        return self._laid.get(_key(place))

    def clear(self, place: ReplyTo) -> None:
        """Forget what was on the card."""
        self._laid.pop(_key(place), None)


def _key(place: ReplyTo) -> tuple[str, str, str]:
    return place.conversation, place.message, place.origin.user
