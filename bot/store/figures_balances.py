"""Balances at the end of a day: recurring revenue and paying customers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, or_, select

from bot.domain.figures import Cell, Footing
from bot.domain.people import Principal
from bot.domain.plan import Plan
from bot.domain.quantities import Quantity
from bot.domain.windows import Window
from bot.store.figure_cuts import by_product, cut
from bot.store.figure_windows import window_table
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.store.tables import SubscriptionInterval

MONTHS_A_YEAR = 12


async def balances(
    session: AsyncSession,
    metric: str,
    plan: Plan,
    pieces: Sequence[Window],
    asker: tuple[Principal, Footing],
) -> tuple[Cell, ...]:
    """Compute `arr`, `mrr` or `active_customers` at the end of every piece of time.

    arr = sum of annualised amounts in force, usage included; mrr = arr / 12; a customer is
    active with an amount above zero (metric definitions of the catalogue).
    """
    principal, footing = asker
    rows = await session.execute(balance_query(plan, pieces, principal, footing))
    found: dict[tuple[int, tuple[str, ...]], tuple[int, int]] = {
        (int(row[0]), tuple(row[1:-2])): (int(row[-2]), int(row[-1])) for row in rows
    }
    if not plan.group_by:
        for piece in range(len(pieces)):
            found.setdefault((piece, ()), (0, 0))
    return tuple(
        Cell(piece, groups, _quantity(metric, annual, count, footing.currency), base=count)
        for (piece, groups), (annual, count) in sorted(found.items())
    )


def balance_query(
    plan: Plan, pieces: Sequence[Window], principal: Principal, footing: Footing
) -> Select[Any]:
    """Select piece, groups, annual amount in minor units, and how many pay it."""
    windows = window_table(pieces, footing.calendar.today, footing.zone)
    held = held_amounts(windows, windows.c.closing, plan, principal).subquery("held")
    labels = [held.c[f"label_{index}"] for index in range(len(plan.group_by))]
    return (
        select(held.c.key, *labels, func.sum(held.c.amount), func.count())
        .group_by(held.c.key, *labels)
        .order_by(held.c.key, *labels)
    )


def held_amounts(
    windows: CTE,
    day: ColumnElement[object],
    plan: Plan,
    principal: Principal,
    *,
    per_partner: bool = False,
) -> Select[Any]:
    """Select what each unit (a customer, or customer and product) pays at the end of a day.

    Only amounts above zero; money a year in minor units of the reporting currency.
    """
    interval = scoped(SubscriptionInterval, principal)
    source = windows.join(interval, in_force(interval, day))
    chosen = cut(source, interval, day, plan, principal)
    amount = func.sum(interval.c.annualised_reporting + interval.c.usage_annualised_reporting)
    unit = [interval.c.customer_id]
    if by_product(plan):
        unit.append(interval.c.product_id)
    if per_partner:
        unit.append(interval.c.partner_id)
    labels = [label.label(f"label_{index}") for index, label in enumerate(chosen.labels)]
    return (
        select(windows.c.key, *unit, *labels, amount.label("amount"))
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(windows.c.key, *unit, *chosen.labels)
        .having(amount > 0)
    )


def in_force(interval: Subquery, day: ColumnElement[object]) -> ColumnElement[bool]:
    """Say that a paid interval holds at the end of this day."""
    return and_(
        interval.c.kind == "paid",
        interval.c.start_date <= day,
        or_(interval.c.end_date.is_(None), interval.c.end_date > day),
    )


def _quantity(metric: str, annual: int, count: int, currency: str) -> Quantity:
    if metric == "active_customers":
        return Quantity(count, "count")
    if metric == "mrr":
        return Quantity(Decimal(annual) / MONTHS_A_YEAR, "money_month", currency)
    return Quantity(Decimal(annual), "money_year", currency)
