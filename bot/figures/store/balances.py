"""Balances at the end of a day: recurring revenue and paying customers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, or_, select

from bot.figures.rules.figures import Cell
from bot.figures.rules.plan import Plan
from bot.figures.store.figure_cuts import OF_CUSTOMERS, OF_PARTNERS, by_product, cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Builder, Compute, Computed, every_piece
from bot.figures.store.tables import SubscriptionInterval
from bot.principal import Principal
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

MONTHS_A_YEAR = 12


Shown = Callable[[int, int, str], Quantity]
"""Make a figure of an annual amount in minor units, who pays it, and the currency."""


def balance(shown: Shown) -> Compute:
    """Compute a balance at the end of every piece of time.

    arr = sum of annualised amounts in force, usage included; mrr = arr / 12; a customer is
    active with an amount above zero (metric definitions of the catalogue).
    """

    async def compute(session: AsyncSession, asked: Asked) -> Computed:
        rows = await session.execute(balance_query(asked))
        found = {(int(row[0]), tuple(row[1:-2])): (int(row[-2]), int(row[-1])) for row in rows}
        return Computed(
            tuple(
                Cell(piece, groups, shown(annual, count, asked.footing.currency), base=count)
                for (piece, groups), (annual, count) in every_piece(asked, found).items()
            )
        )

    return compute


def balance_query(asked: Asked) -> Select[Any]:
    """Select piece, groups, annual amount in minor units, and how many pay it."""
    windows = window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
    held = held_amounts(windows, windows.c.closing, asked.plan, asked.principal).subquery("held")
    labels = [held.c[f"label_{index}"] for index in range(len(asked.plan.group_by))]
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


async def newest_interval(session: AsyncSession, principal: Principal, today: date) -> date | None:
    """Return the day on which the newest subscription began."""
    interval = scoped(SubscriptionInterval, principal)
    started: date | None = await session.scalar(
        select(func.max(interval.c.start_date)).where(interval.c.start_date <= today)
    )
    return started


def _arr(annual: int, _count: int, currency: str) -> Quantity:
    return Quantity(Decimal(annual), "money_year", currency)


def _mrr(annual: int, _count: int, currency: str) -> Quantity:
    return Quantity(Decimal(annual) / MONTHS_A_YEAR, "money_month", currency)


def _customers(_annual: int, count: int, _currency: str) -> Quantity:
    return Quantity(count, "count")


BALANCES = tuple(
    Builder(metric, balance(shown), newest_interval, "ask_base_active", OF_PARTNERS | OF_CUSTOMERS)
    for metric, shown in {"arr": _arr, "mrr": _mrr, "active_customers": _customers}.items()
)
