"""An answer as plain data, for a program: the reading, and every figure with what it stands on."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from bot.currencies import minor_digits
from bot.figures.cards.aging import say_age, say_lacking
from bot.figures.cards.answers import said_period
from bot.figures.cards.series import base_words
from bot.figures.cards.written import quantity_words, say_note
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
from bot.figures.rules.figures import Cell, FigureResult, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.reading_json import interpretation
from bot.figures.rules.windows import Window
from bot.quantities import Quantity

Data = dict[str, object]
EXACT = 4
"""Decimal places of what is neither money nor a count; a card shows one at most."""


def answer_data(context: FiguresContext, answer: Answer, hidden_names: Iterable[str] = ()) -> Data:
    """Write an answer as plain data; `figures` is null where none was computed.

    For the operator only, as the reading is: see `interpretation`.
    """
    told = interpretation(answer.reading, answer.question, hidden_names)
    result, plan = answer.result, answer.reading
    if result is None or not isinstance(plan, Plan):
        return {**told, "figures": None, "age": None}
    figures = [_figure(context, plan, figure, result) for figure in result.figures]
    return {**told, "figures": figures, "age": _age(result)}


def _age(result: FigureResult) -> Data | None:
    if result.data_until is None:
        return None
    days = (result.today - result.data_until).days
    return {"data_until": result.data_until.isoformat(), "days": days}


def _figure(
    context: FiguresContext, plan: Plan, figure: MetricFigure, result: FigureResult
) -> Data:
    metric = context.catalogue.metrics[figure.metric]
    held_to = None
    if figure.compare is not None:
        then = _values(context, plan, figure, figure.against, figure.held_to)
        held_to = {"period": _days(figure.compare), "values": then}
    whole = None
    if figure.whole is not None:
        uncut = replace(plan, group_by=())
        whole = _values(context, uncut, figure, figure.whole.cells, figure.pieces)
    return {
        "metric": metric.id,
        "label": metric.label,
        "definition": metric.explain,
        "caveats": list(metric.caveats),
        "unit": metric.unit,
        "period": {
            **_days(figure.window),
            "text": said_period(context, figure, result),
            "default": figure.default_period,
            "to_date": result.is_to_date(figure),
        },
        "values": _values(context, plan, figure, figure.cells, figure.pieces),
        "compare": held_to,
        "whole": whole,
        "verdict": figure.verdict,
        "notes": [say_note(context.wording, note) for note in figure.notes],
        "age": _reach(context, figure, result),
    }


def _reach(context: FiguresContext, figure: MetricFigure, result: FigureResult) -> Data:
    """Write how far the rows of a figure go, and what is not in it for that."""
    age, until = figure.age, result.until(figure)
    return {
        "data_until": until.isoformat() if until is not None else None,
        "ends_first": [kind.value for kind in age.kinds] if age is not None else [],
        "cut": age is not None and age.is_cut,
        "left_out": [_days(piece) for piece in age.left_out] if age is not None else [],
        "refused": figure.is_refused,
        "text": [*say_age(context, figure), *say_lacking(context, figure)],
    }


def _values(
    context: FiguresContext,
    plan: Plan,
    figure: MetricFigure,
    cells: Sequence[Cell],
    pieces: Sequence[Window],
) -> list[Data]:
    return [
        {
            "period": _days(pieces[cell.piece]),
            "groups": dict(zip(plan.group_by, cell.groups, strict=True)),
            **_quantity(context, cell.quantity),
            "margin": _quantity(context, cell.margin) if cell.margin is not None else None,
            "between": [_quantity(context, end) for end in cell.between] if cell.between else None,
            "base": {"count": cell.base, "text": base_words(context, figure.base, (cell,))},
        }
        for cell in cells
    ]


def _quantity(context: FiguresContext, quantity: Quantity) -> Data:
    """Write a number and its words; one that is withheld or not defined has words alone."""
    return {
        "value": _number(quantity),
        "currency": quantity.currency or None,
        "withheld": quantity.withheld,
        "text": quantity_words(context.wording, quantity),
    }


def _number(quantity: Quantity) -> int | float | None:
    """Return the number in the currency's major unit, as exact as the currency is."""
    if not quantity.is_shown or quantity.value is None:
        return None
    if isinstance(quantity.value, int):
        return quantity.value
    value, places = quantity.value, EXACT
    if quantity.unit.startswith("money"):
        places = minor_digits(quantity.currency)
        value = value.scaleb(-places)
    return float(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def _days(window: Window) -> Data:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}
