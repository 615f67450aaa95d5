"""A vendor's own figures: one metric over another, of the same time, groups and eyes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.figures.rules.catalogue import Catalogue, Ratio
from bot.figures.rules.figures import Cell
from bot.figures.rules.parts import Parts
from bot.figures.store.metrics import Asked, Builder, Compute, Computed, Groups
from bot.quantities import Quantity, withheld
from bot.store.sessions import AsyncSession

_HUNDRED = Decimal(100)


def ratio_builders(catalogue: Catalogue, builders: Iterable[Builder]) -> Iterator[Builder]:
    """Yield what computes each metric that is one over another."""
    known = {each.metric: each for each in builders}
    for metric, ratio in catalogue.ratios.items():
        over, under = known[ratio.numerator], known[ratio.denominator]
        yield Builder(
            *(metric, _computed(metric, ratio, (over, under)), over.reads | under.reads),
            *(over.base, over.cuts & under.cuts),
        )


def _computed(metric: str, ratio: Ratio, builders: tuple[Builder, Builder]) -> Compute:
    async def compute(session: AsyncSession, asked: Asked) -> Computed:
        unit = asked.footing.catalogue.metrics[metric].unit
        over, under = [_cells(await each.compute(session, _of(asked))) for each in builders]
        keys = sorted(over.keys() | under.keys())
        return Computed(
            tuple(_cell(key, ratio, unit, (over.get(key), under.get(key))) for key in keys)
        )

    return compute


def _of(asked: Asked) -> Asked:
    return replace(asked, plan=replace(asked.plan, top_n=None), tells=False)


def _cells(found: Computed) -> Mapping[tuple[int, Groups], Quantity]:
    return {(cell.piece, cell.groups): cell.quantity for cell in found.cells}


def _cell(
    key: tuple[int, Groups],
    ratio: Ratio,
    unit: str,
    sides: tuple[Quantity | None, Quantity | None],
) -> Cell:
    """Divide one by the other; what one of them has no rows for is zero there."""
    over, _ = sides
    if any(each is not None and each.withheld for each in sides):
        return Cell(*key, withheld(unit))
    values = [Decimal((each.value if each else None) or 0) for each in sides]
    named = dict(zip((ratio.numerator, ratio.denominator), values, strict=True))
    numerator, denominator = values[0] * (_HUNDRED if unit == "percent" else 1), values[1]
    worth = numerator / denominator if denominator else None
    currency = over.currency if over is not None and unit == "money" else ""
    return Cell(*key, Quantity(worth, unit, currency), parts=Parts(numerator, denominator, named))
