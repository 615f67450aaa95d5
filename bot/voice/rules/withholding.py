"""Which scores are withheld: of a few, and all that would give a few away.

Whoever reads one score may ask for the next: of another time, of all but one partner, of one
role, of each. What is told never rests on answers of which all but one to four are the same as
of something else that is told, so that nobody subtracts one from the other. Four rules:

- A wave of which fewer than five answers would count is left out; in between, so is all before it.
- Of two scores of single values that are that close, the one that says more about whom it means
  is withheld.
- Of the rows of a table, the smallest goes too where those that are told, added up, would come
  that close to the whole, or to some rows of another table of the same people.
- A score of several values at once is told only where every value of everything has none of its
  answers, or five.

`docs/decisions` says why that is enough; `tests/unit/test_withholding.py` searches for a pair.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.voice.rules.beside import Beside, Table
from bot.voice.rules.nearness import (
    Alike,
    Single,
    Sizes,
    Span,
    Values,
    count,
    near,
    newest_by_time,
    shared,
    sizes_of,
    slices_of,
    span_of,
    trimmed,
)
from bot.voice.rules.scores import LEAST_ANSWERS
from bot.voice.rules.wanted import Wanted, lets_in


class World:
    """All answers of one kind that somebody may have scores of."""

    def __init__(self, answers: Iterable[Alike]) -> None:
        self._by_unit: defaultdict[int, list[Alike]] = defaultdict(list)
        for alike in answers:
            self._by_unit[alike.unit].append(alike)
        self._newest: dict[int, Sizes] = {}
        self._latest: dict[Span, Sizes] = {}
        self._times: dict[Span, _Time] = {}

    def groups(self, places: Sequence[int], first: int, last: int, wanted: Wanted) -> set[Values]:
        """Return the values at these places of all who answered in a time and are let in."""
        answers = self.time(first, last).answers
        if wanted:
            answers = [alike for alike in answers if lets_in(wanted, alike)]
        return {tuple([alike.values[place] for place in places]) for alike in answers}

    def told(self, first: int, last: int, wanted: Wanted) -> list[Alike] | None:
        """Return the answers that the score of a time rests on; None where it is withheld."""
        time = self.time(first, last)
        if all(only.is_single for only in wanted.values()):
            single = tuple(
                (place, value) for place in sorted(wanted) for value in wanted[place].values
            )
            return time.told(single)
        chosen = [alike for alike in time.answers if lets_in(wanted, alike)]
        row = trimmed(chosen)
        lines = slices_of(sizes_of(row))
        if not row or any(n < LEAST_ANSWERS for line in lines for n in line.values()):
            return None
        # Rows of which nothing was trimmed add up to what several of their values choose.
        is_whole = span_of(row) == span_of(chosen)
        return row if is_whole and not self.is_close(row) else None

    def is_close(self, row: Sequence[Alike], single: Single | None = None) -> bool:
        """Say whether all but one to four answers are the same as those of something simpler.

        Without `single` they are of several values at once, and everything else is simpler.
        """
        span, inside = span_of(row), sizes_of(row)
        newest = sizes_of(alike for alike in row if alike.unit == span[1])
        size = inside.total()
        slices = slices_of(inside)
        for other in near(slices, size, len(slices if single is None else single)):
            if single is not None and (len(other), other) >= (len(single), single):
                continue
            more = self.sizes_at(span[1]).of(other) - shared(newest, other)
            # Whoever answered last counts in both: so many more are no few.
            if more < LEAST_ANSWERS:
                both = shared(inside, other)
                if 0 < size + self._sizes_in(span).of(other) - 2 * both < LEAST_ANSWERS:
                    return True
        return False

    def sizes_at(self, unit: int) -> Sizes:
        """Count all answers of one wave."""
        if unit not in self._newest:
            self._newest[unit] = Sizes(self._by_unit.get(unit, ()))
        return self._newest[unit]

    def _sizes_in(self, span: Span) -> Sizes:
        """Count the latest answers of everybody between two waves."""
        if span not in self._latest:
            answers = self.time(*span).answers
            self._latest[span] = Sizes(alike for alike in answers if alike.again > span[1])
        return self._latest[span]

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
        self._span = span_of(answers) if answers else (0, 0)
        self._cut: dict[tuple[Single, int], dict[str, list[Alike]]] = {}
        self._rows: dict[Single, list[Alike]] = {}
        self._tables: dict[tuple[Single, int], frozenset[str]] = {}
        self._filed: dict[tuple[Single, int | None], Table] = {}
        self._counted: Sizes | None = None
        self._always: dict[tuple[int, str], set[tuple[int, str]]] = {}

    def told(self, single: Single) -> list[Alike] | None:
        """Return the answers with these values; None where their score is withheld."""
        row = self.row(single)
        return None if not row or self._goes_with_a_smaller(single, row) else row

    def row(self, single: Single) -> list[Alike]:
        """Return the answers with these values, none where their score is close to another."""
        row = self._rows.get(single)
        if row is None and self._is_said_twice(single):
            row = self._rows[single] = self.row(single[:1])
        if row is None:
            row = trimmed(self._of(single))
            if single and row and self._world.is_close(row, single):
                row = []
            self._rows[single] = row
        return row

    def _sizes(self) -> Sizes:
        """Count all answers of this time, replaced ones too."""
        if self._counted is None:
            self._counted = Sizes(self.answers)
        return self._counted

    def _is_said_twice(self, single: Single) -> bool:
        """Say whether it names a partner, and beside it only what that partner is anyway."""
        if len(single) < 2 or single[0][0] != _PARTNER:  # noqa: PLR2004 - a partner and more
            return False
        answers = self._of(single[:1])
        if single[0] not in self._always:
            pairs = set(enumerate(answers[0].values)) if answers else set()
            for alike in answers:
                pairs.intersection_update(enumerate(alike.values))
            self._always[single[0]] = pairs
        return self._always[single[0]].issuperset(single)

    def table(self, rest: Single, place: int) -> dict[str, list[Alike]]:
        """Return the rows of a table of these people, but for those close to something simpler."""
        values = self._cut_by(rest, place)
        rows = {value: self.row(tuple(sorted((*rest, (place, value))))) for value in values}
        return {value: row for value, row in rows.items() if row}

    def _of(self, single: Single) -> Sequence[Alike]:
        """Return all answers with these values, replaced ones too."""
        if not single:
            return self.answers
        place, value = single[-1]
        return self._cut_by(single[:-1], place).get(value, [])

    def _cut_by(self, rest: Single, place: int) -> dict[str, list[Alike]]:
        """Return all answers with these values by the value at a place, replaced ones too."""
        found = self._cut.get((rest, place))
        if found is None:
            found = self._cut[rest, place] = defaultdict(list)
            for alike in self._of(rest):
                found[alike.values[place]].append(alike)
        return found

    def _goes_with_a_smaller(self, single: Single, row: Sequence[Alike]) -> bool:
        """Say whether a row goes with a smaller one of its table, however it is asked for."""
        if not single:
            return False
        always = [
            (place, line[0])
            for place, line in enumerate(zip(*(alike.values for alike in row), strict=True))
            # What everybody has chooses nobody.
            if len(set(line)) == 1 < len(self._cut_by((), place))
        ]
        size = self._sizes().of(single)
        for place, value in always:
            asked = tuple(pair for pair in single if pair[0] != place)
            others = [(), *((pair,) for pair in always if pair[0] != place)]
            for rest in dict.fromkeys((asked, *others)):
                # What lets in all of these, and as many as they are, lets in the same.
                same = self._sizes().of(tuple(sorted((*rest, (place, value))))) == size
                is_more = same and self._sizes().of(rest) > size
                if is_more and value in self._next_smallest(rest, place):
                    return True
        return self._is_the_sum_of_partners(single, row)

    def _is_the_sum_of_partners(self, single: Single, row: Sequence[Alike]) -> bool:
        """Say whether partners' scores add up to nearly one that several things choose."""
        if len(single) == 1 or single[0][0] == _PARTNER:
            return False
        partners = self.table(single, _PARTNER)
        return Beside(Table({"": row}), partners).comes_close(partners.keys())

    def _next_smallest(self, rest: Single, place: int) -> frozenset[str]:
        """Return which rows of a table are withheld beside those of a few."""
        known = self._tables.get((rest, place))
        if known is not None:
            return known
        rows = self.table(rest, place)
        others = (*self._coarser(rest, place), *self._within(rest, place, rows))
        beside = [Beside(other, rows) for other in others]
        kept = sorted(rows, key=lambda value: (count(rows[value]), value), reverse=True)
        while kept and any(each.comes_close(set(kept)) for each in beside):
            kept.pop()
        found = self._tables[rest, place] = frozenset(rows.keys() - set(kept))
        return found

    def _coarser(self, rest: Single, place: int) -> Iterator[Table]:
        """Yield the whole and the coarser tables of these people, and all those of everybody."""
        fixed = {each for each, _ in rest}
        yield self.filed(rest, None)
        for other in _COARSER[place]:
            if other not in fixed:
                yield self.filed(rest, other)
                if not rest and (left := self._left_by(other)):
                    yield left
        if rest and not self._is_of_whole_partners(rest, place):
            yield self.filed((), None)
            for other in _COARSER:
                yield self.filed((), other)

    def _is_of_whole_partners(self, rest: Single, place: int) -> bool:
        """Say whether its rows are of partners wholly in it, as they are among everybody."""
        partners = self._cut_by(rest, place) if place == _PARTNER else ()
        return bool(partners) and all(
            self._is_said_twice(((place, partner), *rest)) for partner in partners
        )

    def filed(self, rest: Single, place: int | None) -> Table:
        """Return a table of these people, of one row without a place, to hold others against."""
        found = self._filed.get((rest, place))
        if found is None:
            rows = {"": self.row(rest)} if place is None else self.table(rest, place)
            found = self._filed[rest, place] = Table(rows)
        return found

    def _left_by(self, place: int) -> Table | None:
        """Return what the rows that are told leave of everybody, which is known by them."""
        rows, whole = self.table((), place), self.row(())
        told = {value: rows[value] for value in rows.keys() - self._next_smallest((), place)}
        inside = {alike for row in told.values() for alike in row}
        left = [alike for alike in whole if alike not in inside]
        is_known = inside.issubset(whole) and count(left) >= LEAST_ANSWERS
        return Table({**told, "\0": left}) if is_known else None

    def _within(
        self, rest: Single, place: int, rows: Mapping[str, Sequence[Alike]]
    ) -> Iterator[Table]:
        """Yield what there is in the shorter times that some rows rest on: they may add up to it.

        That is the wholes, and of rows of some people also rows of everybody. What has many more
        of the newest answers than these rows is none of it.
        """
        has_tables = bool(rest) and not self._is_of_whole_partners(rest, place)
        for (first, last), inside in newest_by_time(rows.values()):
            if (first, last) == self._span:
                continue
            time, everybody = self._world.time(first, last), self._world.sizes_at(last)
            for whole in dict.fromkeys((rest, ())):
                if everybody.of(whole) < inside.total() + LEAST_ANSWERS:
                    yield time.filed(whole, None)
            for other, line in enumerate(slices_of(inside) if has_tables else ()):
                found = {
                    value: time.row(((other, value),))
                    for value, n in line.items()
                    if everybody.of(((other, value),)) < n + LEAST_ANSWERS
                }
                if any(found.values()):
                    yield Table({value: row for value, row in found.items() if row})


_PARTNER = 0
_COARSER = {0: (1, 2, 3, 4, 5), 1: (), 2: (1,), 3: (1, 2), 4: (1, 2, 3), 5: (1, 2, 3, 4)}
"""Of two tables of the same people, the rows of the finer one are withheld: partners' first."""
