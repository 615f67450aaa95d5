"""The forms of a case: when the call is, what is answered, who takes it, and what was done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.action import ActionRef
from bot.beat.cards.replies import WORDS_LIMIT
from bot.form import ChoiceField, DateField, Field, Form, TextField, TimeField
from bot.language import Wording
from bot.message import Button, Option, spans
from bot.principal import Principal
from bot.voice.cards.cases import ANSWER, BOOK, REASSIGN, SETTLE, title_of
from bot.voice.rules.cases import CasePolicy
from bot.voice.store.case_views import CaseView

MOST_LISTED = 100
"""Options that the tightest list takes: Slack's."""


def call_form(wording: Wording, case: CaseView, soon: datetime) -> Form:
    """Ask on which day and at what time the call is; `soon` is offered, at the full hour."""
    say = wording.say
    offered = soon.replace(minute=0, second=0, microsecond=0)
    offered += timedelta(hours=offered < soon)
    fields = (
        DateField("day", say("case_call_day_label"), required=True, initial=offered.date()),
        TimeField("time", say("case_call_time_label"), initial=offered.time()),
    )
    return _form(wording, case, BOOK, "case_book", fields)


def words_form(wording: Wording, case: CaseView) -> Form:
    """Ask what is answered."""
    label = wording.say("reply_form_words", name=case.who)
    fields = (TextField("words", label, WORDS_LIMIT, required=True),)
    return _form(wording, case, ANSWER, "case_answer", fields)


def colleague_form(wording: Wording, case: CaseView, known: Sequence[Principal]) -> Form:
    """Ask who shall see to it."""
    options = tuple(Option(one.name, one.contact_id) for one in known)
    fields = (ChoiceField("who", wording.say("case_who_label"), options, required=True),)
    return _form(wording, case, REASSIGN, "case_reassign", fields)


def settle_form(wording: Wording, case: CaseView, policy: CasePolicy) -> Form:
    """Ask what lay behind it, and what was done; who complained reads the second."""
    say = wording.say
    options = tuple(Option(title_of(wording, one), one.key) for one in policy.causes)
    fields = (
        ChoiceField("cause", say("case_cause_label"), options, required=True, initial=case.cause),
        TextField(
            "action",
            say("case_action_label", name=case.who),
            WORDS_LIMIT,
            required=True,
            initial=case.action,
        ),
    )
    return _form(wording, case, SETTLE, "case_settle", fields)


def mistakes(wording: Wording, name: str, words: str) -> dict[str, str]:
    """Say what is wrong with words that somebody wrote into a field of this name."""
    say, write = wording.say, wording.language.number
    if not words:
        return {name: say("reply_empty")}
    if len(words) > WORDS_LIMIT:
        length, limit = write(len(words)), write(WORDS_LIMIT)
        return {name: say("reason_too_long", length=length, limit=limit)}
    return {}


def _form(
    wording: Wording, case: CaseView, action: str, key: str, fields: tuple[Field, ...]
) -> Form:
    say, meant = wording.say, ActionRef(action, {"c": case.id})
    return Form(
        meant,
        say(f"{key}_form"),
        say("reply_form_send"),
        fields,
        reopen=Button(say(key), meant),
        intro=spans(say("case_card_title", name=case.who, partner=case.partner)),
    )
