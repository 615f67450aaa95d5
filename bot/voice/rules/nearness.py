"""Which scores of one time are withheld: of a few, and those that would give a few away."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


class Sizes:
    """How many answers there are of any single values; each kind is counted when it is asked."""

    def __init__(self, answers: Iterable[Alike]) -> None:
        self._all = sizes_of(answers)
        self._cubes: dict[tuple[int, ...], Counter[Values]] = {}

    def of(self, single: Single) -> int:
        """Return how many answers have these values."""
        places = tuple(place for place, _ in single)
        cube = self._cubes.get(places)
        if cube is None:
            cube = self._cubes[places] = Counter[Values]()
            for values, n in self._all.items():
                cube[tuple([values[place] for place in places])] += n
        return cube[tuple([value for _, value in single])]


def sizes_of(answers: Iterable[Alike]) -> Counter[Values]:
    """Count answers by all that they can be chosen by."""
    sizes = Counter[Values]()
    for alike in answers:
        sizes[alike.values] += alike.counts.n
    return sizes


def shared(inside: Mapping[Values, int], single: Single) -> int:
    """Count those of some answers that have these values."""
    return sum(n for values, n in inside.items() if all(values[at] == v for at, v in single))


def slices_of(inside: Mapping[Values, int]) -> list[Counter[str]]:
    """Count the answers with each value, place by place."""
    slices: list[Counter[str]] = []
    for values, n in inside.items():
        slices = slices or [Counter[str]() for _ in values]
        for line, value in zip(slices, values, strict=True):
            line[value] += n
    return slices


def near(slices: Sequence[Counter[str]], size: int) -> Iterator[Single]:
    """Yield all single values that together may let in nearly the same answers.

    A value that fewer than all but four of them have cannot be among those.
    """
    options: list[list[str | None]] = [
        [None, *(value for value, n in line.items() if size - n < LEAST_ANSWERS)]
        for line in slices
    ]
    for values in product(*options):
        yield tuple((place, v) for place, v in enumerate(values) if v is not None)


class Beside:
    """Two tables of the same people, to see whether some rows of both add up to nearly one."""

    def __init__(
        self,
        others: Mapping[str, Sequence[Alike]],
        rows: Mapping[str, Sequence[Alike]],
        place: int,
    ) -> None:
        self._others = sorted(others)
        there = {alike: value for value, row in others.items() for alike in row}
        here = {alike for row in rows.values() for alike in row}
        self._lines: defaultdict[str, Counter[tuple[bool, str | None]]] = defaultdict(Counter)
        for alike in here | there.keys():
            line = self._lines[alike.values[place]]
            line[alike in here, there.get(alike)] += alike.counts.n

    def comes_close(self, told: Collection[str]) -> bool:
        """Say whether some of the rows that are told are one to four answers from some others."""
        choices = product((False, True), repeat=len(self._others))
        return any(
            self._reaches({v for v, is_in in zip(self._others, taken, strict=True) if is_in}, told)
            for taken in choices
        )

    def _reaches(self, some: Collection[str | None], told: Collection[str]) -> bool:
        reached = 1
        for value, line in self._lines.items():
            without = sum(n for (_, other), n in line.items() if other in some)
            within = sum(n for (here, other), n in line.items() if here is not (other in some))
            # Bit n says that what was chosen so far can be n answers apart.
            reached = (reached << without) | (reached << within if value in told else 0)
            reached &= _APART
            if not reached:
                return False
        return reached > 1


_APART = (1 << LEAST_ANSWERS) - 1


def span_of(counted: Sequence[Alike]) -> Span:
    """Return the first and the last wave in which these count."""
    return min(alike.unit for alike in counted), max(alike.unit for alike in counted)


def count(row: Sequence[Alike]) -> int:
    """Return how many answers these are."""
    return sum(alike.counts.n for alike in row)


def trimmed(chosen: Sequence[Alike]) -> list[Alike]:
    """Keep the latest answer of each person, between two waves of which five count or more.

    Where the newest wave goes, its people count with what they answered before.
    """
    units = {alike.unit for alike in chosen}
    while units:
        last = max(units)
        counted = [a for a in chosen if a.unit in units and a.again > last]
        sizes = Counter[int]()
        for alike in counted:
            sizes[alike.unit] += alike.counts.n
        if sizes[last] < LEAST_ANSWERS:
            units.remove(last)
            continue
        first = next(unit for unit in sorted(sizes) if sizes[unit] >= LEAST_ANSWERS)
        return [alike for alike in counted if alike.unit >= first]
    return []
