"""The form in which somebody writes down what was said to them, and what stands on its card."""

from collections.abc import Mapping
from datetime import date

from bot.action import ActionRef
from bot.form import ChoiceField, DateField, Form, TextField
from bot.language import Wording
from bot.message import Button, Message, Option, notice, spans
from bot.voice.cards.complaints import LONGEST_WHO
from bot.voice.rules.promises import REASON_LIMIT
from bot.voice.rules.wishes import RECORD, TAKE_BACK

LONGEST_SCORE = 3
MOST_LISTED = 100
"""Options that the tightest list takes: Slack's."""


def form(wording: Wording, surveys: Mapping[str, str], today: date) -> Form:
    """Ask who said what about which of these surveys, and when."""
    say, action = wording.say, ActionRef(RECORD)
    listed = tuple(Option(title, key) for key, title in surveys.items())[:MOST_LISTED]
    first = listed[0].value if len(listed) == 1 else ""
    fields = (
        TextField("who", say("record_who"), LONGEST_WHO, required=True, multiline=False),
        ChoiceField("survey", say("responses_survey"), listed, required=True, initial=first),
        TextField(
            "score",
            say("record_score"),
            LONGEST_SCORE,
            multiline=False,
            hint=say("record_score_hint"),
        ),
        TextField("words", say("record_words"), REASON_LIMIT),
        DateField("day", say("record_day"), required=True, initial=today),
    )
    return Form(
        action,
        say("record_title"),
        say("record_save"),
        fields,
        Button(say("record_title"), action),
        spans(say("record_intro")),
    )


def kept(wording: Wording) -> Message:
    """Say that it is written down, and what that means."""
    return notice(wording.say("record_kept_title"), wording.say("record_kept"))


def taken_back(wording: Wording) -> Message:
    """Say that nothing of it is left."""
    return notice(wording.say("record_gone_title"), wording.say("record_gone"))


def nothing_to_record(wording: Wording) -> Message:
    """Say that no survey is answered by name."""
    return notice(wording.say("record_title"), wording.say("record_no_survey"))


def take_back_button(wording: Wording, response_id: str) -> Button:
    """Return what takes back what was written down."""
    return Button(wording.say("record_take_back"), ActionRef(TAKE_BACK, {"r": response_id}))
