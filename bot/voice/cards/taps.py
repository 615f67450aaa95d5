"""What is said to whoever taps on a scale in a conversation: to them alone."""

from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.context import Context
from bot.event import Origin
from bot.message import Button, Buttons, Element, Message, notice, paragraph
from bot.people.cards.welcome import way_in
from bot.voice.ports import SurveyHead
from bot.voice.rules.promises import NAMED
from bot.voice.store.responses import Asked
from bot.voice.store.tables import TAP_KEPT, Wave


def counted(
    context: Context, name: str, head: SurveyHead, asked: Asked, origin: Origin, score: int
) -> Message:
    """Thank whoever tapped, and ask them why: on a form, or where none is sure to open in words.

    The score is told only where their name may stand beside it.
    """
    say = context.wording.say
    is_named = head.promise == NAMED
    thanks = say("tap_counts_score", score=str(score)) if is_named else say("tap_counts")
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


def off_the_scale(context: Context, head: SurveyHead) -> Message:
    """Say which numbers there are."""
    say = context.wording.say
    ends = {"low": str(head.low), "high": str(head.high)}
    return notice(say("off_the_scale_title"), say("off_the_scale", **ends))


def over(context: Context, wave: Wave, zone: str) -> Message:
    """Say that the wave has closed."""
    say = context.wording.say
    day = wave.closes_at.astimezone(ZoneInfo(zone)).date()
    date = context.wording.language.day(day, say("pattern_long_day"))
    return notice(say("wave_closed_title"), say("wave_closed", date=date))
