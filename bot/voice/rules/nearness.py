"""Which scores of one time are withheld: of a few, and those that would give a few away."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import NamedTuple

from bot.voice.rules.scores import LEAST_ANSWERS

NEVER = inf
"""When somebody answered again who did not."""
Values = tuple[str, ...]


class Counts(NamedTuple):
    """Answers, those above and below the middle, and the sums of their values and squares."""

    n: int = 0
    up: int = 0
    down: int = 0
    total: int = 0
    squares: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Answers that nothing tells apart but what they say.

    They count from the wave `unit` on, which is when it closed, until these people answered
    `again`. `values` are what they can be chosen by, a place each.
    """

    unit: int
    again: float
    values: Values
    counts: Counts


Span = tuple[int, int]
Single = tuple[tuple[int, str], ...]
"""Single values by their places, in order."""


class Spanned:
    """The latest answers of everybody between two waves, and which scores are too close."""

    def __init__(self, span: Span, latest: Sequence[Alike]) -> None:
        self._all, first, last = Counter[Values](), Counter[Values](), Counter[Values]()
        for alike in latest:
            self._all[alike.values] += alike.counts.n
            if alike.unit == span[0]:
                first[alike.values] += alike.counts.n
            if alike.unit == span[1]:
                last[alike.values] += alike.counts.n
        self._counted = (self._all, first, last)
        self._cubes: dict[tuple[int, tuple[int, ...]], Counter[Values]] = {}
        self._close: dict[Single, bool] = {}
        self._by_value: defaultdict[tuple[int, str], list[tuple[Values, int]]] = defaultdict(list)
        for values, n in self._all.items():
            for pair in enumerate(values):
                self._by_value[pair].append((values, n))

    def withholds_several(self, inside: Counter[Values]) -> bool:
        """Say whether the score of several values at once is withheld."""
        slices, size = slices_of(inside), inside.total()
        if any(n < LEAST_ANSWERS for line in slices for n in line.values()):
            return True
        return any(
            0 < self._between(inside, size, other) < LEAST_ANSWERS for other in _near(slices, size)
        )

    def is_close(self, single: Single) -> bool:
        """Say whether a score is of a few, or all but a few are those of a simpler one."""
        close = self._close.get(single)
        if close is None:
            inside = self._inside(single)
            size = inside.total()
            close = self._close[single] = any(
                self._size(single, part) < LEAST_ANSWERS for part in range(3)
            ) or any(
                0 < self._between(inside, size, other) < LEAST_ANSWERS
                for other in _near(slices_of(inside), size)
                if (len(other), other) < (len(single), single)
            )
        return close

    def _between(self, inside: Counter[Values], size: int, other: Single) -> int:
        """Count the answers that are in one of two scores and not in the other."""
        shared = sum(
            n for values, n in inside.items() if all(values[place] == v for place, v in other)
        )
        return size + self._size(other) - 2 * shared

    def _inside(self, single: Single) -> Counter[Values]:
        """Count the answers with these values by all that they can be chosen by."""
        if not single:
            return self._all
        pairs = min((self._by_value[pair] for pair in single), key=len)
        return Counter(
            {values: n for values, n in pairs if all(values[at] == v for at, v in single)}
        )

    def _size(self, single: Single, part: int = 0) -> int:
        """Count the answers with these values: all, those of the first wave or of the last."""
        places = tuple(place for place, _ in single)
        cube = self._cubes.get((part, places))
        if cube is None:
            cube = Counter[Values]()
            for values, n in self._counted[part].items():
                cube[tuple(values[place] for place in places)] += n
            self._cubes[part, places] = cube
        return cube[tuple(value for _, value in single)]


def slices_of(inside: Mapping[Values, int]) -> list[Counter[str]]:
    """Count the answers with each value, place by place."""
    slices: list[Counter[str]] = []
    for values, n in inside.items():
        slices = slices or [Counter[str]() for _ in values]
        for line, value in zip(slices, values, strict=True):
            line[value] += n
    return slices


def _near(slices: Sequence[Counter[str]], size: int) -> Iterator[Single]:
    """Yield all single values that together may let in nearly the same answers.

    A value that fewer than all but four of them have cannot be among those.
    """
    options: list[list[str | None]] = [
        [None, *(value for value, n in line.items() if size - n < LEAST_ANSWERS)]
        for line in slices
    ]
    for values in product(*options):
        yield tuple((place, v) for place, v in enumerate(values) if v is not None)
