"""Keeps what is wrong with a text, so that its author reads all of it at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.errors import ContentInvalid


@dataclass(slots=True)
class Faults:
    """The faults found so far; reading goes on behind each of them."""

    found: list[ContentInvalid] = field(default_factory=list)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the fault that is raised inside, and go on after it."""
        try:
            yield
        except ContentInvalid as fault:
            self.found.append(fault)

    def tell(self) -> None:
        """Raise one error that names every fault with its line, where there is any."""
        if self.found:
            raise ContentInvalid.of_all(self.found)
