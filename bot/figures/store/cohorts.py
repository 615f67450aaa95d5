"""The customers of an opening day, and what became of them by the close."""

from typing import Any

from sqlalchemy import Select, and_, case, func, select

from bot.figures.rules.figures import Cell
from bot.figures.rules.plan import Filter, Plan
from bot.figures.store.balances import held_amounts, newest_interval
from bot.figures.store.figure_cuts import OF_CUSTOMERS, OF_PARTNERS, by_partner, by_product
from bot.figures.store.figure_windows import window_table
from bot.figures.store.metrics import Asked, Builder, Computed, every_piece
from bot.quantities import share
from bot.store.sessions import AsyncSession


async def customer_churn(session: AsyncSession, asked: Asked) -> Computed:
    """Compute customers of the opening with nothing at the close, over customers of the opening.

    Groups and filters hold as of the opening; nobody at the opening: not defined.
    """
    rows = await session.execute(churn_query(asked))
    found = {(int(row[0]), tuple(row[1:-2])): (int(row[-2]), int(row[-1])) for row in rows}
    return Computed(
        tuple(
            Cell(piece, groups, share(lost, opening), base=opening)
            for (piece, groups), (opening, lost) in every_piece(asked, found).items()
        )
    )


def churn_query(asked: Asked) -> Select[Any]:
    """Select piece, groups, opening customers, and how many of them pay nothing at the close."""
    plan, principal = asked.plan, asked.principal
    windows = window_table(asked.pieces, asked.footing.calendar.today, asked.footing.zone)
    apart = by_partner(plan, principal)
    opened = held_amounts(windows, windows.c.opening, plan, principal, per_partner=apart).subquery(
        "opened"
    )
    closed = held_amounts(
        windows, windows.c.closing, _unit_only(plan), principal, per_partner=apart
    ).subquery("closed")
    unit = ["customer_id"]
    unit += ["product_id"] if by_product(plan) else []
    unit += ["partner_id"] if apart else []
    same = and_(opened.c.key == closed.c.key, *(opened.c[c] == closed.c[c] for c in unit))
    labels = [opened.c[f"label_{index}"] for index in range(len(plan.group_by))]
    lost = func.sum(case((closed.c.customer_id.is_(None), 1), else_=0))
    return (
        select(opened.c.key, *labels, func.count(), lost)
        .select_from(opened.outerjoin(closed, same))
        .group_by(opened.c.key, *labels)
        .order_by(opened.c.key, *labels)
    )


def _unit_only(plan: Plan) -> Plan:
    """Keep what decides the unit; other filters hold for the opening alone."""
    product = plan.filter_on("product")
    filters: tuple[Filter, ...] = (product,) if product else ()
    grouped = ("product",) if by_product(plan) else ()
    return Plan(plan.metrics, plan.window, group_by=grouped, filters=filters)


COHORTS = (
    Builder(
        "customer_churn_rate",
        customer_churn,
        newest_interval,
        "ask_base_customers",
        OF_PARTNERS | OF_CUSTOMERS,
    ),
)
