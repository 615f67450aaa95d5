"""What is said to whoever taps on a scale in a conversation: to them alone."""

from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.context import Context
from bot.event import Origin
from bot.message import Button, Buttons, Element, Message, notice, paragraph
from bot.people.cards.welcome import way_in
from bot.voice.rules.answers import Given
from bot.voice.rules.questions import REASON, Questions, Scale
from bot.voice.store.responses import Asked
from bot.voice.store.tables import TAP_KEPT, Wave


def counted(
    context: Context, name: str, questions: Questions, asked: Asked, origin: Origin, given: Given
) -> Message:
    """Thank whoever tapped, and ask what follows: on a form, or in words where none may open.

    What they tapped is told only where their name may stand beside it.
    """
    say = context.wording.say
    thanks = say("tap_counts")
    if asked.is_named and given.score is not None:
        thanks = say("tap_counts_score", score=str(given.score))
    elif asked.is_named and questions.lead is not None:
        pick = given.value_of(questions.lead.key).picks[0]
        thanks = say("tap_counts_pick", answer=questions.lead.label_of(pick))
    asks = REASON in {one.key for one in questions.after(given.score)}
    if not questions.after(given.score) or not (asks or origin.opens_forms):
        return Message(say("tap_title", name=name), (paragraph(thanks),))
    return Message(say("tap_title", name=name), (paragraph(thanks), why(context, asked, origin)))


def why(context: Context, asked: Asked, origin: Origin) -> Element:
    """Return the way to say why: a button that opens a form, or a request for words."""
    if not origin.opens_forms:
        return paragraph(context.wording.say("tap_why_in_words"))
    label = context.wording.say("say_why")
    return Buttons((Button(label, ActionRef("why", {"i": asked.invitation_id}), primary=True),))


def asked_in_words(context: Context) -> Message:
    """Ask for a reason in words, where no form is sure to open."""
    say = context.wording.say
    return notice(say("reason_title"), say("tap_why_in_words"))


def not_meant(context: Context, *, is_vendor: bool) -> Message:
    """Thank whoever the wave is not for, and say why their tap does not count."""
    say, vendor = context.wording.say, context.programme.vendor
    key = "tap_not_ours" if is_vendor else "tap_not_meant"
    return notice(say("tap_not_counted_title"), say(key, vendor=vendor))


def kept(context: Context, origin: Origin) -> Message:
    """Say to somebody unknown that their tap waits for them, and how they come to be known."""
    say = context.wording.say
    days = str(TAP_KEPT.days)
    vendor = context.programme.vendor
    text = paragraph(say("tap_kept", days=days, vendor=vendor))
    return Message(say("tap_kept_title"), (text, *way_in(context, origin)))


def off_the_scale(context: Context, scale: Scale) -> Message:
    """Say which numbers there are."""
    say = context.wording.say
    ends = {"low": str(scale.low), "high": str(scale.high)}
    return notice(say("off_the_scale_title"), say("off_the_scale", **ends))


def over(context: Context, wave: Wave, zone: str) -> Message:
    """Say that the wave has closed, or was stopped."""
    say = context.wording.say
    if wave.stopped_at is not None:
        return notice(say("wave_stopped_title"), say("wave_stopped"))
    day = wave.closes_at.astimezone(ZoneInfo(zone)).date()
    date = context.wording.language.day(day, say("pattern_long_day"))
    return notice(say("wave_closed_title"), say("wave_closed", date=date))
