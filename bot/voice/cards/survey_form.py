"""The form in which somebody writes a survey, and the card of what they wrote."""

from dataclasses import replace

from bot.action import ActionRef
from bot.form import ChoiceField, Field, Form, TextField
from bot.language import Wording
from bot.message import Button, Buttons, Message, Option, paragraph, spans
from bot.voice.rules.wishes import (
    ASK,
    DROP,
    KINDS,
    LONGEST_END,
    LONGEST_OPTIONS,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    LONGEST_WHOM,
    PROMISES,
    TRY,
    WRITE,
    SurveyWish,
)

LONGEST_NUMBER = 3


def form(wording: Wording, was: SurveyWish, key: str = "") -> Form:
    """Ask for a survey; what was written before stands there."""
    say, action = wording.say, ActionRef(WRITE, {"s": key} if key else {})
    return Form(
        action,
        say("survey_write_title"),
        say("survey_write_submit"),
        _fields(wording, was),
        Button(say("survey_edit"), action),
        spans(say("survey_write_intro")),
    )


def _fields(wording: Wording, was: SurveyWish) -> tuple[Field, ...]:
    say = wording.say
    kinds = tuple(Option(say(f"survey_kind_{kind}"), kind) for kind in KINDS)
    promises = tuple(Option(say(f"survey_promise_{one}"), one) for one in PROMISES)
    hint = say("announce_whom_hint")
    return (
        _line("title", say("survey_title"), LONGEST_TITLE, was.title, required=True),
        ChoiceField("kind", say("survey_kind"), kinds, required=True, initial=was.kind),
        _line("question", say("survey_question"), LONGEST_QUESTION, was.question, required=True),
        _line("low", say("survey_low"), LONGEST_END, was.low),
        _line("high", say("survey_high"), LONGEST_END, was.high),
        TextField("options", say("survey_options"), LONGEST_OPTIONS, initial=was.options),
        _line("reason", say("survey_reason"), LONGEST_QUESTION, was.reason),
        ChoiceField(
            "promise", say("survey_promise"), promises, required=True, initial=was.promise
        ),
        _line("days", say("survey_days"), LONGEST_NUMBER, was.days, required=True),
        replace(_line("whom", say("survey_whom"), LONGEST_WHOM, was.whom), hint=hint),
    )


def _line(name: str, label: str, limit: int, initial: str, *, required: bool = False) -> TextField:
    return TextField(name, label, limit, required=required, multiline=False, initial=initial)


def draft(wording: Wording, title: str, key: str, people: int) -> Message:
    """Show that a survey is written and asked of nobody yet, and what may become of it."""
    say, of = wording.say, {"s": key}
    buttons = Buttons(
        (
            Button(say("survey_ask"), ActionRef(ASK, of), primary=True),
            Button(say("proof_test"), ActionRef(TRY, of)),
            Button(say("survey_edit"), ActionRef(WRITE, of)),
            Button(say("survey_drop"), ActionRef(DROP, of)),
        )
    )
    counted = paragraph(wording.say_number("survey_would_ask", people))
    return Message(
        say("survey_draft_title", title=title), (paragraph(say("survey_draft")), counted, buttons)
    )
