"""One response with all that was said, what stood there before, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.action import ActionRef
from bot.beat.cards.replies import COMPLAINT
from bot.message import (
    Bold,
    Button,
    Buttons,
    Element,
    Fact,
    Facts,
    Message,
    Quotation,
    Text,
    paragraph,
    spans,
)
from bot.principal import Principal
from bot.voice.cards.cases import SHOW as CASE
from bot.voice.cards.cases import moment
from bot.voice.cards.recordings import take_back_button
from bot.voice.cards.responses import called, day_of, score_of
from bot.voice.cards.tagging import list_button, tag_button
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import CONFIDENTIAL, NAMED
from bot.voice.store.reading import Read

MOST_FORMER = 10
"""Former answers on a card, the last first; the command line has all of them."""


@dataclass(frozen=True, slots=True)
class Former:
    """What stood as the answer to a question, in words, until it was changed."""

    question: str
    answer: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """A response with the title of its survey, its tags, and all that it says in words.

    `answers` are those to further questions: the question, and the answer as it is read.
    """

    row: Read
    title: str
    tags: Sequence[str] = ()
    answers: Sequence[tuple[str, str]] = ()
    former: Sequence[Former] = ()
    may_take_back: bool = False


def card(context: VoiceContext, reader: Principal, whole: Whole) -> Message:
    """Show one response whole."""
    say, row = context.wording.say, whole.row
    facts = [
        Fact(say("responses_survey"), whole.title),
        Fact(say("responses_when"), day_of(context, reader, row)),
    ]
    if row.occasion:
        facts.append(Fact(say("after_what"), row.occasion))
    if row.score is not None or not whole.answers:
        facts.insert(1, Fact(say("responses_score"), score_of(context, row)))
    if row.promise == CONFIDENTIAL:
        facts.append(Fact(say("responses_promise"), say("responses_in_confidence")))
    if whole.tags:
        facts.append(Fact(say("responses_tags"), ", ".join(whole.tags)))
    words: tuple[Element, ...] = (paragraph(say("responses_no_words"), quiet=True),)
    if row.reason:
        words = (Quotation(tuple(spans(part) for part in row.reason.split("\n\n"))),)
    further = (paragraph(Bold(asked), Text(f"\n{answer}")) for asked, answer in whole.answers)
    former = _former(context, reader, whole.former)
    elements = (*words, *further, Facts(tuple(facts)), *former, _ways(context, whole))
    return Message(called(context, row), elements)


def _former(
    context: VoiceContext, reader: Principal, former: Sequence[Former]
) -> tuple[Element, ...]:
    """Say what stood there before, the last first."""
    if not former:
        return ()
    say = context.wording.say
    lines = [
        paragraph(f"{moment(context.wording, one.until, reader)}, {one.question}: {one.answer}")
        for one in former[:MOST_FORMER]
    ]
    return (paragraph(Bold(say("responses_former"))), *lines)


def _ways(context: VoiceContext, whole: Whole) -> Buttons:
    row = whole.row
    buttons = [tag_button(context.wording, row.id), list_button(context.wording)]
    if row.case_id is not None:
        case = Button(context.wording.say("responses_case"), ActionRef(CASE, {"c": row.case_id}))
        buttons.insert(0, case)
    elif row.promise == NAMED:
        log = ActionRef(COMPLAINT, {"i": row.id})
        buttons.append(Button(context.wording.say("reply_complaint"), log))
    if whole.may_take_back:
        buttons.append(take_back_button(context.wording, row.id))
    return Buttons(tuple(buttons))
