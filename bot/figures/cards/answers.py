"""The card of an answer: how it was read, the figures, and what they stand on."""

from collections.abc import Iterator
from dataclasses import replace

from bot.figures.cards import replies
from bot.figures.cards.aging import covered_button, say_age, say_lacking, say_refused
from bot.figures.cards.changes import changed_button
from bot.figures.cards.extracts import extract_button
from bot.figures.cards.offers import question_button
from bot.figures.cards.peers import draw_places, peers_button
from bot.figures.cards.series import series_chart, undrawn
from bot.figures.cards.tables import base, said_window, table
from bot.figures.cards.targets import on_the_way
from bot.figures.cards.tiers import ways, without_target
from bot.figures.cards.watching import alert_button, read_out_button
from bot.figures.cards.written import (
    headline,
    quantity_words,
    say_day,
    say_filter,
    say_note,
)
from bot.figures.context import FiguresContext
from bot.figures.rules.answers import Answer
from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.figures import FigureResult, MetricFigure
from bot.figures.rules.plan import Compare, CompareKind, Plan
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.questions.readings import Among, Clarify, Help, Refusal
from bot.figures.rules.windows import Unit
from bot.message import Button, Buttons, Element, Fact, Facts, Figure, Message, paragraph
from bot.principal import Principal
from bot.quantities import difference


def draw(context: FiguresContext, asker: Principal, answer: Answer) -> Message:
    """Draw an answer for who asked: its figures, or what we say instead of them."""
    match answer.reading:
        case Plan() as plan:
            return _answer_card(context, asker, plan, answer.figures)
        case Clarify() as doubt:
            return replies.clarify(context, asker, doubt, answer.question)
        case Refusal() as refusal:
            return replies.refuse(context, asker, refusal)
        case Help() as wanted:
            return replies.explain(context, asker, wanted)
        case Among() as among:
            return draw_places(context, asker, among, answer.places)


def _answer_card(
    context: FiguresContext, asker: Principal, plan: Plan, result: FigureResult
) -> Message:
    """Draw the figures of a plan; the first line says how the question was read."""
    first = result.figures[0]
    metric = context.catalogue.metrics[first.metric]
    elements: list[Element] = []
    for said, known in plan.repaired:
        elements.append(paragraph(context.wording.say("ask_repaired", said=said, known=known)))
    for figure in result.figures:
        if figure.is_refused:
            elements += [paragraph(words) for words in say_refused(context, asker, figure)]
            elements += [paragraph(words) for words in say_lacking(context, figure)]
            continue
        elements += _figure(context, plan, figure)
        elements += ways(context, figure)
        elements += on_the_way(context, figure)
        elements += [paragraph(words) for words in say_age(context, figure)]
        elements += [paragraph(words) for words in say_lacking(context, figure)]
        elements.append(_standing(context, plan, figure, result))
        elements += _small_print(context, figure)
    elements.append(_buttons(context, asker, plan, result))
    window = first.pieces[-1] if plan.grain is None and first.pieces else first.window
    title = headline(context.wording, plan, metric, window, context.catalogue)
    return Message(title, tuple(elements))


def _figure(context: FiguresContext, plan: Plan, figure: MetricFigure) -> Iterator[Element]:
    if not figure.cells:
        yield paragraph(context.wording.say("ask_none"))
    elif chart := series_chart(context, plan, figure):
        yield chart
        if plan.group_by and (left := undrawn(figure)):
            last = replace(figure, cells=left, whole=None)
            yield from table(context, plan, last)
    elif plan.group_by or plan.grain is not None:
        yield from table(context, plan, figure)
    else:
        yield _single(context, figure)


def _single(context: FiguresContext, figure: MetricFigure) -> Figure:
    say = context.wording.say
    cell = figure.cells[0]
    notes = []
    if cell.between is not None:
        low, high = (quantity_words(context.wording, end) for end in cell.between)
        notes.append(say("ask_between", low=low, high=high))
    if figure.compare is not None and figure.against:
        then = figure.against[0].quantity
        value = quantity_words(context.wording, then)
        against = said_window(context, figure, figure.compare)
        notes.append(say("ask_against", value=value, period=against))
        step = difference(cell.quantity, then)
        if step is not None:
            notes.append(
                say("ask_change", change=quantity_words(context.wording, step, signed=True))
            )
    if figure.verdict is not None:
        notes.append(say(f"verdict_{figure.verdict.value}"))
    label = context.catalogue.metrics[figure.metric].label
    return Figure(label, quantity_words(context.wording, cell.quantity), "; ".join(notes))


