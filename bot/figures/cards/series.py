"""A figure over time or over groups: drawn where a line helps, and said in a sentence."""

from collections.abc import Mapping, Sequence

from bot.context import Context
from bot.figures.cards.written import quantity_words, say_mark, say_piece, unit_words
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import Cell, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import MONTHS_A_YEAR, Window
from bot.message import Chart, Series
from bot.quantities import Quantity, plotted

MOST_LINES = 12
"""More in one picture nobody tells apart."""

Named = tuple[str, Quantity]
"""A figure with what it is of: a group, or a piece of time."""


def series_chart(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Chart | None:
    """Draw a figure over time, a line a group; None where a table says more."""
    if plan.grain is None or len(plan.group_by) > 1 or figure.compare is not None:
        return None
    if plan.group_by:
        return _lines(context, figure)
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
            *_way(context, figure),
        ),
        summary=" ".join((_series_sentence(context, shown), *_way_words(context, figure))),
        language=context.wording.language.tag,
        days=_days([figure.pieces[cell.piece] for cell in figure.cells]),
        marks=tuple(say_mark(context.wording, figure.pieces[c.piece]) for c in figure.cells),
    )


def _way(context: FiguresContext, figure: MetricFigure) -> tuple[Series, ...]:
    """Draw the way to the target, where it goes through two points at least.

    Before its days it goes with the figure: Slack draws no line that has a gap.
    """
    if sum(quantity is not None for quantity in figure.way) < 2:  # noqa: PLR2004 - as above
        return ()
    meant = (figure.way[cell.piece] or cell.quantity for cell in figure.cells)
    name = context.wording.say("target_line")
    return (Series(name, tuple(plotted(quantity) for quantity in meant)),)


def _way_words(context: FiguresContext, figure: MetricFigure) -> tuple[str, ...]:
    if not _way(context, figure):
        return ()
    begins_later = any(figure.way[cell.piece] is None for cell in figure.cells)
    return (context.wording.say("target_drawn_later" if begins_later else "target_drawn"),)


def _lines(context: FiguresContext, figure: MetricFigure) -> Chart | None:
    """Draw a line a group, the highest at the end first; of too many, the first ones."""
    numbers = sorted({cell.piece for cell in figure.cells})
    pieces = [figure.pieces[number] for number in numbers]
    found = {(cell.piece, cell.groups[0]): cell.quantity for cell in figure.cells}
    last = [cell for cell in figure.cells if cell.piece == numbers[-1]]
    names = dict.fromkeys(cell.groups[0] for cell in (*last, *figure.cells))
    drawn = [name for name in names if _has_value(found, numbers, name)]
    if len(pieces) < 2 or not drawn:  # noqa: PLR2004 - one point makes no line
        return None
    shown = [cell.quantity for cell in figure.cells if cell.quantity.is_shown]
    say = context.wording.say
    labels = {name: name or say("ask_no_group") for name in drawn}
    at_the_end = [(labels[c.groups[0]], c.quantity) for c in last if c.groups[0] in labels]
    summary = [say("ask_at_the_end", of=rows_sentence(context, at_the_end))] if at_the_end else []
    if len(drawn) > MOST_LINES:
        summary.append(context.wording.say_number("ask_more_lines", len(drawn) - MOST_LINES))
    return Chart(
        title=context.catalogue.metrics[figure.metric].label,
        form="line",
        unit=unit_words(context.wording, shown[0]),
        categories=tuple(say_piece(context.wording, piece) for piece in pieces),
        series=tuple(
            Series(labels[name], tuple(_at(found, number, name) for number in numbers))
            for name in drawn[:MOST_LINES]
        ),
        summary=" ".join(summary),
        language=context.wording.language.tag,
        days=_days(pieces),
        marks=tuple(say_mark(context.wording, piece) for piece in pieces),
    )


def undrawn(figure: MetricFigure) -> tuple[Cell, ...]:
    """Return how those ended that a picture of so many lines leaves out."""
    numbers = sorted({cell.piece for cell in figure.cells})
    found = {(cell.piece, cell.groups[0]): cell.quantity for cell in figure.cells if cell.groups}
    last = [cell for cell in figure.cells if cell.piece == numbers[-1] and cell.groups]
    drawn = [cell for cell in last if _has_value(found, numbers, cell.groups[0])]
    return tuple(drawn[MOST_LINES:])


def _has_value(
    found: Mapping[tuple[int, str], Quantity], numbers: Sequence[int], name: str
) -> bool:
    return any(_at(found, number, name) for number in numbers)


def _at(found: Mapping[tuple[int, str], Quantity], number: int, name: str) -> float | None:
    quantity = found.get((number, name))
    return plotted(quantity) if quantity is not None else None


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
