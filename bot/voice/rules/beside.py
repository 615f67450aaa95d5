"""Whether rows of two tables add up to nearly the same answers."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.voice.rules.nearness import Alike, count
from bot.voice.rules.scores import LEAST_ANSWERS


class Table:
    """The rows of a table, by the answers in them."""

    def __init__(self, rows: Mapping[str, Sequence[Alike]]) -> None:
        self.row_of = {alike: value for value, row in rows.items() for alike in row}
        self.sizes = {value: count(row) for value, row in rows.items()}


class Beside:
    """Rows of a table beside another one, of which some may add up to nearly the same.

    Think of the rows of both, and of all that is not told, as points, between which lie the
    answers that two of them share. To add some rows of one table up, and take some of the other
    away, cuts the points in two; what comes out of it are the answers between both sides.
    """

    def __init__(self, others: Table, rows: Mapping[str, Sequence[Alike]]) -> None:
        shared: defaultdict[tuple[str, str | None], int] = defaultdict(int)
        for value, row in rows.items():
            for alike in row:
                shared[value, others.row_of.get(alike)] += alike.counts.n
        left = Counter(others.sizes)
        for (_, other), n in shared.items():
            if other is not None:
                left[other] -= n
        # One that has five other answers is in no sum that comes close.
        self._left = {other: n for other, n in left.items() if n < LEAST_ANSWERS}
        ties: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
        for (value, other), n in shared.items():
            ties[value][other if other in self._left else None] += n
        # Nor is a row that has nothing of those that are left.
        self._ties = {value: tie for value, tie in ties.items() if _may_be_cut(tie)}

    def comes_close(self, told: Collection[str]) -> bool:
        """Say whether some of the rows that are told are one to four answers from some others."""
        between: defaultdict[Point, Counter[Point]] = defaultdict(Counter)
        for row, ties in self._ties.items():
            one = (0, row) if row in told else _UNTOLD
            for other, n in ties.items():
                _tie(between, one, (1, other) if other is not None else _UNTOLD, n)
        for other, n in self._left.items():
            _tie(between, _UNTOLD, (1, other), n)
        return is_cut_by_few(between)


Point = tuple[int, str | None]
_UNTOLD: Point = (2, None)


def _may_be_cut(tie: Counter[str | None]) -> bool:
    return tie.keys() != {None} or tie[None] < LEAST_ANSWERS


def _tie(between: dict[Point, Counter[Point]], one: Point, two: Point, n: int) -> None:
    if one != two and n:
        between[one][two] += n
        between[two][one] += n


def is_cut_by_few(between: dict[Point, Counter[Point]]) -> bool:
    """Say whether points can be cut in two with one to four answers between both sides.

    Points that no such cut parts are made one, until none are left (Stoer and Wagner, 1997).
    """
    heavy = [
        (one, two)
        for one, ties in between.items()
        for two, n in ties.items()
        if n >= LEAST_ANSWERS
    ]
    _join_heavy(between, heavy)
    while True:
        start = next((point for point, ties in between.items() if ties), None)
        if start is None:
            return False
        one, last, ties = _farthest(between, start)
        if ties < LEAST_ANSWERS:
            return True
        _join_heavy(between, _made_one(between, one, last))


def _join_heavy(between: dict[Point, Counter[Point]], pairs: list[tuple[Point, Point]]) -> None:
    """Make one of every two of these that have five answers or more between them."""
    while pairs:
        one, two = pairs.pop()
        if one in between and between[one][two] >= LEAST_ANSWERS:
            pairs += _made_one(between, one, two)


def _made_one(
    between: dict[Point, Counter[Point]], one: Point, two: Point
) -> list[tuple[Point, Point]]:
    """Make one point of two; return it with each neighbour that it must be one with as well."""
    if len(between[one]) < len(between[two]):
        one, two = two, one
    heavy = []
    for other, n in between.pop(two).items():
        del between[other][two]
        if other != one:
            between[one][other] += n
            between[other][one] += n
            if between[one][other] >= LEAST_ANSWERS:
                heavy.append((one, other))
    return heavy


def _farthest(between: dict[Point, Counter[Point]], start: Point) -> tuple[Point, Point, int]:
    """Walk to whatever is tied most to those already seen; return the last two, and its ties."""
    before, at, ties = start, start, 0
    waiting = Counter[Point]({start: 0})
    seen: set[Point] = set()
    while waiting:
        before, (at, ties) = at, max(waiting.items(), key=lambda each: each[1])
        del waiting[at]
        seen.add(at)
        for other, n in between[at].items():
            if other not in seen:
                waiting[other] += n
    return before, at, ties