def _standing(
    context: FiguresContext, plan: Plan, figure: MetricFigure, result: FigureResult
) -> Facts:
    say = context.wording.say
    metric = context.catalogue.metrics[figure.metric]
    facts = [
        Fact(say("ask_definition"), metric.explain),
        Fact(say("ask_period"), said_period(context, figure, result)),
    ]
    if plan.filters:
        filters = "; ".join(
            say_filter(context.wording, chosen, context.catalogue) for chosen in plan.filters
        )
        facts.append(Fact(say("ask_filters"), filters))
    if not plan.group_by:
        over = base(context, figure, *figure.cells)
        facts += [Fact(say("ask_base"), over)] if over else []
    until = result.until(figure)
    if until is not None:
        facts.append(Fact(say("ask_known_until"), say_day(context.wording, until)))
    return Facts(tuple(facts))


def said_period(context: FiguresContext, figure: MetricFigure, result: FigureResult) -> str:
    """Write the time of a figure, whether it is over, and whether it was asked for."""
    say = context.wording.say
    shown = said_window(context, figure, figure.window)
    if result.is_to_date(figure):
        shown = say("ask_to_date", period=shown)
    if figure.default_period:
        shown = say("ask_period_default", period=shown)
    return shown


def _small_print(context: FiguresContext, figure: MetricFigure) -> Iterator[Element]:
    for note in figure.notes:
        yield paragraph(say_note(context.wording, note))
    for caveat in context.catalogue.metrics[figure.metric].caveats:
        yield paragraph(caveat, quiet=True)


def _buttons(
    context: FiguresContext, asker: Principal, plan: Plan, result: FigureResult
) -> Buttons:
    catalogue, say = context.catalogue, context.wording.say
    first = catalogue.metrics[plan.metrics[0]]

    def asking(words: str, wanted: Plan, does: str = "ask") -> Button | None:
        question = question_for(wanted, catalogue, wanted.metrics, asker.partner_name)
        return question_button(words, question, does)

    meant = f"how is {first.synonyms[0]} calculated"
    how = asking(say("ask_how"), plan, "how") or question_button(say("ask_how"), meant)
    others = (
        asking(catalogue.metrics[other].label, _of_another(context, asker, plan, other))
        for other in first.related
        if catalogue.may_ask(other, asker.permission)
    )
    covered = (covered_button(context, asker, plan, figure) for figure in result.figures)
    watched = (
        alert_button(context, asker, plan),
        read_out_button(context, asker, plan),
        peers_button(context, asker, plan),
    )
    if result.figures[0].is_refused:
        offered = [*covered, how, *watched, *others]
    else:
        views = (asking(words, wanted) for words, wanted in _views(context, asker, plan))
        changed = changed_button(context, asker, plan)
        rows = extract_button(context, asker, plan)
        offered = [*covered, how, *views, changed, rows, *watched, *others]
    return Buttons(tuple(button for button in offered if button is not None))


def _of_another(context: FiguresContext, asker: Principal, plan: Plan, metric_id: str) -> Plan:
    """Ask the same of another metric, as far as that one can be cut and goes over time so."""
    metric, asked = context.catalogue.metrics[metric_id], without_target(plan)
    known = metric.dimensions | ({"partner"} if not asker.is_vendor else frozenset())
    if asked.grain is not None and asked.grain not in metric.grains:
        asked = replace(asked, grain=None, default_period=True, compare=None)
    if not set(asked.group_by) <= known:
        asked = replace(asked, group_by=(), top_n=None)
    filters = tuple(each for each in asked.filters if each.dimension in known)
    return replace(asked, metrics=(metric_id,), filters=filters)


def _views(context: FiguresContext, asker: Principal, plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Look at the first figure over time, cut, and beside the year before."""
    say, first = context.wording.say, context.catalogue.metrics[plan.metrics[0]]
    alone = replace(plan, metrics=(first.id,))
    if plan.grain is None and plan.top_n is None and Unit.MONTH in first.grains:
        yield (
            say("ask_over_time"),
            replace(alone, grain=Unit.MONTH, default_period=True, compare=None),
        )
    if plan.group_by or plan.grain is not None:
        return
    used = plan.dimensions if asker.is_vendor else plan.dimensions | _OF_THEIRS
    cuts = [each for each in _CUTS if each in first.dimensions - used]
    for dimension in cuts[:MOST_CUTS]:
        label = context.catalogue.dimensions[dimension].label
        yield say("ask_by", dimension=label), replace(alone, group_by=(dimension,), compare=None)
    if plan.compare is None and first.kind is not MetricKind.LOOKAHEAD:
        against = Compare(CompareKind.SAME_PERIOD_LAST_YEAR, plan.window, named=False)
        yield say("ask_compare"), replace(alone, compare=against)


MOST_CUTS = 2
_CUTS = ("product", "partner", "segment", "region", "role", "payout_kind")
"""By what a figure is offered to be cut, the most telling first."""
_OF_THEIRS = frozenset(("partner", "region", "partner_tier", "partner_stage"))
"""What is one and the same in all that a partner's people see."""
