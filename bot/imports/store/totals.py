"""What a file of money comes to, to be held against where it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from bot.imports.store.scratch import Scratch

LARGEST_SHOWN = 10
A_YEAR = timedelta(days=365)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """One total in minor units of the reporting currency, or a plain count."""

    name: str
    value: int
    is_money: bool = True


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a file, and its largest customers with what the first total is for each."""

    sums: Sequence[Sum]
    largest: Sequence[tuple[str, int]]


def totals_of(scratch: Scratch, today: date) -> Totals | None:
    """Add up what a file says, whether or not it was known before; None where it is no money."""
    match scratch.kind.name:
        case "subscriptions":
            paid = scratch.ready.c.kind == "paid"
            year = (
                scratch.ready.c.annualised_reporting + scratch.ready.c.usage_annualised_reporting
            )
            return _held(scratch, today, ("start_date", "end_date"), (year, paid))
        case "terms":
            year = scratch.ready.c.annualised
            return _held(scratch, today, ("term_start", "term_end"), (year, literal(value=True)))
        case "revenue" | "costs":
            return _booked(scratch, today)
        case "deals":
            return _registered(scratch, today)
        case "payouts":
            return _earned(scratch, today)
        case _:
            return None


def _held(
    scratch: Scratch,
    today: date,
    days: tuple[str, str],
    what: tuple[ColumnElement[int], ColumnElement[bool]],
) -> Totals:
    start, end = (func.date(scratch.ready.c[name]) for name in days)
    year, counts = what

    def on(day: date) -> ColumnElement[bool]:
        begun = start <= day.isoformat()
        return and_(counts, begun, or_(end.is_(None), end > day.isoformat()))

    now = case((on(today), year), else_=0)
    before = case((on(today - A_YEAR), year), else_=0)
    held, customers, then = scratch.connection.execute(
        select(
            func.coalesce(func.sum(now), 0),
            func.count(case((on(today), scratch.ready.c.customer_id)).distinct()),
            func.coalesce(func.sum(before), 0),
        )
    ).one()
    sums = (
        Sum("mrr today", _a_month(held)),
        Sum("mrr a year ago", _a_month(then)),
        Sum("customers today", customers, is_money=False),
    )
    return Totals(sums, [(who, _a_month(value)) for who, value in _largest(scratch, now)])


def _booked(scratch: Scratch, today: date) -> Totals:
    ready = scratch.ready
    day, since = func.date(ready.c.booked_on), (today - A_YEAR).isoformat()
    lately = case((and_(day > since, day <= today.isoformat()), ready.c.amount), else_=0)
    year, whole = scratch.connection.execute(
        select(func.coalesce(func.sum(lately), 0), func.coalesce(func.sum(ready.c.amount), 0))
    ).one()
    largest = _largest(scratch, lately) if "customer_id" in scratch.columns else ()
    return Totals((Sum("the last 365 days", year), Sum("all of it", whole)), largest)


def _registered(scratch: Scratch, today: date) -> Totals:
    """Add up deals by how they stand; won and lost are those of the last 365 days."""
    ready, since = scratch.ready, (today - A_YEAR).isoformat()
    lately, worth = func.date(ready.c.closed_on) > since, ready.c.amount_reporting
    stands = {
        "open": ready.c.state == "registered",
        "won in the last 365 days": and_(ready.c.state == "won", lately),
        "lost in the last 365 days": and_(ready.c.state == "lost", lately),
    }
    return Totals(
        [Sum(name, _summed(scratch, worth, is_so)) for name, is_so in stands.items()], ()
    )


def _earned(scratch: Scratch, today: date) -> Totals:
    ready, since = scratch.ready, (today - A_YEAR).isoformat()
    which = {
        "earned in the last 365 days": func.date(ready.c.earned_on) > since,
        "not paid yet": ready.c.paid_on.is_(None),
        "all of it": literal(value=True),
    }
    worth = ready.c.amount_reporting
    return Totals([Sum(name, _summed(scratch, worth, is_so)) for name, is_so in which.items()], ())


def _summed(scratch: Scratch, worth: ColumnElement[int], is_so: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(worth), 0)).where(is_so)
    return int(scratch.connection.execute(total).scalar_one())


def _largest(scratch: Scratch, value: ColumnElement[int]) -> Sequence[tuple[str, int]]:
    total: ColumnElement[Any] = func.sum(value)
    rows = scratch.connection.execute(
        select(scratch.ready.c.customer_id, total)
        .group_by(scratch.ready.c.customer_id)
        .having(total > 0)
        .order_by(total.desc(), scratch.ready.c.customer_id)
        .limit(LARGEST_SHOWN)
    )
    return [(who, value) for who, value in rows]


def _a_month(year: int) -> int:
    """Return a twelfth, rounded half up."""
    return (2 * year + MONTHS) // (2 * MONTHS)
