"""All rows of an answer for a spreadsheet: what was asked above, then a row a figure."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.figures.cards.offers import question_button
from bot.figures.cards.tables import base
from bot.figures.cards.written import headline, say_day, say_note, unit_words
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import Cell, FigureResult, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.windows import Window
from bot.message import Button
from bot.principal import Principal
from bot.quantities import Quantity, difference, in_major_units
from bot.spreadsheets import cell as safe

EXTRACT = "extract"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Spreadsheets take a file without it for one in an older alphabet."""


def extract_button(context: FiguresContext, asker: Principal, plan: Plan) -> Button | None:
    """Offer all rows of a table or a series as a file, where we have pages to fetch it from."""
    if not context.programme.address or not (plan.group_by or plan.grain):
        return None
    question = question_for(plan, context.catalogue, own_partner=asker.partner_name)
    return question_button(context.wording.say("extract_button"), question, EXTRACT)


def title_of(context: FiguresContext, plan: Plan) -> str:
    """Say how a question was read, with all its metrics."""
    metrics = context.catalogue.metrics
    first = headline(
        context.wording, plan, metrics[plan.metrics[0]], plan.window, context.catalogue
    )
    return "; ".join((first, *(metrics[other].label for other in plan.metrics[1:])))


def extract_lines(context: FiguresContext, plan: Plan, result: FigureResult) -> Iterator[str]:
    """Yield the lines of the file, one after the other."""
    rows = chain(_above(context, plan, result), ((),), (_heads(context, plan),))
    yield BYTE_ORDER_MARK
    for row in chain(rows, _rows(context, plan, result)):
        yield _WRITER.writerow([safe(each) if isinstance(each, str) else each for each in row])


class _Echo:
    """Gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


class _Writer:
    """Writes rows as lines; a number in them is one for a spreadsheet too."""

    def __init__(self) -> None:
        self._writer = csv.writer(_Echo())

    def writerow(self, row: Sequence[object]) -> str:
        return str(self._writer.writerow(row))


_WRITER = _Writer()
Row = tuple["str | _Number", ...]


class _Number:
    """A number with all its digits; it begins with no sign that a spreadsheet computes with."""

    def __init__(self, quantity: Quantity) -> None:
        self._digits = f"{in_major_units(quantity):f}"

    def __str__(self) -> str:
        return self._digits


def _above(context: FiguresContext, plan: Plan, result: FigureResult) -> Iterator[Row]:
    say = context.wording.say
    yield say("extract_question"), title_of(context, plan)
    yield say("extract_asked_on"), result.today.isoformat()
    for figure in result.figures:
        metric = context.catalogue.metrics[figure.metric]
        yield metric.label, metric.explain
        if (until := result.until(figure)) is not None:
            yield say("ask_known_until"), until.isoformat(), say_day(context.wording, until)
        for note in figure.notes:
            yield say("extract_note"), say_note(context.wording, note)
        for caveat in metric.caveats:
            yield say("extract_note"), caveat
        for whole in figure.whole.cells if figure.whole is not None else ():
            days = figure.pieces[whole.piece]
            number = _number(whole.quantity)
            yield (
                say("ask_total"),
                *_days(days),
                number,
                unit_words(context.wording, whole.quantity),
            )


def _heads(context: FiguresContext, plan: Plan) -> Row:
    say = context.wording.say
    groups = (context.catalogue.dimensions[dimension].label for dimension in plan.group_by)
    return (
        say("extract_metric"),
        say("extract_from"),
        say("extract_until"),
        *groups,
        say("ask_value"),
        say("extract_unit"),
        say("extract_share"),
        say("extract_low"),
        say("extract_high"),
        say("ask_base_column"),
        say("extract_then_from"),
        say("extract_then_until"),
        say("ask_value_then"),
        say("ask_change_column"),
        say("extract_note"),
    )


def _rows(context: FiguresContext, plan: Plan, result: FigureResult) -> Iterator[Row]:
    for figure in result.figures:
        against = {(each.piece, each.groups): each.quantity for each in figure.against}
        for cell in figure.cells:
            then = against.get((cell.piece, cell.groups))
            yield _row(context, plan, (figure, cell, then))


def _row(
    context: FiguresContext, plan: Plan, found: tuple[MetricFigure, Cell, Quantity | None]
) -> Row:
    figure, cell, then = found
    say, quantity = context.wording.say, cell.quantity
    share = None
    if figure.whole is not None and plan.grain is None:
        share = figure.whole.share(cell)
    low, high = cell.between or (None, None)
    has_then = figure.compare is not None and cell.piece < len(figure.held_to)
    step = difference(quantity, then) if then is not None else None
    note = "" if quantity.is_shown else say("withheld" if quantity.withheld else "not_defined")
    return (
        context.catalogue.metrics[figure.metric].label,
        *_days(figure.pieces[cell.piece]),
        *(group or say("ask_no_group") for group in cell.groups),
        _number(quantity),
        unit_words(context.wording, quantity),
        *map(_number, (share, low, high)),
        base(context, figure, cell),
        *(_days(figure.held_to[cell.piece]) if has_then else ("", "")),
        *map(_number, (then, step)),
        note,
    )


def _days(window: Window) -> tuple[str, str]:
    return window.start.isoformat(), window.last.isoformat()


def _number(quantity: Quantity | None) -> "str | _Number":
    return _Number(quantity) if quantity is not None and quantity.is_shown else ""
