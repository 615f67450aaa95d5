"""What we say when there is no figure: a question back, a kind no, or help."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.action import ActionRef
from bot.figures.cards.offers import question_button
from bot.figures.cards.target_lists import LIST
from bot.figures.cards.written import benchmark_words
from bot.figures.context import FiguresContext
from bot.figures.rules.peers import told_by
from bot.figures.rules.questions.completing import named_options, replaced
from bot.figures.rules.questions.readings import (
    TARGET,
    Clarify,
    Help,
    Reason,
    Refusal,
    Slot,
    Topic,
)
from bot.message import Bullets, Button, Buttons, Element, Message, notice, paragraph, spans
from bot.ports import READ_RESPONSES
from bot.principal import Principal
from bot.rights import Right, may

_USUAL = ("arr", "customer_churn_rate", "nps")


def clarify(context: FiguresContext, asker: Principal, reading: Clarify, question: str) -> Message:
    """Ask back, with a button for every way it may have been meant.

    To a partner's person the reply repeats no word of theirs that we do not know, so that a
    name they may not know of and a word that means nothing read the same.
    """
    say = context.wording.say
    example = say("example_for_vendor" if asker.is_vendor else "example_for_partner")
    elements: list[Element] = [paragraph(_question_back(context, asker, reading))]
    if reading.slot is Slot.WORD and not reading.offers:
        elements.append(paragraph(say("ask_example", example=example)))
    if reading.slot is Slot.WORD and reading.offers:
        elements.append(paragraph(say("ask_did_you_mean")))
    buttons = [*_ways(context, reading, question), *_offered(reading.offers)]
    return _with_buttons(say("ask_clarify_title"), elements, buttons)


def refuse(context: FiguresContext, asker: Principal, reading: Refusal) -> Message:
    """Refuse in one kind sentence that says nothing about any data.

    Who may read what people answered is led there: that is no figure.
    """
    say = context.wording.say
    if (missing := context.catalogue.missing.get(reading.missing or "")) is not None:
        told = say("ask_not_measured", what=missing.label)
        return notice(say("ask_not_measured_title"), f"{told} {missing.how}")
    key = reading.hint if reading.hint in _OWN_SENTENCE else reading.reason.value
    sentence = say(f"ask_refused_{key}", vendor=context.programme.vendor)
    refused = notice(say("ask_refused_title"), sentence)
    if offered := tuple(each for each in _offered(reading.offers) if each is not None):
        return replace(refused, elements=(*refused.elements, Buttons(offered)))
    if reading.hint == TARGET:
        lead = Button(say("targets_title"), ActionRef(LIST), primary=True)
        return replace(refused, elements=(*refused.elements, Buttons((lead,))))
    if reading.reason is not Reason.ANONYMITY or not may(asker, Right.READ_RESPONSES):
        return refused
    read = Button(say("ask_read_responses"), ActionRef(READ_RESPONSES), primary=True)
    return replace(refused, elements=(*refused.elements, Buttons((read,))))


_OWN_SENTENCE = {"share", "top_of_each", TARGET}


def explain(context: FiguresContext, asker: Principal, reading: Help) -> Message:
    """Give definitions to anybody, the list of figures to those who may ask for them."""
    match reading.topic:
        case Topic.DEFINITION:
            return _definitions(context, reading.metrics)
        case Topic.BENCHMARK:
            return _benchmark(context, asker, reading.metrics)
        case Topic.CAPABILITIES:
            return _capabilities(context, asker)


def _question_back(context: FiguresContext, asker: Principal, reading: Clarify) -> str:
    say = context.wording.say
    match reading.slot:
        case Slot.WORD if reading.hint is not None:
            return say("ask_clarify_long")
        case Slot.WORD if asker.is_vendor and reading.word is not None:
            return say("ask_clarify_word", word=reading.word)
        case Slot.WORD:
            return say("ask_clarify_word_partner", company=_company(context, asker))
        case Slot.PERIOD if reading.hint is not None:
            return say("ask_clarify_period_hint", hint=say(f"hint_{reading.hint}"))
        case Slot.GROUP_BY if reading.options:
            label = context.catalogue.dimensions[reading.options[0]].label
            return say("ask_clarify_group", dimension=label)
        case slot:
            return say(_BACK[slot])


_BACK = {
    Slot.WORD: "ask_clarify_word",
    Slot.METRIC: "ask_clarify_metric",
    Slot.PERIOD: "ask_clarify_period",
    Slot.GROUP_BY: "ask_clarify_rank",
    Slot.FILTER: "ask_clarify_filter",
    Slot.TOP_N: "ask_clarify_top",
    Slot.COMPARE: "ask_clarify_period",
    Slot.QUESTION: "ask_clarify_two",
}


def _offered(questions: Iterable[str]) -> list[Button | None]:
    """Make a button of every question that may have been meant, in its own words."""
    return [question_button(question, question) for question in questions]


def _ways(context: FiguresContext, reading: Clarify, question: str) -> list[Button | None]:
    """Offer the question again with each option in the place of the words in doubt."""
    if reading.slot is Slot.METRIC:
        told = replace(reading, options=reading.options or _USUAL)
    elif reading.slot is Slot.FILTER:
        told = reading
    else:
        return []
    return [
        question_button(label, replaced(question, reading.word, words))
        for label, words in named_options(told, context.catalogue)
    ]


def _definitions(context: FiguresContext, metrics: Iterable[str]) -> Message:
    catalogue = context.catalogue
    told = [catalogue.metrics[metric] for metric in metrics]
    elements: list[Element] = []
    for metric in told:
        elements.append(paragraph(f"{metric.label}: {metric.explain}"))
        elements += [paragraph(caveat, quiet=True) for caveat in metric.caveats]
    title = told[0].label if len(told) == 1 else context.wording.say("ask_definition_title")
    return Message(title, tuple(elements))


def _benchmark(context: FiguresContext, asker: Principal, metrics: Iterable[str]) -> Message:
    say, catalogue = context.wording.say, context.catalogue
    known = [m for m in metrics if catalogue.may_ask(m, asker.permission)]
    buttons = (
        question_button(catalogue.metrics[m].label, f"{catalogue.metrics[m].synonyms[0]} by month")
        for m in known or _USUAL
    )
    peers = () if asker.is_vendor else _among(context, known)
    currency = context.programme.currency
    told = [
        said
        for m in known
        if (said := benchmark_words(context.wording, catalogue.metrics[m], currency))
    ]
    elements = [paragraph(said) for said in told or (say("ask_benchmark"),)]
    return _with_buttons(say("ask_benchmark_title"), elements, (*peers, *buttons))


def _among(context: FiguresContext, metrics: Sequence[str]) -> Iterator[Button | None]:
    """Offer a partner its place among others: of what was asked, or what is usual."""
    asked = [context.catalogue.metrics[m].synonyms[0] for m in metrics if told_by(m)]
    named = f"{' and '.join(asked)} vs peers" if asked else "how do we compare"
    yield question_button(context.wording.say("ask_peers"), named)


def _capabilities(context: FiguresContext, asker: Principal) -> Message:
    say, catalogue = context.wording.say, context.catalogue
    known = [
        metric for metric in catalogue.metrics.values() if asker.permission in metric.permissions
    ]
    bullets = Bullets(tuple(spans(f"{metric.label}: {metric.explain}") for metric in known))
    example = say("example_for_vendor" if asker.is_vendor else "example_for_partner")
    elements = (
        paragraph(say("ask_metrics")),
        bullets,
        paragraph(say("ask_example", example=example)),
    )
    buttons = (question_button(m.label, m.synonyms[0]) for m in known)
    return _with_buttons(say("ask_metrics_title"), elements, buttons)


def _with_buttons(
    title: str, elements: Iterable[Element], buttons: Iterable[Button | None]
) -> Message:
    offered = tuple(button for button in buttons if button is not None)
    return Message(title, (*elements, *((Buttons(offered),) if offered else ())))


def _company(context: FiguresContext, asker: Principal) -> str:
    return asker.partner_name or context.programme.vendor
