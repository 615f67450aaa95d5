"""From a plan to its figures: the right builder for every metric, one asker, one calendar."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.errors import ConfigurationInvalid
from bot.figures.rules.ages import Age, Lacking, Rows, read_as
from bot.figures.rules.catalogue import Catalogue, Metric, MetricKind
from bot.figures.rules.figures import Cell, FigureResult, Footing, MetricFigure, Whole
from bot.figures.rules.plan import Order, Plan
from bot.figures.rules.reaching import within
from bot.figures.rules.resolving import Times, resolve
from bot.figures.store import targets
from bot.figures.store.ages import ages_known
from bot.figures.store.metrics import Asked, Builder
from bot.figures.store.source_states import lacking
from bot.principal import Principal
from bot.store.sessions import AsyncSession

_NOTHING = Decimal("1e-6")


class MetricRegistry:
    """Every metric that has figures; what it was given and the catalogue agree, or it raises."""

    def __init__(self, builders: Iterable[Builder], catalogue: Catalogue) -> None:
        self._builders: dict[str, Builder] = {}
        for builder in builders:
            if builder.metric in self._builders:
                raise ConfigurationInvalid(f"two builders compute the metric {builder.metric}")
            self._builders[builder.metric] = builder
        for problem in _disagreements(self._builders, catalogue):
            raise ConfigurationInvalid(problem)

    async def answer(
        self, session: AsyncSession, plan: Plan, principal: Principal, footing: Footing
    ) -> FigureResult:
        """Compute a plan's figures from what this person may see, up to today.

        None runs past its data: see `reach`.
        """
        known = await ages_known(session, principal)
        late = await lacking(session, principal, footing.now) if footing.now is not None else ()
        asker = _Asker(session, principal, footing, known, late)
        figures = []
        for metric_id in plan.metrics:
            metric = footing.catalogue.metrics[metric_id]
            builder = self._builders[metric_id]
            figure = await _figure(asker, plan, metric, builder)
            figures.append(await _aimed(asker, plan, builder, figure))
        return FigureResult(tuple(figures), footing.calendar.today)


@dataclass(frozen=True, slots=True)
class _Asker:
    """For whom it is computed, on which day, and up to which day the rows are complete."""

    session: AsyncSession
    principal: Principal
    footing: Footing
    known: Mapping[Rows, date]
    lacking: tuple[Lacking, ...] = ()


def _disagreements(builders: dict[str, Builder], catalogue: Catalogue) -> Iterator[str]:
    for metric in sorted(catalogue.metrics.keys() - builders.keys()):
        yield f"{metric} is in the catalogue, and nothing computes it"
    for metric in sorted(builders.keys() - catalogue.metrics.keys()):
        yield f"{metric} is computed, and is not in the catalogue"
    for builder in builders.values():
        named = catalogue.metrics.get(builder.metric)
        differing = sorted(builder.cuts ^ named.dimensions) if named is not None else ()
        for dimension in differing:
            how = "is" if dimension in builder.cuts else "is not"
            yield f"{builder.metric} {how} cut by {dimension}, and its text says otherwise"


async def _figure(asker: _Asker, plan: Plan, metric: Metric, builder: Builder) -> MetricFigure:
    times, age = _reached(asker, plan, metric, builder)
    reads = builder.reads_for(asker.principal)
    late = tuple(one for one in asker.lacking if one.kind in reads)
    if age is not None and age.is_refused:
        return MetricFigure(
            *(metric.id, times.window, (), (), builder.base),
            times.default_period,
            age=age,
            lacking=late,
        )
    pieces, against, footing = times.pieces, times.against, asker.footing
    if age is not None and age.until is not None and metric.kind is not MetricKind.LOOKAHEAD:
        calendar = replace(footing.calendar, today=age.until)
        footing = replace(footing, calendar=calendar)
    own = replace(plan, window=times.window)
    asked = Asked(own, (*pieces, *against), asker.principal, footing, is_compared=bool(against))
    alone = replace(asked, pieces=pieces, is_compared=False)
    found = await builder.compute(asker.session, asked)
    now = tuple(cell for cell in found.cells if cell.piece < len(pieces))
    then = (
        replace(cell, piece=cell.piece - len(pieces))
        for cell in found.cells
        if cell.piece >= len(pieces)
    )
    return MetricFigure(
        metric.id,
        times.window,
        pieces,
        _ranked(now, plan),
        base=builder.base,
        default_period=times.default_period,
        compare=times.compare,
        held_to=against,
        against=tuple(then),
        verdict=found.verdict,
        notes=found.notes,
        paths=found.paths,
        whole=await _whole(asker.session, (metric, builder), alone, now)
        if plan.group_by
        else None,
        age=age,
        lacking=late,
        rows=tuple((kind, asker.known[kind]) for kind in sorted(reads) if kind in asker.known),
    )


async def _aimed(
    asker: _Asker, plan: Plan, builder: Builder, figure: MetricFigure
) -> MetricFigure:
    """Put beside a figure how far on the way to its target it is, and what was promised."""
    if plan.group_by or figure.is_refused:
        return figure
    until = figure.age.until if figure.age is not None else None
    calendar = replace(asker.footing.calendar, today=until or asker.footing.calendar.today)
    footing = replace(asker.footing, calendar=calendar)
    own = replace(plan, window=figure.window, compare=None)
    asked = Asked(own, figure.pieces, asker.principal, footing)
    if plan.grain is not None:
        return await targets.paced(asker.session, builder, asked, figure)
    pace = await targets.pace(asker.session, builder, asked, figure)
    kept = await targets.touches_kept(asker.session, builder, asked, figure)
    return replace(figure, pace=pace, notes=(*figure.notes, *kept))


async def _whole(
    session: AsyncSession, computed: tuple[Metric, Builder], asked: Asked, parts: tuple[Cell, ...]
) -> Whole:
    """Compute the same without the cut, and see whether the parts come to it."""
    metric, builder = computed
    uncut = replace(asked.plan, group_by=(), top_n=None)
    found = await builder.compute(session, replace(asked, plan=uncut, tells=False))
    if not metric.adds_up:
        return Whole(found.cells)
    sums = defaultdict[int, Decimal](Decimal)
    for part in parts:
        sums[part.piece] += Decimal(part.quantity.value or 0)
    are_shown = all(cell.quantity.is_shown for cell in (*parts, *found.cells))
    return Whole(
        found.cells,
        are_shown
        and all(
            _is_near(sums[cell.piece], Decimal(cell.quantity.value or 0)) for cell in found.cells
        ),
    )


def _is_near(one: Decimal, other: Decimal) -> bool:
    """Say whether two sums are one, whatever a division by twelve left over."""
    return abs(one - other) < _NOTHING


def _reached(
    asker: _Asker, plan: Plan, metric: Metric, builder: Builder
) -> tuple[Times, Age | None]:
    """Find the time that is asked of a metric, and what is left of it by the age of its rows."""
    reads = builder.reads_for(asker.principal)
    calendar = asker.footing.calendar
    times = resolve(plan, metric, calendar)
    if not reads:
        return times, None
    return within(times, read_as(metric), plan.grain, (reads, asker.known), calendar.today)


def _ranked(cells: tuple[Cell, ...], plan: Plan) -> tuple[Cell, ...]:
    """Put groups in the order of their figures, and keep the first of the order asked for.

    A figure that is not shown has no place in it: it stands last, or nowhere.
    """
    if plan.top_n is None:
        return tuple(sorted(cells, key=_place)) if plan.group_by else cells
    shown = [cell for cell in cells if cell.quantity.is_shown]
    down = plan.top_n.order is Order.DESC
    shown.sort(key=lambda cell: cell.quantity.value or 0, reverse=down)
    return tuple(shown[: plan.top_n.n])


def _place(cell: Cell) -> tuple[int, bool, Decimal, tuple[str, ...]]:
    return cell.piece, not cell.quantity.is_shown, -Decimal(cell.quantity.value or 0), cell.groups
