"""Balances and cohorts of the whole programme over many windows, from what moved.

Where partners are not told apart, what is held at the end of a day is the sum of all that moved
up to it. Of a cohort it is enough to know what each customer moved in the window: who was there
and is gone left once more often than they came, and what is kept is what was there at the
opening less what shrank. So nobody's amount at the opening is looked up.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    func,
    select,
)

from bot.figures.store.figure_cuts import at_level, by_product, cut, labelled, partners_apart
from bot.figures.store.ledger_tables import Movement
from bot.figures.store.metrics import Asked
from bot.store.scoping import scoped

STARTS, CHURN = ("new", "reactivation"), "churn"
MANY = 6
"""Of fewer windows each is looked up sooner than all that ever moved is added up."""


def is_running(asked: Asked) -> bool:
    """Say whether many windows are asked for and partners are not told apart: transfers cancel."""
    return len(asked.pieces) > MANY and not partners_apart(asked.plan, asked.principal)


def running_balance(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, groups, and of `amount` and `customers` what is asked, at each closing day."""
    held = _held_at(asked, windows, windows.c.closing).subquery("held")
    groups = _groups(held, asked)
    return select(held.c.key, *groups, *(held.c[name] for name in names))


def running_cohort(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, groups, and what became of who was there at the opening of each window."""
    opened = _held_at(asked, windows, windows.c.opening).subquery("opened")
    moved = _moved_in(asked, windows).subquery("moved")
    groups = _groups(opened, asked)
    same = [opened.c[column.name].is_not_distinct_from(moved.c[column.name]) for column in groups]
    measures: dict[str, ColumnElement[Any]] = {
        "opening": opened.c.customers,
        "lost": func.coalesce(moved.c.lost, 0),
        "opening_amount": opened.c.amount,
        "closing_amount": opened.c.amount + func.coalesce(moved.c.net - moved.c.begun, 0),
        "kept_amount": opened.c.amount - func.coalesce(moved.c.shrunk, 0),
    }
    return select(opened.c.key, *groups, *(measures[name] for name in names)).select_from(
        opened.outerjoin(moved, and_(opened.c.key == moved.c.key, *same))
    )


def _groups(rows: Subquery, asked: Asked) -> list[ColumnElement[Any]]:
    return [rows.c[f"label_{index}"] for index in range(len(asked.plan.group_by))]


def _unit(movement: Subquery, asked: Asked) -> list[ColumnElement[Any]]:
    return [movement.c.customer_id] + ([movement.c.product_id] if by_product(asked.plan) else [])


def _held_at(asked: Asked, windows: CTE, day: ColumnElement[object]) -> Select[Any]:
    """Add up everything that moved, day by day first, so that the days are few."""
    movement = scoped(Movement, asked.principal)
    chosen = cut(movement, movement, movement.c.day, asked.plan, asked.principal)
    # A customer comes or goes once a day, however many partners it is split among.
    came = func.max(case((movement.c.kind.in_(STARTS), 1), else_=0))
    went = func.max(case((movement.c.kind == CHURN, 1), else_=0))
    units = (
        select(
            movement.c.day,
            *labelled(chosen.labels),
            func.sum(movement.c.amount).label("amount"),
            (came - went).label("came"),
        )
        .select_from(chosen.source)
        .where(at_level(movement, asked.plan), *chosen.conditions)
        .group_by(
            movement.c.customer_id, movement.c.day, *_unit(movement, asked)[1:], *chosen.labels
        )
        .subquery("unit_day")
    )
    groups = _groups(units, asked)
    days = (
        select(
            units.c.day,
            *groups,
            func.sum(units.c.amount).label("amount"),
            func.sum(units.c.came).label("came"),
        )
        .group_by(units.c.day, *groups)
        .subquery("moved_on")
    )
    groups = _groups(days, asked)
    customers = func.sum(days.c.came)
    return (
        select(
            windows.c.key,
            *groups,
            func.sum(days.c.amount).label("amount"),
            customers.label("customers"),
        )
        .select_from(windows.join(days, days.c.day <= day))
        .group_by(windows.c.key, *groups)
        .having(customers > 0)
    )


def laid_out(windows: CTE, movement: Subquery, counts: ColumnElement[bool]) -> CTE:
    """Return every day on which something moved that counts, with the windows that it lies in.

    Rows are joined to it by their day: a join of rows by a range of days would look at all of
    them for every window.
    """
    day = select(movement.c.day).where(counts).distinct().subquery("day")
    inside = and_(day.c.day > windows.c.opening, day.c.day <= windows.c.closing)
    laid = select(windows.c.key, windows.c.closing, day.c.day).select_from(
        windows.join(day, inside)
    )
    return laid.cte("on_day").prefix_with("MATERIALIZED")


def _moved_in(asked: Asked, windows: CTE) -> Select[Any]:
    """Add up what moved in each window, customer by customer first."""
    movement = scoped(Movement, asked.principal)
    on = laid_out(windows, movement, at_level(movement, asked.plan))
    source = on.join(movement, and_(at_level(movement, asked.plan), movement.c.day == on.c.day))
    chosen = cut(source, movement, on.c.day, asked.plan, asked.principal)
    starts = func.count(distinct(case((movement.c.kind.in_(STARTS), movement.c.day))))
    ends = func.count(distinct(case((movement.c.kind == CHURN, movement.c.day))))
    units = (
        select(
            on.c.key,
            *labelled(chosen.labels),
            func.sum(movement.c.amount).label("net"),
            (starts - ends).label("came"),
        )
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(*_unit(movement, asked), on.c.key, *chosen.labels)
        .subquery("unit_moved")
    )
    groups = _groups(units, asked)
    net, came = units.c.net, units.c.came
    return select(
        units.c.key,
        *groups,
        func.sum(case((came < 0, 1), else_=0)).label("lost"),
        func.sum(net).label("net"),
        func.sum(case((came > 0, net), else_=0)).label("begun"),
        func.sum(case((net < 0, -net), else_=0)).label("shrunk"),
    ).group_by(units.c.key, *groups)
