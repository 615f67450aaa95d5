"""The customers behind a figure that moved."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select

from bot.figures.rules.changes import KINDS, Change, Changes, days_of_change, within_data
from bot.figures.rules.figures import Footing
from bot.figures.rules.formulas import MONTHS_A_YEAR
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import Window
from bot.figures.store.figure_cuts import at_level, cut
from bot.figures.store.figure_windows import window_table
from bot.figures.store.ledger_tables import Movement
from bot.figures.store.tables import Customer
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

SHOWN = 5


async def largest_changes(
    session: AsyncSession,
    plan: Plan,
    asker: Principal,
    footing: Footing,
    until: date | None = None,
) -> Changes:
    """Return the five largest changes behind the first metric of a plan, of whom may be seen.

    None lies past `until`, the day up to which what moves is known.
    """
    metric = footing.catalogue.metrics[plan.metrics[0]]
    window = within_data(days_of_change(plan, metric, footing.calendar), until)
    each = _moved(plan, metric.id, window, asker, footing).subquery("each")
    customer, partner = scoped(Customer, asker), scoped(Partner, asker)
    count = await session.scalar(select(func.count()).select_from(each))
    named = each.join(customer, customer.c.id == each.c.customer_id)
    rows = await session.execute(
        select(customer.c.name, partner.c.name, each.c.kind, each.c.amount)
        .select_from(named.join(partner, partner.c.id == each.c.partner_id))
        .order_by(func.abs(each.c.amount).desc(), customer.c.name, each.c.kind)
        .limit(SHOWN)
    )
    largest = tuple(
        Change(name, of, kind, _a_month(annual, footing)) for name, of, kind, annual in rows
    )
    return Changes(metric.id, window, largest, int(count or 0))


def _a_month(annual: int, footing: Footing) -> Quantity:
    return Quantity(Decimal(annual) / MONTHS_A_YEAR, "money_month", footing.currency)


def _moved(
    plan: Plan, metric: str, window: Window, asker: Principal, footing: Footing
) -> Select[Any]:
    """Select what each customer moved at each partner in some days, by kind."""
    windows = window_table((window,), footing.calendar.today, footing.zone)
    movement = scoped(Movement, asker)
    inside = and_(
        at_level(movement, plan),
        movement.c.kind.in_(KINDS[metric]),
        movement.c.day > windows.c.opening,
        movement.c.day <= windows.c.closing,
    )
    uncut = replace(plan, group_by=())
    chosen = cut(windows.join(movement, inside), movement, windows.c.closing, uncut, asker)
    by = (movement.c.customer_id, movement.c.partner_id, movement.c.kind)
    amount = func.sum(movement.c.amount)
    return (
        select(*by, amount.label("amount"))
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(*by)
        .having(amount != 0)
    )
