"""Puts the languages' tables together: which phrase is which term."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Row = tuple[str, object, str]
"""A kind of term, what it stands for, and its writings between bars."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase is: its kind decides where it may stand, its value what it says."""

    kind: str
    value: object


class Phrases:
    """Phrases by their words; the longest that fits is meant."""

    def __init__(self) -> None:
        self._meant: dict[tuple[str, ...], Meaning] = {}
        self._longest = 1

    def add(self, words: tuple[str, ...], meaning: Meaning) -> None:
        """Add a phrase; what was there before stays."""
        self._meant.setdefault(words, meaning)
        self._longest = max(self._longest, len(words))

    def fitting(self, words: list[str], at: int) -> tuple[Meaning, int] | None:
        """Return what begins here, and how many words it takes."""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            meaning = self._meant.get(tuple(words[at : at + length]))
            if meaning is not None:
                return meaning, length
        return None


def rows_apart(rows: Iterable[Row]) -> Iterator[tuple[str, Meaning]]:
    """Yield every writing of a table with its meaning."""
    for kind, value, writings in rows:
        for writing in writings.split(" | "):
            yield writing, Meaning(kind, value)
