"""What became of an opening over windows of whole months, added up over all customers.

Of a customer only the months in which something moved are looked at: between them nothing
changes. So sums are kept as steps, and months in which they stay the same are one row.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from bot.figures.rules.ledger import TRANSFER_IN, TRANSFER_OUT, Day, Movement

A_MONTH, A_QUARTER, A_YEAR = 1, 3, 12
LENGTHS = (A_MONTH, A_QUARTER, A_YEAR)
"""The windows that are added up, in months."""
_MONTHS_A_YEAR = 12
_BITS = 64
_MASK, _HALF = (1 << _BITS) - 1, 1 << (_BITS - 1)
_LOST, _OPENING, _CLOSING, _KEPT = (1 << _BITS * place for place in range(1, 5))
_GONE, _OPENED_AND_KEPT, _CLOSED_AND_KEPT = 1 + _LOST, _OPENING + _KEPT, _CLOSING + _KEPT
_CARRIED = frozenset({TRANSFER_IN, TRANSFER_OUT})


class Group(NamedTuple):
    """Whose cohort: everybody's, that of a partner, or that of a product."""

    months: int
    partner_id: str | None = None
    product_id: str | None = None


class Sums(NamedTuple):
    """Units there at the opening, those lost by the close, and what they paid, pay, and kept.

    What was there too and went to another partner inside the window is in none of these, but
    in `away`: how many units that is all of, and how much.
    """

    opening: int
    lost: int
    opening_amount: int
    closing_amount: int
    kept_amount: int
    away: int
    away_amount: int


class Total(NamedTuple):
    """The sums of windows that close from one month on, and before another; days are firsts."""

    start_date: Day
    end_date: Day | None
    sums: Sums


_Steps = defaultdict[int, int]
"""By how much sums change from one month to the next, in one number each (`_packed`)."""
_Sums = defaultdict[Group, _Steps]


class Totals:
    """Adds up cohorts, customer by customer."""

    def __init__(self) -> None:
        self._sole: _Sums = defaultdict(lambda: defaultdict(int))
        self._others: _Sums = defaultdict(lambda: defaultdict(int))
        self._months: dict[Day, int] = {}

    def take(self, movements: Iterable[Movement]) -> None:
        """Add all that one customer's movements come to."""
        at, of, carried = self._sorted(movements)
        for product, moved in of.items():
            closes = _closes(moved)
            _add(self._others[Group(A_YEAR, None, product)], closes, A_YEAR)
        if len(at) == 1 and not carried:
            for partner, moved in at.items():
                closes = _closes(moved)
                for months in LENGTHS:
                    _add(self._sole[Group(months, partner)], closes, months)
            return
        whole = _closes(_together(at.values()))
        for months in LENGTHS:
            _add(self._others[Group(months)], whole, months)
            for partner, moved in at.items():
                sums = self._others[Group(months, partner)]
                if partner in carried:
                    _add_apart(sums, moved, carried[partner], months)
                else:
                    _add(sums, _closes(moved), months)

    def steps(self) -> "_Sums":
        """Return the steps of every group; nothing is taken after that."""
        found, sole = self._others, self._sole
        self._others = self._sole = defaultdict(lambda: defaultdict(int))
        for group, steps in sole.items():
            for sums in (found[group], found[Group(group.months)]):
                for month, change in steps.items():
                    sums[month] += change
        return found

    def _sorted(
        self, movements: Iterable[Movement]
    ) -> tuple[dict[str, "_Moved"], dict[str, "_Moved"], dict[str, "_Carried"]]:
        """Return what moved by month at each partner and of each product, and transfers."""
        at: dict[str, _Moved] = {}
        of: dict[str, _Moved] = {}
        carried: dict[str, _Carried] = {}
        months = self._months
        for _level, day, partner, product, kind, amount in movements:
            if (month := months.get(day)) is None:
                month = months[day] = month_number(day)
            if product is not None:
                moved = of.setdefault(product, {})
            else:
                moved = at.setdefault(partner, {})
                if kind in _CARRIED:
                    ways = carried.setdefault(partner, {}).setdefault(month, [0, 0])
                    ways[kind == TRANSFER_IN] += abs(amount)
            moved[month] = moved.get(month, 0) + amount
        return at, of, carried


