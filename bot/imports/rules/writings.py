"""Finds things by what they are called, however that is written."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from bot.errors import DrumbeatError
from bot.name_keys import kept, name_key

Thing = TypeVar("Thing")


class Ambiguous(DrumbeatError):
    """Words that mean more than one thing; the text names each reading."""


class Writings(Generic[Thing]):
    """Things of one list by their names, or by their ids: never both in one."""

    def __init__(self, known: Iterable[tuple[str, Thing]] = ()) -> None:
        self._known: defaultdict[str, list[tuple[str, Thing]]] = defaultdict(list)
        for writing, thing in known:
            self._known[name_key(writing)].append((kept(writing), thing))

    def find(self, words: str) -> Thing | None:
        """Return what is called so; of two with one key, the one written exactly so."""
        found = self._known.get(name_key(words), [])
        if len(found) > 1:
            exactly = [each for each in found if each[0] == words]
            if len(exactly) != 1:
                names = " and ".join(sorted(writing for writing, _ in found))
                raise Ambiguous(f"{names} are two: write it exactly as one of them")
            found = exactly
        return found[0][1] if found else None
