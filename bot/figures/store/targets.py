"""Paces: what a figure is held to that the vendor set it as a target, and touches to a promise."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from bot.figures.rules.figures import Cell, MetricFigure, Note
from bot.figures.rules.targets import BALANCES, FLOWS, PACED, Pace, merged, pace_of, target_for
from bot.figures.rules.windows import DAY, Window
from bot.figures.store.kept_targets import kept
from bot.figures.store.metrics import Asked, Builder
from bot.people.store.tables import Partner
from bot.quantities import Quantity
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession

TOUCHES = "touches"
MOST_NAMED = 5


async def pace(
    session: AsyncSession, builder: Builder, asked: Asked, figure: MetricFigure
) -> Pace | None:
    """Return how far on its way a single figure is, where it has a target."""
    is_one = len(figure.cells) == 1 and figure.cells[0].quantity.is_shown
    if not is_one or figure.metric not in PACED:
        return None
    in_chat = await kept(session, asked.principal, figure.metric)
    targets = merged(asked.footing.catalogue.targets, in_chat)
    target = target_for(targets, figure.metric, asked.plan, figure.window)
    if target is None:
        return None
    day = min(asked.footing.calendar.today, target.window.last)
    is_early = figure.metric in FLOWS and figure.window.last < day
    if day < target.window.start or is_early:
        return None
    opening = Decimal(0)
    if figure.metric in BALANCES:
        before = Window(target.window.start - DAY, target.window.start)
        cells = await _cells(session, builder, asked, before)
        opening = Decimal(cells[0].quantity.value or 0) if cells else Decimal(0)
    return pace_of(target, day, figure.cells[0].quantity, opening)


async def touches_kept(
    session: AsyncSession, builder: Builder, asked: Asked, figure: MetricFigure
) -> tuple[Note, ...]:
    """Say whether as many touches were made as the vendor promises, and who is behind."""
    a_month = asked.footing.catalogue.touches_a_month
    months = figure.window.months
    is_whole = months is not None and figure.window.last <= asked.footing.calendar.today
    if figure.metric != TOUCHES or not a_month or not is_whole or len(figure.cells) != 1:
        return ()
    promised = a_month * (months or 0)
    plan = asked.plan
    if len(plan.filters) == 1 and plan.filters[0].dimension == "partner":
        [only] = plan.filters
        if only.negated or len(only.values) != 1:
            return ()
        is_kept = (figure.cells[0].quantity.value or 0) >= promised
        key = "target_touches_kept" if is_kept else "target_touches_behind"
        return (Note(key, {"promised": Quantity(promised, "count")}),)
    if plan.filters or not asked.principal.is_vendor:
        return ()
    return await _behind(session, builder, asked, figure.window, promised)


async def _behind(
    session: AsyncSession, builder: Builder, asked: Asked, window: Window, promised: int
) -> tuple[Note, ...]:
    by_partner = replace(asked.plan, group_by=("partner",))
    cells = await _cells(session, builder, replace(asked, plan=by_partner), window)
    made = {cell.groups[0]: int(cell.quantity.value or 0) for cell in cells}
    partner = scoped(Partner, asked.principal)
    names = await session.scalars(
        select(partner.c.name).where(partner.c.erased_at.is_(None)).order_by(partner.c.name)
    )
    behind = [name for name in names if made.get(name, 0) < promised]
    values = {"promised": Quantity(promised, "count"), "count": Quantity(len(behind), "count")}
    if not behind:
        return (Note("target_touches_all_kept", {"promised": values["promised"]}),)
    shown = ", ".join(sorted(behind, key=lambda name: (made.get(name, 0), name))[:MOST_NAMED])
    return (Note("target_touches_who", {**values, "partners": shown}),)


async def _cells(
    session: AsyncSession, builder: Builder, asked: Asked, window: Window
) -> tuple[Cell, ...]:
    alone = replace(asked, pieces=(window,), is_compared=False, tells=False)
    return (await builder.compute(session, alone)).cells
