"""Which groups' scores are withheld: the small ones, and all that would give them away.

Whoever reads one table may ask for the next: for the totals of a line, for a group alone, for
all but one. What is known by subtraction is known.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.voice.rules.scores import LEAST_ANSWERS, hidden_groups

Groups = tuple[str, ...]
Passes = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answered, by all that a figure is cut by: its groups first, then its filters.

    `passes` says for each of these dimensions which values the figure lets in.
    """

    sizes: Mapping[Groups, int]
    grouped: int
    passes: Sequence[Passes]

    def lets_in(self, values: Groups, but: int | None = None) -> bool:
        """Say whether the filters let these values in, leaving one dimension aside."""
        return all(
            passes(value)
            for at, (passes, value) in enumerate(zip(self.passes, values, strict=True))
            if at != but
        )

    def counted(self, *, filtered: bool = True) -> dict[Groups, int]:
        """Count the answers of each group; unfiltered, all of those groups' answers."""
        counts: defaultdict[Groups, int] = defaultdict(int)
        for values, size in self.sizes.items():
            kept = self.lets_in(values) if filtered else self._is_shown(values)
            if kept:
                counts[values[: self.grouped]] += size
        return counts

    def lines(self, at: int) -> Iterator[tuple[Groups, dict[str, int]]]:
        """Lay out a dimension's values side by side, with all groups else as they are."""
        lines: defaultdict[Groups, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for values, size in self.sizes.items():
            if self.lets_in(values, but=at):
                others = tuple(v for place, v in enumerate(values[: self.grouped]) if place != at)
                lines[others][values[at]] += size
        yield from lines.items()

    def _is_shown(self, values: Groups) -> bool:
        return all(
            passes(value)
            for passes, value in zip(self.passes[: self.grouped], values, strict=False)
        )


def withheld_groups(answered: Answered) -> frozenset[Groups]:
    """Choose the groups of a figure to withhold."""
    counts, everybody = answered.counted(), answered.counted(filtered=False)
    hidden = {
        group
        for group, count in counts.items()
        if count < LEAST_ANSWERS or 0 < everybody[group] - count < LEAST_ANSWERS
    }
    for at in range(answered.grouped, len(answered.passes)):
        hidden |= _left_over(answered, at)
    before = None
    while before != len(hidden):
        before = len(hidden)
        for at in range(answered.grouped):
            hidden |= _beside(answered, at, hidden)
    return frozenset(hidden)


def _left_over(answered: Answered, at: int) -> set[Groups]:
    """Find groups whose filter parts the withheld values of a line from one another."""
    found = set()
    for group, line in answered.lines(at):
        hidden = hidden_groups(line)
        inside = sum(line[value] for value in hidden if answered.passes[at](value))
        outside = sum(line[value] for value in hidden) - inside
        if 0 < inside < LEAST_ANSWERS or 0 < outside < LEAST_ANSWERS:
            found.add(group)
    return found


def _beside(answered: Answered, at: int, hidden: set[Groups]) -> set[Groups]:
    """Find groups that give a withheld one away in a line with it."""
    found = set()
    for others, line in answered.lines(at):
        cells = {value: (*others[:at], value, *others[at:]) for value in line}
        known = {value for value, cell in cells.items() if cell in hidden}
        found |= {cells[value] for value in hidden_groups(line, known=known)}
    return found
