"""What an administrator is told of settling things, and everybody else."""

from collections.abc import Iterable

from bot.context import Context
from bot.event import Reply
from bot.message import Bullets, Message, notice, paragraph, spans


def not_for_you(context: Context) -> Reply:
    """Refuse kindly what others may see and settle, and say nothing of it."""
    say = context.wording.say
    vendor = context.programme.vendor
    return Reply((notice(say("ask_refused_title"), say("people_refused", vendor=vendor)),))


def forms(context: Context, keys: Iterable[str]) -> Reply:
    """Say which forms of words there are."""
    say = context.wording.say
    listed = Bullets(tuple(spans(say(key)) for key in keys))
    return Reply((Message(say("settle_title"), (paragraph(say("settle_forms")), listed)),))


def settled(context: Context, key: str, **values: str) -> Message:
    """Say what is so from now on."""
    say = context.wording.say
    return notice(say("settled_title"), say(key, **values))


def not_settled(context: Context, key: str, **values: str) -> Message:
    """Say why nothing was changed."""
    say = context.wording.say
    return notice(say("not_settled_title"), say(key, **values))
