"""The card of a partner's place among others: a side, bands, and never a name or a figure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.figures.cards.offers import question_button
from bot.figures.cards.written import edge_words, quantity_words, say_window
from bot.figures.context import FiguresContext
from bot.figures.rules.peers import GROWTH, SCALES, Circle, NoPlace, Place, Why, told_by
from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.plan_text import question_for
from bot.figures.rules.questions.readings import Among
from bot.message import Button, Buttons, Element, Fact, Facts, Figure, Message, paragraph
from bot.principal import Principal
from bot.quantities import Quantity

AMONG = "vs peers"
"""What makes a question for a figure one for its place."""


def peers_button(context: FiguresContext, asker: Principal, plan: Plan) -> Button | None:
    """Offer the place of one partner's figure among others, where such places are told."""
    named = plan.filter_on("partner")
    is_of_one = named is not None and not named.negated and len(named.values) == 1
    if named is None or not is_of_one or told_by(plan.metrics[0]) is None:
        return None
    whole = replace(_bare(plan), filters=(named,))
    question = question_for(whole, context.catalogue, plan.metrics[:1], asker.partner_name)
    return question_button(context.wording.say("ask_peers"), f"{question} {AMONG}")


def draw_places(
    context: FiguresContext, asker: Principal, among: Among, places: Sequence[Place | NoPlace]
) -> Message:
    """Draw where a partner stands in each metric, or why that is not told."""
    say = context.wording.say
    partner = among.partner if asker.is_vendor else asker.partner_name
    title = say("ask_peers_title", partner=partner or "")
    elements: list[Element] = []
    for place in places:
        if isinstance(place, Place):
            elements += _place(context, place)
        else:
            elements.append(paragraph(_why(context, place)))
    if any(isinstance(place, Place) for place in places):
        elements.append(paragraph(say("ask_peers_same"), quiet=True))
    if among.is_narrowed:
        elements.append(paragraph(say("ask_peers_narrowed")))
    buttons = tuple(_own_figures(context, asker, partner or "", places))
    return Message(title, (*elements, *((Buttons(buttons),) if buttons else ())))


def metric_label(context: FiguresContext, metric: str) -> str:
    """Return what is compared: of recurring revenue it is how much that grew."""
    if metric == GROWTH:
        return context.wording.say("ask_peers_growth")
    return context.catalogue.metrics[metric].label


def say_side(context: FiguresContext, place: Place) -> str:
    """Write on which side of the others it lies, and whether that is the good one."""
    if place.is_good is None:
        return context.wording.say("ask_peers_within")
    end = "good" if place.is_good else "poor"
    return context.wording.say(f"ask_peers_{place.side.value}_{end}")


def _place(context: FiguresContext, place: Place) -> Iterator[Element]:
    say = context.wording.say
    half, middle = (_band(context, band) for band in (place.half, place.middle))
    own = quantity_words(context.wording, place.own)
    note = say("ask_peers_bands", half=half, middle=middle)
    yield Figure(metric_label(context, place.metric), say_side(context, place), note)
    yield Facts(
        (
            Fact(say("ask_peers_own"), own),
            Fact(say("ask_peers_with"), _circle(context, place.circle)),
            Fact(say("ask_period"), say_window(context.wording, place.window)),
        )
    )


def _band(context: FiguresContext, band: tuple[Quantity, Quantity]) -> str:
    low, high = (edge_words(context.wording, edge) for edge in band)
    return context.wording.say("ask_peers_band", low=low, high=high)


def _circle(context: FiguresContext, circle: Circle) -> str:
    say = context.wording.say
    if circle.tier is not None and circle.region is not None:
        return say("ask_peers_either", tier=circle.tier, region=circle.region)
    if circle.tier is not None:
        return say("ask_peers_tier", tier=circle.tier)
    return say("ask_peers_region", region=circle.region or "")


def _why(context: FiguresContext, place: NoPlace) -> str:
    say = context.wording.say
    label = metric_label(context, place.metric)
    if place.why is Why.NOT_COMPARED:
        compared = (context.catalogue.metrics.get(each) for each in SCALES if each != GROWTH)
        known = [metric_label(context, GROWTH), *(each.label for each in compared if each)]
        others = context.wording.language.all_of(known)
        return say("ask_peers_not_compared", metric=label, others=others)
    period = say_window(context.wording, place.window) if place.window is not None else ""
    return say(f"ask_peers_why_{place.why.value}", metric=label, period=period)


def _own_figures(
    context: FiguresContext, asker: Principal, partner: str, places: Sequence[Place | NoPlace]
) -> Iterator[Button]:
    """Offer the partner's own figures that stand behind the places."""
    catalogue = context.catalogue
    for place in places:
        metric = catalogue.metrics[place.metric]
        window = place.window
        if window is None or not catalogue.may_ask(metric.id, asker.permission):
            continue
        plan = Plan((metric.id,), window, filters=(Filter("partner", (partner,)),))
        question = question_for(plan, catalogue, own_partner=asker.partner_name)
        button = question_button(metric.label, question)
        if button is not None:
            yield button


def _bare(plan: Plan) -> Plan:
    return Plan(plan.metrics, plan.window, default_period=True)
