"""How an answer came about: the definition with its numbers, its days and its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.figures.cards.answers import said_period
from bot.figures.cards.extracts import title_of
from bot.figures.cards.offers import question_button
from bot.figures.cards.tables import base
from bot.figures.cards.written import (
    benchmark_words,
    quantity_words,
    say_day,
    say_filter,
    say_note,
    say_piece,
)
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import Cell, FigureResult, MetricFigure
from bot.figures.rules.parts import Parts, unit_of
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.figures.store.tracing import Statement
from bot.message import (
    Buttons,
    CodeBlock,
    Element,
    Fact,
    Facts,
    Heading,
    Message,
    paragraph,
)
from bot.principal import Permission, Principal
from bot.quantities import Quantity

SQL = "sql"
_RATES = frozenset(("percent", "ratio"))


def draw_computing(
    context: FiguresContext, asker: Principal, plan: Plan, result: FigureResult
) -> Message:
    """Draw how every figure of an answer was computed, with what this person may know of it."""
    elements: list[Element] = []
    for figure in result.figures:
        metric = context.catalogue.metrics[figure.metric]
        if len(result.figures) > 1:
            elements.append(Heading(metric.label))
        elements.append(Facts(tuple(_facts(context, asker, plan, (figure, result)))))
        notes = [say_note(context.wording, note) for note in figure.notes]
        elements += [paragraph(said, quiet=True) for said in (*notes, *metric.caveats)]
    if asker.permission is Permission.ADMINISTRATOR:
        question = question_for(plan, context.catalogue, own_partner=asker.partner_name)
        button = question_button(context.wording.say("computing_sql"), question, SQL)
        elements += [Buttons((button,))] if button is not None else []
    title = context.wording.say("computing_title", question=title_of(context, plan))
    return Message(title, tuple(elements))


def _facts(
    context: FiguresContext,
    asker: Principal,
    plan: Plan,
    found: tuple[MetricFigure, FigureResult],
) -> Iterator[Fact]:
    figure, result = found
    say, wording = context.wording.say, context.wording
    yield Fact(say("ask_definition"), context.catalogue.metrics[figure.metric].explain)
    yield from _numbers(context, asker, figure)
    metric, currency = context.catalogue.metrics[figure.metric], context.programme.currency
    if others := benchmark_words(wording, metric, currency):
        yield Fact(say("computing_benchmark"), others)
    days = wording.say_number("computing_days", figure.window.days)
    yield Fact(say("ask_period"), f"{said_period(context, figure, result)}{days}")
    said = [say_filter(wording, chosen, context.catalogue) for chosen in plan.filters]
    yield Fact(say("ask_filters"), "; ".join(said) or say("computing_no_filters"))
    rows = [
        say("computing_rows_until", kind=say(f"rows_{kind}"), day=say_day(wording, day))
        for kind, day in figure.rows
    ]
    yield Fact(say("computing_rows"), "; ".join(rows) or say("computing_rows_here"))


def _numbers(context: FiguresContext, asker: Principal, figure: MetricFigure) -> Iterator[Fact]:
    """Put the numbers of this very answer in: of the whole where it is cut, else the last."""
    say, wording = context.wording.say, context.wording
    cells: Sequence[Cell] = figure.whole.cells if figure.whole is not None else figure.cells
    if not cells or not cells[-1].quantity.is_shown:
        return
    cell = cells[-1]
    parts = cell.parts
    if parts is None or (parts.tells_costs and asker.permission is not Permission.ADMINISTRATOR):
        over = base(context, replace(figure), cell)
        yield from (Fact(say("ask_base"), over),) if over else ()
        return
    currency = cell.quantity.currency or context.programme.currency
    told = (_measure(context, name, currency, n) for name, n in parts.values.items())
    when = ""
    if len(figure.pieces) > 1:
        when = say("computing_when", period=say_piece(wording, figure.pieces[cell.piece]))
    yield Fact(say("computing_numbers"), f"{'; '.join(told)}{when}")
    if cell.quantity.unit in _RATES and cell.quantity.value is not None:
        yield Fact(say("computing_result"), _division(context, cell.quantity, parts))


def _measure(context: FiguresContext, name: str, currency: str, value: int | Decimal) -> str:
    """Name one number that the figure is made of: a measure, or another metric."""
    metric = context.catalogue.metrics.get(name)
    unit = metric.unit if metric is not None else unit_of(name)
    label = metric.label if metric is not None else context.wording.say(f"measure_{name}")
    said = Quantity(value, unit, currency if unit.startswith("money") else "")
    value_words = quantity_words(context.wording, said)
    return context.wording.say("computing_measure", name=label, value=value_words)


def _division(context: FiguresContext, quantity: Quantity, parts: Parts) -> str:
    """Write a rate as its two sides."""
    scale = 100 if quantity.unit == "percent" else 1
    currency = context.programme.currency if parts.is_of_money else ""
    unit = "money" if parts.is_of_money else "count"
    over, under = (
        quantity_words(context.wording, Quantity(each, unit, currency))
        for each in (parts.numerator / scale, parts.denominator)
    )
    value = quantity_words(context.wording, quantity)
    return context.wording.say("computing_division", over=over, under=under, value=value)


def draw_statements(
    context: FiguresContext, plan: Plan, statements: Sequence[Statement]
) -> Message:
    """Draw the statements behind an answer, each with its values apart."""
    say, elements = context.wording.say, list[Element]()
    number = context.wording.language.number
    elements.append(paragraph(say("computing_sql_told")))
    for place, one in enumerate(statements, 1):
        counted = say("computing_statement", number=number(place), count=number(len(statements)))
        elements += [Heading(counted), CodeBlock(one.sql)]
        if one.values:
            values = ", ".join(f"{at}: {value!r}" for at, value in enumerate(one.values, 1))
            elements += [paragraph(say("computing_values")), CodeBlock(values)]
    title = say("computing_sql_title", question=title_of(context, plan))
    return Message(title, tuple(elements))
