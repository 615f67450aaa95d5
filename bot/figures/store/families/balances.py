"""Balances, read from what was added up as the month began, and from what moved since.

What partners had is added up over them. Customers are so too, but for those whom several share:
they are few, known by day, and looked at row by row.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from bot.figures.rules.cohorts import A_MONTH
from bot.figures.rules.windows import DAY, Window
from bot.figures.store.families.added_up import is_apart, totals_of
from bot.figures.store.families.running import CHURN, STARTS
from bot.figures.store.figure_cuts import OF_PARTNERS, cut, in_force, labelled
from bot.figures.store.ledger_tables import Movement, SharedCustomer, Stretch
from bot.figures.store.metrics import Asked
from bot.figures.store.months import month_of
from bot.store.scoping import scoped

BALANCES = frozenset({"amount", "customers"})
"""What is added up of a balance."""
MOST = 60
"""Of so many days at most each is looked up by itself."""


def is_balance_added_up(asked: Asked, window: Window, names: tuple[str, ...]) -> bool:
    """Say whether the balance at the end of a window was added up as it is asked for."""
    return (
        {*names} <= BALANCES
        and asked.plan.dimensions <= OF_PARTNERS
        and window.end.day == 1
        and window.last <= asked.footing.calendar.today
    )


def added_up_balance(asked: Asked, _windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, groups, and what is held at each close, which is the end of a month."""
    return _summed(asked, names, moves=False)


def is_balance_since(asked: Asked, names: tuple[str, ...]) -> bool:
    """Say whether balances of these days can be had of what was added up.

    To a partner it is not told which of their customers others have too.
    """
    return (
        {*names} <= BALANCES
        and asked.plan.dimensions <= OF_PARTNERS
        and asked.principal.is_vendor
        and len(asked.pieces) <= MOST
    )


def balance_since(asked: Asked, _windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, groups, and what is held at each close.

    It is what was added up as the month began, and what moved since.
    """
    return _summed(asked, names, moves=True)


@dataclass(frozen=True, slots=True)
class _Day:
    """One close, `since` which month's beginning nothing is added up, and the day before that.

    In values and not in a table: SQLite would look at all rows sooner than at those of a month.
    """

    key: ColumnElement[Any]
    closing: ColumnElement[Any]
    since: ColumnElement[Any]
    before: ColumnElement[Any]

    @classmethod
    def of(cls, key: int, closing: date) -> "_Day":
        """Return the end of a day."""
        since = (closing + DAY).replace(day=1)
        days = (literal(day, Date) for day in (closing, since, since - DAY))
        return cls(literal(key, Integer).label("key"), *days)


def _summed(asked: Asked, names: tuple[str, ...], *, moves: bool) -> Select[Any]:
    total, today = totals_of(asked, {A_MONTH}), asked.footing.calendar.today
    parts = list[Select[Any]]()
    for key, piece in enumerate(asked.pieces):
        day = _Day.of(key, min(piece.last, today))
        parts.append(_begun(asked, total, day))
        if moves:
            parts.append(_moved_apart(asked, day) if is_apart(asked) else _moved(asked, day))
        if is_apart(asked) and asked.principal.is_vendor:
            parts.append(_shared(asked, day))
    found = union_all(*parts).subquery("found")
    groups = [found.c[f"label_{index}"] for index in range(len(asked.plan.group_by))]
    sums = {name: func.sum(found.c[name]) for name in BALANCES}
    return (
        select(found.c.key, *groups, *(sums[name] for name in names))
        .group_by(found.c.key, *groups)
        .having(sums["amount"] > 0)
    )


def _begun(asked: Asked, total: CTE, day: _Day) -> Select[Any]:
    """Select what was held as the month began: the opening of that month."""
    chosen = cut(total, total, day.closing, asked.plan, asked.principal)
    return (
        select(day.key, *labelled(chosen.labels))
        .add_columns((total.c.opening_amount + total.c.away_amount).label("amount"))
        .add_columns((total.c.opening + total.c.away).label("customers"))
        .select_from(chosen.source)
        .where(in_force(total, day.since), *chosen.conditions)
    )


def _since(movement: Subquery, day: _Day) -> tuple[ColumnElement[bool], ...]:
    """Say that a customer moved so from the month's beginning on: as the index has it."""
    return (
        movement.c.product_id.is_(None),
        month_of(movement.c.day) == month_of(day.since),
        movement.c.day <= day.closing,
    )


def _moved(asked: Asked, day: _Day) -> Select[Any]:
    """Select what moved of each customer: they come or go once a day, whoever has them."""
    movement = scoped(Movement, asked.principal)
    came = func.max(case((movement.c.kind.in_(STARTS), 1), else_=0))
    went = func.max(case((movement.c.kind == CHURN, 1), else_=0))
    return (
        select(day.key, func.sum(movement.c.amount).label("amount"))
        .add_columns((came - went).label("customers"))
        .where(*_since(movement, day))
        .group_by(movement.c.customer_id, movement.c.day)
    )


def _moved_apart(asked: Asked, day: _Day) -> Select[Any]:
    """Select what moved at each partner; whom several share come and go elsewhere."""
    movement = scoped(Movement, asked.principal)
    comes = case(
        (movement.c.customer_id.in_(_sharing(asked, day)), 0),
        (movement.c.kind.in_(STARTS), 1),
        (movement.c.kind == CHURN, -1),
        else_=0,
    )
    each = (
        select(movement.c.partner_id, func.sum(movement.c.amount).label("amount"))
        .add_columns(func.sum(comes).label("customers"))
        .where(*_since(movement, day))
        .group_by(movement.c.partner_id)
        .subquery("moved")
    )
    chosen = cut(each, each, day.closing, asked.plan, asked.principal)
    return (
        select(day.key, *labelled(chosen.labels), each.c.amount, each.c.customers)
        .select_from(chosen.source)
        .where(*chosen.conditions)
    )


def _sharing(asked: Asked, day: _Day) -> Select[Any]:
    """Select whom several partners had since the month began."""
    shared = scoped(SharedCustomer, asked.principal)
    ends = shared.c.last_day
    return select(shared.c.customer_id).where(
        shared.c.first_day <= day.closing, or_(ends.is_(None), ends >= day.before)
    )


def _shared(asked: Asked, day: _Day) -> Select[Any]:
    """Select how many more customers groups have than their partners had as the month began.

    Of those alone whom several partners share, and in a group they are one.
    """
    stretch = scoped(Stretch, asked.principal)
    now, then = in_force(stretch, day.closing), in_force(stretch, day.before)
    held = (
        select(stretch.c.customer_id, stretch.c.partner_id)
        .add_columns(func.max(case((now, 1), else_=0)).label("is_there"))
        .add_columns(func.max(case((then, 1), else_=0)).label("was_there"))
        .where(stretch.c.customer_id.in_(_sharing(asked, day)), or_(now, then))
        .group_by(stretch.c.customer_id, stretch.c.partner_id)
        .subquery("held")
    )
    chosen = cut(held, held, day.closing, asked.plan, asked.principal)
    more = func.max(held.c.is_there) - func.sum(held.c.was_there)
    return (
        select(day.key, *labelled(chosen.labels), literal(0, BigInteger).label("amount"))
        .add_columns(more.label("customers"))
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(held.c.customer_id, *chosen.labels)
    )