_Moved = dict[int, int]
_Carried = dict[int, list[int]]
"""By month, what went to another partner and what came from one."""


def totals(steps: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int | None, Sums]]:
    """Yield from which month on and before which one sums stay the same, and are not nothing."""
    since, value = 0, 0
    for month, change in sorted(steps):
        if not change:
            continue
        if value:
            yield since, month, _unpacked(value)
        since, value = month, value + change
    if value:
        yield since, None, _unpacked(value)


def steps_of(stored: Iterable[tuple[int, int | None, Sums]]) -> Iterator[tuple[int, int]]:
    """Yield the steps that totals were made of."""
    for since, until, sums in stored:
        value = _packed(sums)
        yield since, value
        if until is not None:
            yield until, -value


def month_number(day: Day) -> int:
    """Give the month of a day, or of its text, a number; the next month has the next one."""
    if isinstance(day, date):
        return day.year * _MONTHS_A_YEAR + day.month - 1
    return int(day[:4]) * _MONTHS_A_YEAR + int(day[5:7]) - 1


def first_of(month: int) -> date:
    """Return the first day of a numbered month."""
    return date(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)


def _closes(moved: _Moved) -> list[tuple[int, int]]:
    balance, closes = 0, []
    for month in sorted(moved):
        balance += moved[month]
        closes.append((month, balance))
    return closes


def _add(sums: "_Steps", closes: list[tuple[int, int]], months: int) -> None:
    """Add how the sums change of one unit of which nothing went from partner to partner.

    Each balance is a close from its month on, and an opening so many months later.
    There are millions of them, so nothing is called.
    """
    events = [(month, False, balance) for month, balance in closes]
    events += [(month + months, True, balance) for month, balance in closes]
    events.sort()
    before = opened = closed = 0
    for month, opens, balance in events:
        if opens:
            opened = balance
        else:
            closed = balance
        if not opened:
            now = 0
        elif not closed:
            now = _GONE + opened * _OPENING
        elif opened < closed:
            now = 1 + opened * _OPENED_AND_KEPT + closed * _CLOSING
        else:
            now = 1 + opened * _OPENING + closed * _CLOSED_AND_KEPT
        if now != before:
            sums[month] += now - before
            before = now


def _add_apart(sums: "_Steps", moved: _Moved, carried: _Carried, months: int) -> None:
    """Add how the sums change of a unit without what it took to another partner or brought."""
    known, held, gone, come = sorted(moved), [0], [0], [0]
    for month in known:
        away, brought = carried.get(month, (0, 0))
        held.append(held[-1] + moved[month])
        gone.append(gone[-1] + away)
        come.append(come[-1] + brought)
    before = 0
    for month in sorted({*known, *(each + months for each in known)}):
        first, last = bisect_right(known, month - months), bisect_right(known, month)
        opened = held[first] - (gone[last] - gone[first])
        closed = held[last] - (come[last] - come[first])
        now = _one(held[first], max(opened, 0), max(closed, 0))
        sums[month] += now - before
        before = now


def _one(held: int, opened: int, closed: int) -> int:
    """Return the sums of one unit as one number, of which so much was held and not carried off."""
    if not opened:
        return _packed((0, 0, 0, 0, 0, held > 0, held))
    return _packed((1, not closed, opened, closed, min(opened, closed), 0, held - opened))


def _together(moved: Iterable[_Moved]) -> _Moved:
    whole: _Moved = {}
    for each in moved:
        for month, amount in each.items():
            whole[month] = whole.get(month, 0) + amount
    return whole


def _packed(sums: Sequence[Any]) -> int:
    """Put sums into one number, so that they are added in one step: there are millions."""
    return sum(int(each) << _BITS * place for place, each in enumerate(sums))


def _unpacked(value: int) -> Sums:
    found = []
    for _ in Sums._fields:
        low = value & _MASK
        low -= (low >= _HALF) << _BITS
        found.append(low)
        value = (value - low) >> _BITS
    return Sums(*found)
