"""A platform on a stage: its real messenger before its strict stand-in, asked the same way.

A platform makes a promise by having the verb for it: where the mishap does not exist, neither
does the verb. `PROMISES` in test_messengers.py says which platform makes which.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.message import Message
from bot.ports import Destination, Messenger


@dataclass(frozen=True)
class Arrived:
    """One message as the platform received it.

    `words` is what a person reads, `twin` the plain text that says the same where there is one,
    `raw` every text that came over the wire, `delivery` the id by which the delivery is known
    again, and `alive` whatever is more than words: mentions, links, markup, elements, headers.
    """

    name: str
    conversation: str
    words: str
    raw: str
    twin: str = ""
    delivery: str = ""
    alive: frozenset[str] = frozenset()


def texts_in(value: object) -> Iterator[str]:
    """Yield every text of a payload, keys as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


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

    def forget(self) -> None:
        """Let the platform forget what it took so far."""
        raise NotImplementedError

    def calm(self) -> None:
        """End a mishap that would not end by itself."""

    def too_large(self) -> Message:
        """Make a message that the platform cannot show, and name the part that is to blame."""
        raise NotImplementedError
