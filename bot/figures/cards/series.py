"""A figure over time or over groups: drawn where a line helps, and said in a sentence."""

from collections.abc import Sequence

from bot.figures.context import FiguresContext
from bot.figures.rules.figures import Cell, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import say_piece
from bot.message import Chart, Series
from bot.quantities import Quantity, format_quantity, plotted, unit_words

Named = tuple[str, Quantity]
"""A figure with what it is of: a group, or a piece of time."""


def series_chart(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Chart | None:
    """Draw one figure over time; None where cut or held to another time a table says more."""
    if plan.grain is None or plan.group_by or figure.compare is not None:
        return None
    named = [(say_piece(figure.pieces[cell.piece]), cell.quantity) for cell in figure.cells]
    shown = [(when, quantity) for when, quantity in named if quantity.is_shown]
    if len(shown) < 2:  # noqa: PLR2004 - one point makes no line
        return None
    return Chart(
        title=context.catalogue.metrics[figure.metric].label,
        form="line",
        unit=unit_words(shown[0][1]),
        categories=tuple(when for when, _ in named),
        series=(
            Series(
                context.wording.say("ask_value"),
                tuple(plotted(quantity) for _, quantity in named),
            ),
        ),
        summary=_series_sentence(context, shown),
    )


def _series_sentence(context: FiguresContext, shown: Sequence[Named]) -> str:
    """Say where a figure began, where it stands, and how far it went between."""
    say = context.wording.say
    (first_at, first), (last_at, last) = _written(shown[0]), _written(shown[-1])
    (highest_at, highest), (lowest_at, lowest) = map(_written, _extremes(shown))
    if highest == lowest:
        return say("ask_level", value=first, first_at=first_at, last_at=last_at)
    return say(
        "ask_series",
        first=first,
        first_at=first_at,
        last=last,
        last_at=last_at,
        highest=highest,
        highest_at=highest_at,
        lowest=lowest,
        lowest_at=lowest_at,
    )


def rows_sentence(context: FiguresContext, named: Sequence[Named]) -> str:
    """Say what a table of these shows, in one sentence."""
    say = context.wording.say
    shown = [(name, quantity) for name, quantity in named if quantity.is_shown]
    if len(shown) < 2:  # noqa: PLR2004 - of one there is no highest
        return "".join(say("ask_row", of=of, value=value) for of, value in map(_written, shown))
    (highest_of, highest), (lowest_of, lowest) = map(_written, _extremes(shown))
    return say(
        "ask_rows", highest=highest, highest_of=highest_of, lowest=lowest, lowest_of=lowest_of
    )


def base_words(context: FiguresContext, key: str, cells: Sequence[Cell]) -> str:
    """Say over how many these figures are taken; empty where nothing was counted."""
    bases = [cell.base for cell in cells if cell.base is not None]
    if not bases:
        return ""
    say, least, most = context.wording.say, f"{min(bases):,}", f"{max(bases):,}"
    count = least if least == most else say("ask_range", least=least, most=most)
    number = "one" if count == "1" else "many"
    return say(f"{key}_{number}", count=count)


def _written(one: Named) -> tuple[str, str]:
    name, quantity = one
    return name, format_quantity(quantity)


def _extremes(shown: Sequence[Named]) -> tuple[Named, Named]:
    """Return the highest and the lowest, each the first of its kind."""

    def height(one: Named) -> float:
        return plotted(one[1]) or 0.0

    return max(shown, key=height), min(shown, key=height)
