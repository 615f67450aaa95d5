"""A survey as it is read before it is asked: all that it asks, and nothing to tap on."""

from bot.message import Bold, Bullets, Element, Message, Spans, paragraph, spans
from bot.voice.ports import Invited
from bot.voice.rules.questions import Question
from content.survey_drawings import Drawing, promise_words


def reading(drawing: Drawing, title: str, invited: Invited) -> Message:
    """Return every question with its answers to choose from, and what is promised."""
    asks, wording = drawing.questions, drawing.wording
    elements: list[Element] = []
    if asks.lead is not None:
        elements += [paragraph(Bold(asks.lead.words)), *_answers(asks.lead)]
    by_band = tuple(
        _line(_named(band.low, band.high, band.question.words), band.question)
        for band in asks.bands
    )
    rest = tuple(_line(one.words, one) for one in asks.further)
    if by_band or rest:
        follows = "survey_by_score_says" if asks.lead is not None else "survey_all_at_once"
        elements += [paragraph(wording.say(follows)), Bullets((*by_band, *rest))]
    until = (invited.closes_at, drawing.reader.zone)
    promise = promise_words(drawing.survey, wording, (drawing.vendor, drawing.confidants), until)
    return Message(title, (*elements, paragraph(promise, quiet=True)), wording.language.tag)


def _answers(lead: Question) -> tuple[Element, ...]:
    if lead.scale is None:
        return (Bullets(tuple(spans(option.label) for option in lead.options)),)
    on = lead.scale
    ends = f"{on.low} = {on.low_label}, {on.high} = {on.high_label}"
    return (paragraph(ends),)


def _named(low: int, high: int, words: str) -> str:
    return f"{low}: {words}" if low == high else f"{low}\u2013{high}: {words}"


def _line(words: str, question: Question) -> Spans:
    options = ", ".join(option.label for option in question.options)
    return spans(f"{words} ({options})" if options else words)
