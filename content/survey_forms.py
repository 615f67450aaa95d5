"""What a survey asks, in one reader's words: as values for the core, and as fields of a form."""

from collections.abc import Callable

from bot.form import ChoiceField, Field, MultiChoiceField, TextField
from bot.message import Option
from bot.voice.rules.answers import Given
from bot.voice.rules.promises import REASON_LIMIT
from bot.voice.rules.questions import (
    REASON,
    SCORE,
    Band,
    Kind,
    Question,
    Questions,
    Scale,
    Value,
)
from content.survey_words import QuestionText
from content.surveys import SurveyText

Fill = Callable[[str], str]
SHOWN = 300
"""Characters of somebody's own words that stand on their card; the form has all of them."""


def questions_of(survey: SurveyText, fill: Fill) -> Questions:
    """Return what a survey asks; a band that leads to words asks for the reason by them."""
    asked = {one.key: _question(one, fill) for one in survey.questions}
    bands: list[Band] = []
    for name, key in survey.bands.items():
        low, _, high = name.partition("-")
        bands.append(Band(int(low), int(high or low), _led_to(asked[key])))
    behind = [one for key, one in asked.items() if key not in survey.bands.values()]
    if survey.ends is None:
        lead = behind[0] if behind and behind[0].kind is Kind.SINGLE else None
        return Questions(lead, tuple(behind[1:] if lead else behind))
    scale = Scale(*survey.ends, fill(survey.low or ""), fill(survey.high or ""))
    lead = Question(SCORE, Kind.SCALE, fill(survey.question or ""), scale, required=True)
    if survey.reason:
        behind.insert(0, Question(REASON, Kind.TEXT, fill(survey.reason)))
    return Questions(lead, tuple(behind), tuple(bands))


def _led_to(question: Question) -> Question:
    if question.kind is not Kind.TEXT:
        return question
    return Question(REASON, Kind.TEXT, question.words, required=question.required)


def _question(said: QuestionText, fill: Fill) -> Question:
    options = tuple(Option(fill(label), key) for key, label in (said.options or {}).items())
    scale = None
    if said.scale is not None:
        ends = (said.scale.low, said.scale.high)
        scale = Scale(*ends, fill(said.low or ""), fill(said.high or ""))
    words = fill(said.question)
    return Question(said.key, Kind(said.kind), words, scale, options, said.required)


def field_of(question: Question, given: Value, *, alone: bool) -> Field:
    """Draw a question as a field; one that stands alone has to be answered, or the form closed."""
    wanted = question.required or alone
    match question.kind:
        case Kind.TEXT:
            return TextField(
                question.key, question.words, REASON_LIMIT, required=wanted, initial=given.words
            )
        case Kind.SINGLE:
            picked = given.picks[0] if given.picks else ""
            return ChoiceField(question.key, question.words, question.options, wanted, picked)
        case Kind.MULTIPLE:
            return MultiChoiceField(
                question.key, question.words, question.options, wanted, given.picks
            )
        case Kind.SCALE:
            picked = "" if given.number is None else str(given.number)
            return ChoiceField(question.key, question.words, _steps(question), wanted, picked)


def _steps(question: Question) -> tuple[Option, ...]:
    scale = question.scale or Scale(0, 0)
    ends = {scale.low: scale.low_label, scale.high: scale.high_label}
    numbers = range(scale.low, scale.high + 1)
    return tuple(
        Option(f"{number} = {ends[number]}" if ends.get(number) else str(number), str(number))
        for number in numbers
    )


def answered(questions: Questions, given: Given) -> tuple[tuple[str, str], ...]:
    """Return what was answered beside the score: each question, and the answer as it is read."""
    every = (*questions.after(given.score), *questions.every())
    asked = {one.key: one for one in every if one.key != SCORE}
    return tuple(
        (question.words, said(question, given.value_of(key)))
        for key, question in asked.items()
        if given.value_of(key)
    )


def said(question: Question, value: Value) -> str:
    """Return an answer as it is read; long words by their beginning."""
    words = question.said(value)
    return words if len(words) <= SHOWN or not value.words else f"{words[: SHOWN - 1]}…"
