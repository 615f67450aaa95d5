"""What one customer's subscriptions come to: stretches of equal pay, and movements by day.

Days are dates, or their texts as SQLite keeps them: they are put in order and nothing else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

Day: TypeAlias = Any
CUSTOMER, PRODUCT = "customer", "product"
LEVELS = (CUSTOMER, PRODUCT)
NEW, EXPANSION, CONTRACTION, CHURN = "new", "expansion", "contraction", "churn"
REACTIVATION, TRANSFER_IN, TRANSFER_OUT = "reactivation", "transfer_in", "transfer_out"
KINDS = (NEW, EXPANSION, CONTRACTION, CHURN, REACTIVATION, TRANSFER_IN, TRANSFER_OUT)


class Paid(NamedTuple):
    """What is paid a year over half-open days; `usage` is the part of the amount that is usage."""

    partner_id: str
    product_id: str
    start_date: Day
    end_date: Day | None
    amount: int
    usage: int


class Stretch(NamedTuple):
    """What is paid through a partner for a product over half-open days in which it is the same."""

    partner_id: str
    product_id: str
    start_date: Day
    end_date: Day | None
    amount: int
    usage: int


class Movement(NamedTuple):
    """What changed on a day at a partner; without a product where the whole customer is meant.

    What is lost, and what another partner took over, is below zero.
    """

    level: str
    day: Day
    partner_id: str
    product_id: str | None
    kind: str
    amount: int


class Ledger(NamedTuple):
    """All there is to say of one customer."""

    stretches: list[Stretch]
    movements: list[Movement]


def ledger_of(paid: Iterable[Paid]) -> Ledger:
    """Return the stretches and movements of one customer, in an order that follows from them."""
    changes: dict[Day, dict[tuple[str, str], list[int]]] = {}
    for partner, product, start, end, amount, usage in paid:
        cell = (partner, product)
        change = changes.setdefault(start, {}).setdefault(cell, [0, 0])
        change[0] += amount
        change[1] += usage
        if end is not None:
            change = changes.setdefault(end, {}).setdefault(cell, [0, 0])
            change[0] -= amount
            change[1] -= usage
    books = _Books()
    for day in sorted(changes):
        books.turn(day, changes[day])
    return books.close()


class _Books:
    """What stands at the end of a day, and what was written of the days before."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], tuple[Day, int, int]] = {}
        self._held: dict[str | None, int] = {}
        self._written = Ledger([], [])

    def turn(self, day: Day, changes: Mapping[tuple[str, str], list[int]]) -> None:
        """Go on to the end of a day on which so much more or less began to be paid."""
        whole: dict[str, int] = {}
        parts: dict[str, dict[str, int]] = {}
        for cell, (more, usage) in (
            sorted(changes.items()) if len(changes) > 1 else changes.items()
        ):
            if more or usage:
                self._stretch(day, cell, more, usage)
            if more:
                partner, product = cell
                whole[partner] = whole.get(partner, 0) + more
                parts.setdefault(product, {})[partner] = more
        self._move(CUSTOMER, day, None, whole)
        for product, at in parts.items():
            self._move(PRODUCT, day, product, at)

    def close(self) -> Ledger:
        """Return what was written, with what goes on and on."""
        stretches = self._written.stretches
        stretches += (
            Stretch(*cell, since, None, *pays) for cell, (since, *pays) in self._open.items()
        )
        stretches.sort(key=lambda each: each[:3])
        return self._written

    def _stretch(self, day: Day, cell: tuple[str, str], more: int, usage: int) -> None:
        since, amount, used = self._open.pop(cell, (day, 0, 0))
        if amount:
            self._written.stretches.append(Stretch(*cell, since, day, amount, used))
        if amount + more:
            self._open[cell] = (day, amount + more, used + usage)

    def _move(self, level: str, day: Day, unit: str | None, at: Mapping[str, int]) -> None:
        change = sum(at.values())
        before = self._held.get(unit)
        after = (before or 0) + change
        kind = _kind(before, after)
        # Nearly every customer has one partner, and there are millions of these rows.
        moved = _one(at, kind) if len(at) == 1 else _kinds(at, kind)
        self._written.movements.extend(
            [Movement(level, day, partner, unit, kind, amount) for partner, kind, amount in moved]
        )
        if at:
            self._held[unit] = after


def _one(at: Mapping[str, int], kind: str) -> list[tuple[str, str, int]]:
    return [(partner, kind, amount) for partner, amount in at.items() if amount]


def _kind(before: int | None, after: int) -> str:
    """Say what it is for the unit as a whole; `before` is None for one that never paid."""
    if not before:
        return NEW if before is None else REACTIVATION
    if not after:
        return CHURN
    return EXPANSION if after > before else CONTRACTION


def _kinds(at: Mapping[str, int], kind: str) -> Iterator[tuple[str, str, int]]:
    """Part what changed at each partner into what went from one to another, and the rest."""
    gained = sum(amount for amount in at.values() if amount > 0)
    carried = min(gained, gained - sum(at.values()))
    gains = _shares(carried, {partner: each for partner, each in at.items() if each > 0})
    losses = _shares(carried, {partner: -each for partner, each in at.items() if each < 0})
    for partner, amount in at.items():
        moved = gains.get(partner, 0) - losses.get(partner, 0)
        if moved:
            yield partner, TRANSFER_IN if moved > 0 else TRANSFER_OUT, moved
        if amount != moved:
            yield partner, kind, amount - moved


def _shares(total: int, of: Mapping[str, int]) -> Mapping[str, int]:
    """Part a total in whole units by what each has, to none more than that."""
    whole = sum(of.values())
    if total in (0, whole):
        return of if total else {}
    shares = {partner: total * amount // whole for partner, amount in of.items()}
    # Who lost most by rounding down is first, and of two alike the one whose key is.
    waiting = sorted(of, key=lambda partner: (-(total * of[partner] % whole), partner))
    for partner in waiting[: total - sum(shares.values())]:
        shares[partner] += 1
    return shares


def as_decided(wanted: Iterable[Movement], stored: Iterable[Movement]) -> list[Movement]:
    """Keep what was decided of a partner's movements on a day wherever they come to the same.

    Whether a customer came from elsewhere or is new is known from rows of others, and those
    may be gone: then what was decided when they were there is all there is.
    """
    old, new = _by_cell(stored), _by_cell(wanted)
    return [
        each
        for cell, movements in new.items()
        for each in (old[cell] if _sum(old.get(cell, ())) == _sum(movements) else movements)
    ]


def _by_cell(movements: Iterable[Movement]) -> dict[tuple[Any, ...], list[Movement]]:
    cells: dict[tuple[Any, ...], list[Movement]] = {}
    for each in movements:
        cells.setdefault(each[:4], []).append(each)
    return cells


def _sum(movements: Collection[Movement]) -> int:
    return sum(each.amount for each in movements)
