"""A platform on a stage: its real messenger before its strict stand-in, asked the same way.

A platform makes a promise by having the verb for it: where the mishap does not exist, neither
does the verb. `PROMISES` in test_messengers.py says which platform makes which.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.message import Message
from bot.ports import Destination, Messenger


@dataclass(frozen=True)
class Arrived:
    """One message as the platform received it.

    `words` is what a person reads, `raw` all that came over the wire, `delivery` the id by which
    the delivery is known again, and `alive` whatever is more than words: mentions, links,
    markup, elements, headers.
    """

    name: str
    conversation: str
    words: str
    raw: str
    delivery: str = ""
    alive: Counter[str] = field(default_factory=Counter)


class Stage:
    """What every platform can be asked; each adds the verbs of the promises it makes."""

    name = ""
    messenger: Messenger
    secrets: Sequence[str] = ()

    def to(self) -> Destination:
        """Return where somebody lives who can be reached."""
        raise NotImplementedError

    async def arrived(self) -> list[Arrived]:
        """Return what the platform took, oldest first."""
        raise NotImplementedError

    def tries(self) -> int:
        """Count how often a message was handed to the platform, whatever became of it."""
        raise NotImplementedError

    def violations(self) -> list[str]:
        """Return what the strict stand-in finds wrong so far."""
        raise NotImplementedError

    def calm(self) -> None:
        """End a mishap that would not end by itself."""

    def too_large(self) -> Message:
        """Make a message that the platform cannot show, and name the part that is to blame."""
        raise NotImplementedError
