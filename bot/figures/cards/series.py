"""A figure over time or over groups: drawn where a line helps, and said in a sentence."""

from collections.abc import Sequence

from bot.context import Context
from bot.figures.cards.written import quantity_words, say_mark, say_piece, unit_words
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import Cell, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import MONTHS_A_YEAR, Window
from bot.message import Chart, Series
from bot.quantities import Quantity, plotted

Named = tuple[str, Quantity]
"""A figure with what it is of: a group, or a piece of time."""


def series_chart(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Chart | None:
    """Draw one figure over time; None where cut or held to another time a table says more."""
    if plan.grain is None or plan.group_by or figure.compare is not None:
        return None
    named = [
        (say_piece(context.wording, figure.pieces[cell.piece]), cell.quantity)
        for cell in figure.cells
    ]
    shown = [(when, quantity) for when, quantity in named if quantity.is_shown]
    if len(shown) < 2:  # noqa: PLR2004 - one point makes no line
        return None
    return Chart(
        title=context.catalogue.metrics[figure.metric].label,
        form="line",
        unit=unit_words(context.wording, shown[0][1]),
        categories=tuple(when for when, _ in named),
        series=(
            Series(
                context.wording.say("ask_value"),
                tuple(plotted(quantity) for _, quantity in named),
            ),
        ),
        summary=_series_sentence(context, shown),
        language=context.wording.language.tag,
        days=_days([figure.pieces[cell.piece] for cell in figure.cells]),
        marks=tuple(say_mark(context.wording, figure.pieces[c.piece]) for c in figure.cells),
    )


def _days(pieces: Sequence[Window]) -> tuple[str, ...]:
    """Return the first day of each piece, where all are days, months or years."""
    if all(piece.days == 1 or piece.months in (1, MONTHS_A_YEAR) for piece in pieces):
        return tuple(piece.start.isoformat() for piece in pieces)
    return ()


def _series_sentence(context: FiguresContext, shown: Sequence[Named]) -> str:
    """Say where a figure began, where it stands, and how far it went between."""
    say = context.wording.say
    (first_at, first), (last_at, last) = _all_written(context, (shown[0], shown[-1]))
    (highest_at, highest), (lowest_at, lowest) = _all_written(context, _extremes(shown))
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
        return "".join(
            say("ask_row", of=of, value=value) for of, value in _all_written(context, shown)
        )
    (highest_of, highest), (lowest_of, lowest) = _all_written(context, _extremes(shown))
    return say(
        "ask_rows", highest=highest, highest_of=highest_of, lowest=lowest, lowest_of=lowest_of
    )


def base_words(context: FiguresContext, key: str, cells: Sequence[Cell]) -> str:
    """Say over how many these figures are taken; empty where nothing was counted."""
    bases = [cell.base for cell in cells if cell.base is not None]
    if not bases:
        return ""
    wording, least, most = context.wording, min(bases), max(bases)
    if least == most:
        return wording.say_number(key, least)
    write = wording.language.number
    count = wording.say("ask_range", least=write(least), most=write(most))
    return wording.say_number(key, most, count=count)


def _all_written(context: Context, named: Sequence[Named]) -> list[tuple[str, str]]:
    return [(name, quantity_words(context.wording, quantity)) for name, quantity in named]


def _extremes(shown: Sequence[Named]) -> tuple[Named, Named]:
    """Return the highest and the lowest, each the first of its kind."""

    def height(one: Named) -> float:
        return plotted(one[1]) or 0.0

    return max(shown, key=height), min(shown, key=height)
