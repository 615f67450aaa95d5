"""What was made of an object is kept, so that many who share the object share the making."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST = 2048


def each_of(row: tuple[object, ...]) -> tuple[int, ...]:
    """Tell rows apart by the objects in them, and not by the row, which is often a new one."""
    return tuple(map(id, row))


class Once(Generic[Given, Made]):
    """Makes something of each object once, and keeps it for the last `most` of them.

    Objects are told apart by who they are: to compare or hash a long text each time would
    cost what this saves. `who` says that of one, by the ids of what it keeps alive. What is made
    of one must never be changed.
    """

    def __init__(
        self,
        make: Callable[[Given], Made],
        *,
        who: Callable[[Given], Hashable] = id,
        most: int = MOST,
    ) -> None:
        self._make, self._who, self._most = make, who, most
        # The object is kept beside what was made of it, so that its id stays its own.
        self._made: dict[Hashable, tuple[Given, Made]] = {}

    def __call__(self, given: Given) -> Made:
        """Return what is made of this object."""
        who = self._who(given)
        known = self._made.get(who)
        if known is not None:
            return known[1]
        made = self._make(given)
        if len(self._made) >= self._most:
            del self._made[next(iter(self._made))]
        self._made[who] = given, made
        return made
