"""Cohorts of whole months, read from what was added up when rows came in."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, Select, and_, func, or_, select

from bot.figures.rules.cohorts import A_YEAR, LENGTHS
from bot.figures.rules.windows import Window
from bot.figures.store.figure_cuts import (
    OF_PARTNERS,
    by_product,
    cut,
    in_force,
    labelled,
    partners_apart,
)
from bot.figures.store.ledger_tables import CohortTotal
from bot.figures.store.metrics import Asked
from bot.store.scoping import scoped


def is_cohort_added_up(asked: Asked, window: Window, _names: tuple[str, ...]) -> bool:
    """Say whether the cohorts of a window were added up as they are asked for.

    They were for windows of whole months that are over, by partner, and of a year by product.
    """
    dimensions = asked.plan.dimensions
    if window.months not in LENGTHS or window.last > asked.footing.calendar.today:
        return False
    if is_apart(asked):
        return dimensions <= OF_PARTNERS
    return not dimensions or (dimensions == {"product"} and window.months == A_YEAR)


def added_up_cohort(asked: Asked, windows: CTE, names: tuple[str, ...]) -> Select[Any]:
    """Select key, groups, and what became of who was there at the opening of each window."""
    total = totals_of(asked, {each.months or 0 for each in asked.pieces})
    alike = and_(total.c.months == windows.c.months, in_force(total, windows.c.closing))
    source = windows.join(total, alike)
    chosen = cut(source, total, windows.c.opening, asked.plan, asked.principal)
    return (
        select(
            windows.c.key, *labelled(chosen.labels), *(func.sum(total.c[name]) for name in names)
        )
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *chosen.labels)
    )


def totals_of(asked: Asked, lengths: Collection[int]) -> CTE:
    """Select what was added up of the unit that the plan counts, around the time it asks for.

    Apart from the windows: there may be many, and each would look at all the years.
    """
    total = scoped(CohortTotal, asked.principal)
    today = asked.footing.calendar.today
    first = min(min(piece.last, today) for piece in asked.pieces)
    until = max(piece.end for piece in asked.pieces)
    partner, product = total.c.partner_id, total.c.product_id
    rows = select(total).where(
        total.c.months.in_(sorted(lengths)),
        partner.is_not(None) if is_apart(asked) else partner.is_(None),
        product.is_not(None) if by_product(asked.plan) else product.is_(None),
        total.c.start_date <= until,
        or_(total.c.end_date.is_(None), total.c.end_date > first.replace(day=1)),
    )
    return rows.cte("added_up").prefix_with("MATERIALIZED")


def is_apart(asked: Asked) -> bool:
    """Say whether a unit is what a customer has with one partner."""
    return partners_apart(asked.plan, asked.principal)
