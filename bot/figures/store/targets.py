"""Paces: what a figure is held to that the vendor set it as a target, and touches to a promise."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from bot.figures.rules.figures import Cell, MetricFigure, Note, NoteValue
from bot.figures.rules.targets import (
    BALANCES,
    FLOWS,
    PACED,
    SPANNED,
    Pace,
    Target,
    merged,
    pace_of,
    target_for,
    target_of_series,
    way_to,
)
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
    if target is None or not _spans_as_usual(asked, figure.metric, figure.window):
        return None
    day = min(asked.footing.calendar.today, target.window.last)
    is_early = figure.metric in FLOWS and figure.window.last < day
    if day < target.window.start or is_early:
        return None
    opening = await _opening(session, builder, asked, target)
    return pace_of(target, day, figure.cells[0].quantity, opening)


async def paced(
    session: AsyncSession, builder: Builder, asked: Asked, figure: MetricFigure
) -> MetricFigure:
    """Put beside a figure over time the way to its target, and how far it is on it at the end."""
    shown = [cell for cell in figure.cells if cell.quantity.is_shown]
    if not shown or figure.metric not in PACED:
        return figure
    last = figure.pieces[shown[-1].piece]
    day = min(asked.footing.calendar.today, last.last)
    in_chat = await kept(session, asked.principal, figure.metric)
    targets = merged(asked.footing.catalogue.targets, in_chat)
    target = target_of_series(targets, figure.metric, asked.plan, last, day)
    if target is None:
        return figure
    if not _spans_as_usual(asked, figure.metric, last):
        return replace(figure, notes=(*figure.notes, _of_other_spans(asked, target)))
    alone = replace(asked, plan=replace(asked.plan, grain=None))
    opening = await _opening(session, builder, alone, target)
    actual = shown[-1].quantity
    if figure.metric in FLOWS:
        cells = await _cells(session, builder, alone, Window(target.window.start, day + DAY))
        if len(cells) != 1 or not cells[0].quantity.is_shown:
            return figure
        actual = cells[0].quantity
    way = tuple(
        None if value is None else Quantity(value, actual.unit, actual.currency)
        for value in way_to(target, figure.pieces, day, opening)
    )
    return replace(figure, pace=pace_of(target, day, actual, opening), way=way)


def _usual_months(asked: Asked, metric_id: str) -> int | None:
    """Return over how many months a metric is taken where that makes it another figure."""
    if metric_id not in SPANNED:
        return None
    metric = asked.footing.catalogue.metrics[metric_id]
    return metric.default_period.window(asked.footing.calendar).months


def _spans_as_usual(asked: Asked, metric_id: str, window: Window) -> bool:
    """Say whether a figure of these days can be held to a target.

    What is kept of a month is far more than what is kept of a year: a target is for the time
    that is usual.
    """
    usual = _usual_months(asked, metric_id)
    return usual is None or window.months == usual


def _of_other_spans(asked: Asked, target: Target) -> Note:
    metric = asked.footing.catalogue.metrics[target.metric]
    months, value = _usual_months(asked, target.metric), Quantity(target.value, metric.unit)
    said: dict[str, NoteValue] = {"target": value, "period": target.window}
    if months == 1:
        return Note("target_other_span_month", said)
    return Note("target_other_span", {**said, "months": Quantity(months, "count")})


async def _opening(
    session: AsyncSession, builder: Builder, asked: Asked, target: Target
) -> Decimal:
    """Return where a balance stood the day before its target's days; nothing for all others."""
    if target.metric not in BALANCES:
        return Decimal(0)
    before = Window(target.window.start - DAY, target.window.start)
    cells = await _cells(session, builder, asked, before)
    return Decimal(cells[0].quantity.value or 0) if cells else Decimal(0)


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
