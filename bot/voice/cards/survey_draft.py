"""The card of a survey that somebody wrote in chat: what it asks, and what may become of it."""

from dataclasses import dataclass

from bot.action import ActionRef
from bot.beat.cards import approving
from bot.beat.cards.approving import Word
from bot.language import Wording
from bot.message import Bold, Bullets, Button, Buttons, Element, Message, paragraph, spans
from bot.voice.cards.foreseen import would_ask
from bot.voice.cards.survey_form import said_band
from bot.voice.foreseeing import Preview
from bot.voice.rules.wishes import (
    ASK,
    BANDS,
    BY_SCORE,
    DROP,
    LESS,
    MORE,
    SECOND,
    TRY,
    WHOM,
    WORDS,
    WRITE,
    MoreWish,
    SurveyWish,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A survey as it stands, and what a second person said of it.

    `preview` is what it would come to; None where nobody is meant by now.
    """

    key: str
    wish: SurveyWish
    preview: Preview | None
    word: Word | None = None


def draft(wording: Wording, found: Draft) -> Message:
    """Show that a survey is written and asked of nobody yet, and what may become of it."""
    say, of = wording.say, {"s": found.key}
    lack = found.word.lack if found.word else None
    ask = Button(say("survey_ask"), ActionRef(ASK, of), primary=True)
    first: tuple[Button, ...] = (
        approving.ask_button(wording, ActionRef(SECOND, of), lack) if lack else ask,
        Button(say("proof_test"), ActionRef(TRY, of)),
    )
    more = (Button(say("survey_more"), ActionRef(MORE, of)),) if found.wish.has_room else ()
    by_score = Button(say("survey_by_score"), ActionRef(BY_SCORE, of))
    change = (
        Button(say("survey_edit"), ActionRef(WRITE, of)),
        *more,
        *((by_score,) if found.wish.has_scale else ()),
        Button(say("survey_drop"), ActionRef(DROP, of)),
    )
    counted = would_ask(wording, found.preview) if found.preview else ()
    if found.preview:
        first += (Button(say("survey_whom_it_asks"), ActionRef(WHOM, of)),)
    return Message(
        say("survey_draft_title", title=found.wish.title),
        (
            paragraph(say("survey_draft")),
            *counted,
            *(approving.note(wording, found.word) if found.word else ()),
            *_by_score(wording, found.wish),
            *_more(wording, found),
            Buttons(first),
            Buttons(change),
        ),
        wording.language.tag,
    )


def _by_score(wording: Wording, wish: SurveyWish) -> tuple[Element, ...]:
    """Say what each part of the scale is asked."""
    if not any(wish.by_score):
        return ()
    usual = wish.reason or wish.question
    lines = tuple(
        spans(Bold(said_band(*ends)), f" {own or usual}")
        for ends, own in zip(BANDS[wish.kind], wish.by_score, strict=True)
    )
    return (paragraph(wording.say("survey_by_score_says")), Bullets(lines))


def _more(wording: Wording, found: Draft) -> tuple[Element, ...]:
    """Show each question beside the first, with the way to take it out again."""
    say = wording.say
    elements: list[Element] = []
    for n, one in enumerate(found.wish.more, 1):
        elements.append(paragraph(say("survey_more_says"), " ", Bold(one.question), _kind(one)))
        remove = Button(say("survey_less"), ActionRef(LESS, {"s": found.key, "n": str(n)}))
        elements.append(Buttons((remove,)))
    return tuple(elements)


def _kind(one: MoreWish) -> str:
    """Say what there is to choose from."""
    options = ", ".join(line.strip() for line in one.options.split("\n") if line.strip())
    return f" ({options})" if one.kind != WORDS else ""
