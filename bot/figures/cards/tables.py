"""A figure that is cut, or goes over time, as a table: ordered, with its whole and shares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.figures.cards.series import base_words, rows_sentence
from bot.figures.cards.written import quantity_words, say_period, say_piece
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import Cell, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import Window
from bot.message import Column, Element, Table, paragraph
from bot.quantities import Quantity, difference

MOST_ROWS = 25
"""More than that nobody reads in a conversation."""


def nothing(_cell: Cell) -> str:
    """Leave a place empty."""
    return ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A column, and what stands in it: for a group, and for the whole."""

    title: str
    write: Callable[[Cell], str]
    whole: Callable[[Cell], str] = nothing
    numeric: bool = True


def table(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Iterator[Element]:
    """Draw the table of a figure, and say below it what it leaves out and does not come to."""
    say = context.wording.say
    keys = [*_times(context, plan, figure), *_groups(context, plan)]
    parts = [*keys, *_values(context, plan, figure), *_then(context, plan, figure)]
    parts += _bases(context, figure)
    shown, left = figure.cells[:MOST_ROWS], len(figure.cells) - MOST_ROWS
    rows = [tuple(part.write(cell) for part in parts) for cell in shown]
    named = [
        (", ".join(row[: len(keys)]), cell.quantity) for row, cell in zip(rows, shown, strict=True)
    ]
    has_whole = figure.whole is not None and plan.grain is None and len(figure.cells) > 1
    if figure.whole is not None and has_whole:
        rows += [tuple(part.whole(cell) for part in parts) for cell in figure.whole.cells]
    label = context.catalogue.metrics[figure.metric].label
    titles = tuple(Column(part.title, numeric=part.numeric) for part in parts)
    yield Table(label, titles, tuple(rows), rows_sentence(context, named))
    if left > 0:
        yield paragraph(context.wording.say_number("ask_more_rows", left))
    if figure.whole is not None and has_whole and figure.whole.is_sum is False:
        yield paragraph(say("ask_no_sum"), quiet=True)


def _times(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Iterator[_Part]:
    if plan.grain is not None:

        def when(cell: Cell) -> str:
            return say_piece(context.wording, figure.pieces[cell.piece])

        yield _Part(context.wording.say("ask_period"), when, numeric=False)


def _groups(context: FiguresContext, plan: Plan) -> Iterator[_Part]:
    say = context.wording.say
    for place, dimension in enumerate(plan.group_by):

        def name(cell: Cell, place: int = place) -> str:
            return cell.groups[place] or say("ask_no_group")

        def whole(_cell: Cell, place: int = place) -> str:
            return "" if place else say("ask_total")

        label = context.catalogue.dimensions[dimension].label
        yield _Part(label[:1].upper() + label[1:], name, whole, numeric=False)


def _values(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Iterator[_Part]:
    say = context.wording.say

    def value(cell: Cell) -> str:
        return quantity_words(context.wording, cell.quantity)

    def between(cell: Cell) -> str:
        ends = cell.between or ()
        return say("between", first=_end(ends[0]), last=_end(ends[1])) if ends else ""

    def _end(quantity: Quantity) -> str:
        return quantity_words(context.wording, quantity)

    def share(cell: Cell) -> str:
        part = figure.whole.share(cell) if figure.whole is not None else None
        return quantity_words(context.wording, part) if part is not None else ""

    yield _Part(say("ask_value"), value, value)
    if any(cell.between for cell in figure.cells):
        yield _Part(say("ask_between_column"), between, between)
    if figure.whole is not None and plan.grain is None and any(map(share, figure.cells)):
        yield _Part(say("ask_share"), share, share)


def _then(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Iterator[_Part]:
    """Say what each row is held against: in a series every row has its own time."""
    if figure.compare is None:
        return
    say, wording = context.wording.say, context.wording
    against = {(cell.piece, cell.groups): cell.quantity for cell in figure.against}

    def when(cell: Cell) -> str:
        has_one = cell.piece < len(figure.held_to)
        return say_piece(wording, figure.held_to[cell.piece]) if has_one else ""

    def value(cell: Cell) -> str:
        then = against.get((cell.piece, cell.groups))
        return quantity_words(wording, then) if then is not None else ""

    def change(cell: Cell) -> str:
        then = against.get((cell.piece, cell.groups))
        step = difference(cell.quantity, then) if then is not None else None
        return quantity_words(wording, step, signed=True) if step is not None else ""

    if plan.grain is None:
        period = said_window(context, figure, figure.compare)
        yield _Part(say("ask_then", period=period), value)
    else:
        yield _Part(say("ask_held_to"), when, numeric=False)
        yield _Part(say("ask_value_then"), value)
    yield _Part(say("ask_change_column"), change)


def _bases(context: FiguresContext, figure: MetricFigure) -> Iterator[_Part]:
    def count(cell: Cell) -> str:
        return base(context, figure, cell)

    if any(map(count, figure.cells)):
        yield _Part(context.wording.say("ask_base_column"), count, count)


def said_window(context: FiguresContext, figure: MetricFigure, window: Window) -> str:
    """Write the time of this figure: of a balance only the day on which it is read."""
    metric = context.catalogue.metrics[figure.metric]
    series = len(figure.pieces) > 1
    return say_period(context.wording, metric, window, series=series)


def base(context: FiguresContext, figure: MetricFigure, *cells: Cell) -> str:
    """Say over how many these cells of a figure are taken."""
    return base_words(context, figure.base, cells)
