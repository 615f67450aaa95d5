"""Which scores are withheld: of a few, and all that would give a few away.

Whoever reads one score may ask for the next: of another time, of all but one partner, of one
role, of each. What is told never rests on answers of which all but one to four are the same as
of something else that is told, so that nobody subtracts one from the other. Four rules:

- At either end of a time, a wave of which fewer than five answers would count is left out.
- Of two scores of single values that are that close, the one that says more about whom it means
  is withheld.
- Of the rows of a table, the smallest goes too where those that are told, added up, would come
  that close to the whole, or to some rows of another table of the same people.
- A score of several values at once is told only where every value of everything has none of its
  answers, or five.

`docs/decisions` says why that is enough; `tests/unit/test_withholding.py` searches for a pair.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.voice.rules.nearness import Alike, Counts, Single, Span, Spanned, Values
from bot.voice.rules.scores import LEAST_ANSWERS


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


class World:
    """All answers of one kind that somebody may have scores of."""

    def __init__(self, answers: Iterable[Alike]) -> None:
        self._by_unit: defaultdict[int, list[Alike]] = defaultdict(list)
        for alike in answers:
            self._by_unit[alike.unit].append(alike)
        self._spans: dict[Span, Spanned] = {}
        self._times: dict[Span, _Time] = {}

    def groups(self, places: Sequence[int], first: int, last: int, wanted: Wanted) -> set[Values]:
        """Return the values at these places of all who answered in a time and are let in."""
        return {
            tuple(alike.values[place] for place in places)
            for alike in self.time(first, last).answers
            if _lets_in(wanted, alike)
        }

    def told(self, first: int, last: int, wanted: Wanted) -> list[Alike] | None:
        """Return the answers that the score of a time rests on; None where it is withheld."""
        time = self.time(first, last)
        if all(only.is_single for only in wanted.values()):
            single = tuple(
                (place, value) for place in sorted(wanted) for value in wanted[place].values
            )
            return time.told(single)
        counted = _trimmed([a for a in time.answers if _lets_in(wanted, a)])
        if not counted or self.spanned(_span(counted)).withholds_several(_sizes(counted)):
            return None
        return counted

    def spanned(self, span: Span) -> Spanned:
        """Return the latest answers of everybody between two waves."""
        found = self._spans.get(span)
        if found is None:
            first, last = span
            latest = [
                alike
                for unit in range(first, last + 1)
                for alike in self._by_unit.get(unit, ())
                if alike.again > last
            ]
            found = self._spans[span] = Spanned(span, latest)
        return found

    def time(self, first: int, last: int) -> "_Time":
        """Return the answers of a time."""
        found = self._times.get((first, last))
        if found is None:
            answers = [a for unit in range(first, last + 1) for a in self._by_unit.get(unit, ())]
            found = self._times[first, last] = _Time(self, answers)
        return found


class _Time:
    """The answers of one time, and which rows of its tables are told."""

    def __init__(self, world: World, answers: Sequence[Alike]) -> None:
        self.answers = answers
        self._world = world
        self._by_value: defaultdict[tuple[int, str], list[Alike]] = defaultdict(list)
        for alike in answers:
            for pair in enumerate(alike.values):
                self._by_value[pair].append(alike)
        self._rows: dict[Single, list[Alike]] = {}
        self._tables: dict[tuple[Single, int], frozenset[str]] = {}

    def told(self, single: Single) -> list[Alike] | None:
        """Return the answers with these values; None where their score is withheld."""
        row = self.row(single)
        return None if not row or self._goes_with_a_smaller(single, row) else row

    def row(self, single: Single) -> list[Alike]:
        """Return the answers with these values, none where their score is close to another."""
        row = self._rows.get(single)
        if row is None:
            of = (
                min((self._by_value[pair] for pair in single), key=len) if single else self.answers
            )
            row = _trimmed([a for a in of if all(a.values[at] == v for at, v in single)])
            if row and self._world.spanned(_span(row)).is_close(single):
                row = []
            self._rows[single] = row
        return row

    def _goes_with_a_smaller(self, single: Single, row: Sequence[Alike]) -> bool:
        """Say whether a row goes with a smaller one of its table, however it is asked for."""
        if not single:
            return False
        always = [
            (place, values.pop())
            for place in range(len(row[0].values))
            for values in ({alike.values[place] for alike in row},)
            if len(values) == 1
        ]
        for place, value in always:
            others = [pair for pair in always if pair[0] != place]
            for some in product((False, True), repeat=len(others)):
                rest = tuple(pair for pair, taken in zip(others, some, strict=True) if taken)
                same = self.row(tuple(sorted((*rest, (place, value)))))
                if len(same) == len(row) and value in self._next_smallest(rest, place):
                    return True
        return False

    def _next_smallest(self, rest: Single, place: int) -> frozenset[str]:
        """Return which rows of a table are withheld beside those of a few."""
        known = self._tables.get((rest, place))
        if known is not None:
            return known
        rows = self.table(rest, place)
        fixed = {each for each, _ in rest}
        others = [other for other in _COARSER[place] if other not in fixed]
        beside = [
            _Beside(table, rows, place)
            for time in (self, *self._within(rows))
            for table in ({"": time.row(rest)}, *(time.table(rest, other) for other in others))
        ]
        hidden = set[str]()
        for value in sorted(rows, key=lambda value: (_count(rows[value]), value)):
            kept = rows.keys() - hidden
            if any(each.comes_close(kept) for each in beside):
                hidden.add(value)
        found = self._tables[rest, place] = frozenset(hidden)
        return found

    def _within(self, rows: Mapping[str, Sequence[Alike]]) -> "list[_Time]":
        """Return the shorter times that some rows rest on: they may be added up to those too."""
        spans = {_span(row) for row in rows.values()}
        return [self._world.time(*span) for span in sorted(spans - {_span(self.answers)})]

    def table(self, rest: Single, place: int) -> dict[str, list[Alike]]:
        """Return the rows of a table of these people, but for those close to something simpler."""
        of = min((self._by_value[pair] for pair in rest), key=len) if rest else self.answers
        values = {alike.values[place] for alike in of}
        rows = {value: self.row(tuple(sorted((*rest, (place, value))))) for value in values}
        return {value: row for value, row in rows.items() if row}


class _Beside:
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
_COARSER: Mapping[int, tuple[int, ...]] = {
    0: (1, 2, 3, 4),
    1: (),
    2: (1,),
    3: (1, 2),
    4: (1, 2, 3),
}
"""Of two tables of the same people, the rows of the finer one are withheld: partners' first."""


def _lets_in(wanted: Wanted, alike: Alike) -> bool:
    return all(only.lets_in(alike.values[place]) for place, only in wanted.items())


def _span(counted: Sequence[Alike]) -> Span:
    return min(alike.unit for alike in counted), max(alike.unit for alike in counted)


def _sizes(counted: Sequence[Alike]) -> Counter[Values]:
    inside = Counter[Values]()
    for alike in counted:
        inside[alike.values] += alike.counts.n
    return inside


def _count(row: Sequence[Alike]) -> int:
    return sum(alike.counts.n for alike in row)


def _trimmed(chosen: Sequence[Alike]) -> list[Alike]:
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
