"""What Slack tells of words that were said before: changed, or taken back."""

from adapters.slack.entities import plain_words
from adapters.slack.payload import Body, at, origin_of, word
from bot.event import Event, SaidOtherwise

REWRITTEN = frozenset({"message_changed", "message_deleted"})
"""Subtypes that report what became of words that were said before."""


def read_rewritten(body: Body) -> Event | None:
    """Read that a person changed their words, or took them back; what we change is our own."""
    is_gone = word(body, "event", "subtype") == "message_deleted"
    before = at(body, "event", "previous_message")
    after = before if is_gone else at(body, "event", "message")
    who, name = word(after, "user"), word(after, "ts")
    if not (who and name) or word(after, "bot_id"):
        return None
    text = plain_words(word(after, "text"))
    if not is_gone and text == plain_words(word(before, "text")):
        return None  # Slack says so too of a preview that was added, or a thread that began.
    origin = origin_of(
        body,
        user=who,
        conversation=word(body, "event", "channel"),
        thread=word(after, "thread_ts"),
    )
    return SaidOtherwise(origin, name, None if is_gone else text)
