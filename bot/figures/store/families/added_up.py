"""Balances and cohorts of whole months, read from what was added up when rows came in."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
    true,
    union_all,
)

from bot.figures.rules.cohorts import A_MONTH, A_YEAR, LENGTHS
from bot.figures.rules.windows import Window
from bot.figures.store.families.running import CHURN, STARTS
from bot.figures.store.figure_cuts import (
    OF_PARTNERS,
    at_level,
    by_product,
    cut,
    in_force,
    labelled,
    partners_apart,
)
from bot.figures.store.ledger_tables import CohortTotal, Movement
from bot.figures.store.metrics import Asked
from bot.store.scoping import scoped


def is_cohort_added_up(asked: Asked, window: Window, _names: tuple[str, ...]) -> bool:
    """Say whether the cohorts of a window were added up as they are asked for.

    They were for windows of whole months that are over, by partner, and of a year by product.
    """
    dimensions = asked.plan.dimensions
    if window.months not in LENGTHS or window.last > asked.footing.calendar.today:
        return False
    if _is_apart(asked):
        return dimensions <= OF_PARTNERS
    return not dimensions or (dimensions == {"product"} and window.months == A_YEAR)


def is_balance_added_up(asked: Asked, window: Window, names: tuple[str, ...]) -> bool:
    """Say whether the balance of everybody at the end of a window was added up."""
    return (
        {*names} <= {"amount", "customers"}
        and not asked.plan.dimensions
        and not _is_apart(asked)
        and window.end.day == 1
        and window.last <= asked.footing.calendar.today
    )


def added_up_cohort(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, groups, and what became of who was there at the opening of each window."""
    total = scoped(CohortTotal, asked.principal)
    alike = (total.c.months == windows.c.months, in_force(total, windows.c.closing))
    source = windows.join(total, and_(*_units(total, asked), *alike))
    chosen = cut(source, total, windows.c.opening, asked.plan, asked.principal)
    return (
        select(
            windows.c.key, *labelled(chosen.labels), *(func.sum(total.c[name]) for name in names)
        )
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *chosen.labels)
    )


def added_up_balance(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, and what is held at each close: it is the opening of the month after it."""
    total = scoped(CohortTotal, asked.principal)
    alike = (total.c.months == A_MONTH, in_force(total, windows.c.end_day))
    measures = {"amount": total.c.opening_amount, "customers": total.c.opening}
    return select(windows.c.key, *(measures[name] for name in names)).select_from(
        windows.join(total, and_(*_units(total, asked), *alike))
    )


def is_whole_on_a_day(asked: Asked) -> bool:
    """Say whether the balance of everybody is asked for, at one close."""
    return len(asked.pieces) == 1 and not asked.plan.dimensions and not _is_apart(asked)


def balance_since(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, and what everybody holds: what was added up as the month began, and what moved.

    A customer comes or goes once a day, however many partners it is split among.
    """
    closing = min(asked.pieces[0].last, asked.footing.calendar.today)
    begun: ColumnElement[Any] = literal(closing.replace(day=1), Date)
    total, movement = scoped(CohortTotal, asked.principal), scoped(Movement, asked.principal)
    opened = select(
        total.c.opening_amount.label("amount"), total.c.opening.label("customers")
    ).where(*_units(total, asked), total.c.months == A_MONTH, in_force(total, begun))
    came = func.max(case((movement.c.kind.in_(STARTS), 1), else_=0))
    went = func.max(case((movement.c.kind == CHURN, 1), else_=0))
    days = (
        select(func.sum(movement.c.amount).label("amount"), (came - went).label("customers"))
        .where(at_level(movement, asked.plan))
        .where(movement.c.day >= begun, movement.c.day <= literal(closing, Date))
        .group_by(movement.c.customer_id, movement.c.day)
    )
    parts = union_all(opened, days).subquery("part")
    return (
        select(windows.c.key, *(func.sum(parts.c[name]) for name in names))
        .select_from(windows.join(parts, true()))
        .group_by(windows.c.key)
    )


def _is_apart(asked: Asked) -> bool:
    return partners_apart(asked.plan, asked.principal)


def _units(total: Subquery, asked: Asked) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Say which of the totals are of the unit that the plan counts."""
    partner, product = total.c.partner_id, total.c.product_id
    return (
        partner.is_not(None) if _is_apart(asked) else partner.is_(None),
        product.is_not(None) if by_product(asked.plan) else product.is_(None),
    )
