"""From a plan to its figures: the right builder for every metric, one asker, one calendar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from bot.domain.catalogue import Metric
from bot.domain.figures import Cell, FigureResult, Footing, MetricFigure
from bot.domain.people import Principal
from bot.domain.plan import Order, Plan
from bot.domain.scores import nps_change
from bot.domain.windows import Window
from bot.store.figures_balances import balances
from bot.store.figures_cohorts import customer_churn
from bot.store.figures_surveys import nps_cells, nps_scores
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.store.tables import Response, SubscriptionInterval

BUILT = frozenset({"arr", "mrr", "active_customers", "customer_churn_rate", "nps"})
_OF_CUSTOMERS = frozenset({"product", "segment"})
"""Dimensions that only what customers pay has; a partner's answer has neither."""


def is_built(plan: Plan) -> bool:
    """Say whether every metric of this plan has a figure, cut the way it asks."""
    cuts = {*plan.group_by, *(chosen.dimension for chosen in plan.filters)}
    built = set(plan.metrics) <= BUILT
    return built and not (cuts & _OF_CUSTOMERS and "nps" in plan.metrics)


async def answer(
    session: AsyncSession, plan: Plan, principal: Principal, footing: Footing
) -> FigureResult:
    """Compute a plan's figures from what this person may see, up to today."""
    figures = []
    for metric_id in plan.metrics:
        metric = footing.catalogue.metrics[metric_id]
        figures.append(await _figure(session, metric, plan, principal, footing))
    return FigureResult(tuple(figures), await _data_until(session, principal, footing))


async def _figure(
    session: AsyncSession, metric: Metric, plan: Plan, principal: Principal, footing: Footing
) -> MetricFigure:
    window = plan.window
    if plan.default_period and plan.grain is None:
        window = metric.default_period.window(footing.calendar)
    clipped = window.clipped(footing.calendar.today)
    pieces = footing.calendar.cut(clipped, plan.grain) if plan.grain else (clipped,)
    against = (plan.compare.window.clipped(footing.calendar.today),) if plan.compare else ()
    cells = await _cells(session, metric.id, plan, (*pieces, *against), (principal, footing))
    verdict = None
    if metric.id == "nps" and against and not plan.group_by:
        verdict = await _verdict(session, plan, (*pieces, *against), (principal, footing))
    now = tuple(cell for cell in cells if cell.piece < len(pieces))
    then = tuple(replace(cell, piece=0) for cell in cells if cell.piece >= len(pieces))
    return MetricFigure(
        metric.id,
        window,
        pieces,
        _ranked(now, plan),
        plan.default_period,
        against[0] if against else None,
        then,
        verdict,
    )


async def _cells(
    session: AsyncSession,
    metric: str,
    plan: Plan,
    pieces: Sequence[Window],
    asker: tuple[Principal, Footing],
) -> tuple[Cell, ...]:
    if metric == "nps":
        return nps_cells(await nps_scores(session, plan, pieces, *asker))
    if metric == "customer_churn_rate":
        return await customer_churn(session, plan, pieces, *asker)
    if metric in BUILT:
        return await balances(session, metric, plan, pieces, asker)
    raise LookupError(f"no figure is built for {metric}")


async def _verdict(
    session: AsyncSession,
    plan: Plan,
    pieces: Sequence[Window],
    asker: tuple[Principal, Footing],
) -> str | None:
    """Say whether two scores differ by more than chance; nothing where one is withheld."""
    scores = await nps_scores(session, plan, pieces, *asker)
    if scores.hidden or len(pieces) > 2:  # noqa: PLR2004 - one score against one other
        return None
    return nps_change(scores.counted[(0, ())].whole, scores.counted[(1, ())].whole).words


def _ranked(cells: tuple[Cell, ...], plan: Plan) -> tuple[Cell, ...]:
    """Keep the first of the order asked for; a figure that is not shown has no place in it."""
    if plan.top_n is None:
        return cells
    shown = [cell for cell in cells if cell.quantity.is_shown]
    down = plan.top_n.order is Order.DESC
    shown.sort(key=lambda cell: cell.quantity.value or 0, reverse=down)
    return tuple(shown[: plan.top_n.n])


async def _data_until(
    session: AsyncSession, principal: Principal, footing: Footing
) -> date | None:
    """Return the day of the newest thing known: a subscription's start, or an answer."""
    today = footing.calendar.today
    interval, response = scoped(SubscriptionInterval, principal), scoped(Response, principal)
    started = await session.scalar(
        select(func.max(interval.c.start_date)).where(interval.c.start_date <= today)
    )
    answered = await session.scalar(select(func.max(response.c.answered_at)))
    days = [started, answered.date() if answered else None]
    return max((day for day in days if day is not None), default=None)
