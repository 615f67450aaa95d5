"""Whose answers somebody asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.voice.rules.nearness import Alike


@dataclass(frozen=True, slots=True)
class Only:
    """What is let in at one place: these values, or all others."""

    values: frozenset[str]
    negated: bool = False

    def lets_in(self, value: str) -> bool:
        """Say whether this value is let in."""
        return (value in self.values) is not self.negated

    @property
    def is_single(self) -> bool:
        """Whether it is one value."""
        return not self.negated and len(self.values) == 1


Wanted = Mapping[int, Only]
"""What is let in, by the place of the value."""


def lets_in(wanted: Wanted, alike: Alike) -> bool:
    """Say whether an answer is let in everywhere."""
    return all(only.lets_in(alike.values[place]) for place, only in wanted.items())
