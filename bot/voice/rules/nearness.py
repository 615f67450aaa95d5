"""Which scores of one time are withheld: of a few, and those that would give a few away."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import inf
from operator import itemgetter
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


@dataclass(slots=True, eq=False)
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
        self._cubes: dict[tuple[int, ...], dict[object, int]] = {}

    def of(self, single: Single) -> int:
        """Return how many answers have these values."""
        if not single:
            return self._all.total()
        places, key = zip(*single, strict=True)
        cube = self._cubes.get(places)
        if cube is None:
            cube = self._cubes[places] = {}
            for at, n in zip(map(itemgetter(*places), self._all), self._all.values(), strict=True):
                cube[at] = cube.get(at, 0) + n
        return cube.get(key if len(key) > 1 else key[0], 0)


def sizes_of(answers: Iterable[Alike]) -> Counter[Values]:
    """Count answers by all that they can be chosen by."""
    sizes = dict[Values, int]()  # a plain one is filled twice as fast
    for alike in answers:
        values = alike.values
        sizes[values] = sizes.get(values, 0) + alike.counts.n
    return Counter(sizes)


def shared(inside: Mapping[Values, int], single: Single) -> int:
    """Count those of some answers that have these values."""
    return sum(n for values, n in inside.items() if all(values[at] == v for at, v in single))


def slices_of(inside: Mapping[Values, int]) -> list[Counter[str]]:
    """Count the answers with each value, place by place."""
    slices: list[dict[str, int]] = []
    for values, n in inside.items():
        slices = slices or [{} for _ in values]
        for line, value in zip(slices, values, strict=True):
            line[value] = line.get(value, 0) + n
    return [Counter(line) for line in slices]


def near(slices: Sequence[Counter[str]], size: int, most: int) -> Iterator[Single]:
    """Yield all single values, up to so many, that together may let in nearly the same answers.

    A value that fewer than all but four of them have cannot be among those.
    """
    options = [
        (place, value)
        for place, line in enumerate(slices)
        for value, n in line.items()
        if size - n < LEAST_ANSWERS
    ]
    for number in range(most + 1):
        for some in combinations(options, number):
            if len({place for place, _ in some}) == number:
                yield some


def span_of(counted: Sequence[Alike]) -> Span:
    """Return the first and the last wave in which these count."""
    return min(alike.unit for alike in counted), max(alike.unit for alike in counted)


def count(row: Sequence[Alike]) -> int:
    """Return how many answers these are."""
    return sum(alike.counts.n for alike in row)


def trimmed(chosen: Sequence[Alike]) -> list[Alike]:
    """Keep the latest answer of each person, in a run of waves of which five count or more.

    A few in between would be what the whole has more than what lies before and behind them.
    Where the newest wave goes, its people count with what they answered before.
    """
    units = {alike.unit for alike in chosen}
    while units:
        last = max(units)
        counted = [a for a in chosen if a.unit in units and a.again > last]
        sizes = dict.fromkeys(units, 0)
        for alike in counted:
            sizes[alike.unit] += alike.counts.n
        if sizes[last] < LEAST_ANSWERS:
            units.remove(last)
            continue
        first = last
        for unit in sorted(sizes, reverse=True):
            if 0 < sizes[unit] < LEAST_ANSWERS:
                break
            first = unit if sizes[unit] else first
        return [alike for alike in counted if alike.unit >= first]
    return []


def together(answers: Iterable[Alike]) -> Counts:
    """Add up what answers say."""
    n = up = down = total = squares = 0
    for alike in answers:
        counts = alike.counts
        n += counts.n
        up += counts.up
        down += counts.down
        total += counts.total
        squares += counts.squares
    return Counts(n, up, down, total, squares)


def newest_by_time(
    rows: Iterable[Sequence[Alike]],
) -> Iterator[tuple[Span, Counter[Values]]]:
    """Yield every time that some rows rest on, with the answers of its newest wave in them."""
    newest = defaultdict[Span, Counter[Values]](Counter)
    for row in rows:
        span = span_of(row)
        newest[span] += sizes_of(alike for alike in row if alike.unit == span[1])
    ends = product({first for first, _ in newest}, {last for _, last in newest})
    for first, last in sorted(ends):
        if first <= last:
            inside = Counter[Values]()
            for (begun, ended), sizes in newest.items():
                if begun >= first and ended == last:
                    inside += sizes
            yield (first, last), inside
