"""The form by which somebody has people asked after an event, and what came of it for each."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.reach import reason_said
from bot.form import ChoiceField, Form, TextField
from bot.language import Wording
from bot.message import Button, Message, Option, notice, spans
from bot.voice.asking import Refusal
from bot.voice.asking_after import Done
from bot.voice.rules.occasions import LONGEST, Refused
from bot.voice.rules.wishes import ASK_AFTER

LONGEST_WHO = 2000
MOST_LISTED = 100
"""Options that the tightest list takes: Slack's."""
_WHY = {Refused.ALREADY: "after_refused_already", Refused.OURS: "after_refused_ours"}


def form(wording: Wording, surveys: Mapping[str, str]) -> Form:
    """Ask who is asked by which of these surveys, and after which event."""
    say, action = wording.say, ActionRef(ASK_AFTER)
    listed = tuple(Option(title, key) for key, title in surveys.items())[:MOST_LISTED]
    first = listed[0].value if len(listed) == 1 else ""
    fields = (
        ChoiceField("survey", say("responses_survey"), listed, required=True, initial=first),
        TextField("who", say("after_who"), LONGEST_WHO, required=True, hint=say("after_who_hint")),
        TextField(
            "after",
            say("after_what"),
            LONGEST,
            required=True,
            multiline=False,
            hint=say("after_what_hint"),
        ),
    )
    button = Button(say("after_title"), action)
    return Form(
        action, say("after_title"), say("after_ask"), fields, button, spans(say("after_intro"))
    )


def done(wording: Wording, came: Done, zone: str) -> Message:
    """Say of each what came of it."""
    return notice(wording.say("after_title"), *sentences(wording, came, zone))


def sentences(wording: Wording, came: Done, zone: str) -> list[str]:
    """Say who is asked, and of each who is not, why."""
    names = {one.contact_id: one.name for one in came.people}
    asked = [names[who] for who in came.outcome.asked]
    told = {"title": came.title, "occasion": came.occasion}
    said = []
    if asked:
        listed = wording.language.all_of(asked)
        said.append(wording.say_number("after_asked", len(asked), names=listed, **told))
    else:
        said.append(wording.say("after_asked_nobody", **told))
    return said + [
        wording.say("after_refused", name=names[who], why=reason(wording, refusal, zone))
        for who, refusal in came.outcome.refused.items()
    ]


def reason(wording: Wording, refusal: Refusal, zone: str) -> str:
    """Say why somebody is not asked, and from when on they may be."""
    why, until = refusal.why, refusal.until
    said = wording.say(_WHY[why]) if isinstance(why, Refused) else reason_said(wording, why)
    if until is None:
        return said
    return wording.say("after_refused_until", why=said, date=_day(wording, until, zone))


def nothing_to_ask(wording: Wording) -> Message:
    """Say that no survey is asked after an event."""
    return notice(wording.say("after_title"), wording.say("after_no_survey"))


def refused(wording: Wording, errors: Mapping[str, str]) -> Message:
    """Say what is wrong with words that ask for it, and how they are written."""
    return notice(wording.say("after_title"), *errors.values(), wording.say("after_usage"))


def _day(wording: Wording, moment: datetime, zone: str) -> str:
    day = moment.astimezone(ZoneInfo(zone)).date()
    return wording.language.day(day, wording.say("pattern_long_day"))
