"""The forms in which somebody writes a survey: what it asks first, and what beside it."""

from dataclasses import replace

from bot.action import ActionRef
from bot.form import ChoiceField, Field, Form, TextField
from bot.language import Wording
from bot.message import Button, Option, spans
from bot.voice.rules.wishes import (
    BANDS,
    BY_SCORE,
    KINDS,
    LONGEST_END,
    LONGEST_OPTIONS,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    LONGEST_WHOM,
    MORE,
    MORE_KINDS,
    PROMISES,
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
        replace(
            _line("sample", say("survey_sample"), LONGEST_NUMBER, was.sample),
            hint=say("survey_sample_hint"),
        ),
    )


def _line(name: str, label: str, limit: int, initial: str, *, required: bool = False) -> TextField:
    return TextField(name, label, limit, required=required, multiline=False, initial=initial)


def more_form(wording: Wording, key: str) -> Form:
    """Ask for one question more."""
    say, action = wording.say, ActionRef(MORE, {"s": key})
    kinds = tuple(Option(say(f"survey_kind_{kind}"), kind) for kind in MORE_KINDS)
    return Form(
        action,
        say("survey_more_title"),
        say("survey_more"),
        (
            _line("question", say("survey_question"), LONGEST_QUESTION, "", required=True),
            ChoiceField(
                "kind", say("survey_more_kind"), kinds, required=True, initial=MORE_KINDS[0]
            ),
            TextField("options", say("survey_options"), LONGEST_OPTIONS),
        ),
        Button(say("survey_more"), action),
        spans(say("survey_more_intro")),
    )


def by_score_form(wording: Wording, was: SurveyWish, key: str) -> Form:
    """Ask what those are asked who give a low score, one between, and a high one."""
    say, action = wording.say, ActionRef(BY_SCORE, {"s": key})
    fields = tuple(
        _line(
            f"band{n}",
            say("survey_band", band=said_band(*ends)),
            LONGEST_QUESTION,
            said,
        )
        for n, (ends, said) in enumerate(
            zip(BANDS[was.kind], was.by_score or ("", "", ""), strict=True), 1
        )
    )
    return Form(
        action,
        say("survey_by_score_title"),
        say("survey_by_score_submit"),
        fields,
        Button(say("survey_by_score"), action),
        spans(say("survey_by_score_intro")),
    )


def said_band(low: int, high: int) -> str:
    """Say which part of a scale it is."""
    return str(low) if low == high else f"{low}\u2013{high}"
