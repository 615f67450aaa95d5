"""From a plan to its figures: the right builder for every metric, one asker, one calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.errors import ConfigurationInvalid
from bot.figures.rules.catalogue import Catalogue, Metric
from bot.figures.rules.figures import Cell, FigureResult, Footing, MetricFigure
from bot.figures.rules.plan import Order, Plan
from bot.figures.rules.resolving import resolve
from bot.figures.store.metrics import Asked, Builder
from bot.principal import Principal
from bot.store.sessions import AsyncSession


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
        # Each kind of row is asked for its age once, however many metrics are made of it.
        self._newest = tuple(dict.fromkeys(b.newest for b in self._builders.values()))

    def computes(self, plan: Plan) -> bool:
        """Say whether every metric of this plan has a figure, cut the way it asks."""
        cuts = {*plan.group_by, *(chosen.dimension for chosen in plan.filters)}
        return all(
            metric in self._builders and cuts <= self._builders[metric].cuts
            for metric in plan.metrics
        )

    async def answer(
        self, session: AsyncSession, plan: Plan, principal: Principal, footing: Footing
    ) -> FigureResult:
        """Compute a plan's figures from what this person may see, up to today."""
        figures = []
        for metric_id in plan.metrics:
            metric = footing.catalogue.metrics[metric_id]
            builder = self._builders[metric_id]
            figures.append(await _figure(session, (metric, builder), plan, principal, footing))
        today = footing.calendar.today
        until = await self._data_until(session, principal, today)
        return FigureResult(tuple(figures), until, today)

    async def _data_until(
        self, session: AsyncSession, principal: Principal, today: date
    ) -> date | None:
        days = [await newest(session, principal, today) for newest in self._newest]
        return max((day for day in days if day is not None), default=None)


def _disagreements(builders: dict[str, Builder], catalogue: Catalogue) -> Iterator[str]:
    promised = {metric.id for metric in catalogue.metrics.values() if metric.answered}
    for metric in sorted(promised - builders.keys()):
        yield f"the catalogue says that {metric} is answered, and nothing computes it"
    for metric in sorted(builders.keys() - promised):
        yield f"{metric} is computed, and the catalogue does not say that it is answered"
    for builder in builders.values():
        strange = sorted(builder.cuts - catalogue.metrics[builder.metric].dimensions)
        if strange:
            yield f"{builder.metric} is cut by {strange[0]}, which its text does not name"


async def _figure(
    session: AsyncSession,
    computed: tuple[Metric, Builder],
    plan: Plan,
    principal: Principal,
    footing: Footing,
) -> MetricFigure:
    metric, builder = computed
    times = resolve(plan, metric, footing.calendar)
    pieces, against = times.pieces, times.against
    own = replace(plan, window=times.window)
    asked = Asked(own, (*pieces, *against), principal, footing, is_compared=bool(against))
    found = await builder.compute(session, asked)
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
    )


def _ranked(cells: tuple[Cell, ...], plan: Plan) -> tuple[Cell, ...]:
    """Keep the first of the order asked for; a figure that is not shown has no place in it."""
    if plan.top_n is None:
        return cells
    shown = [cell for cell in cells if cell.quantity.is_shown]
    down = plan.top_n.order is Order.DESC
    shown.sort(key=lambda cell: cell.quantity.value or 0, reverse=down)
    return tuple(shown[: plan.top_n.n])
