"""What somebody chooses in the menu of a message, whoever wrote that."""

from adapters.slack.entities import plain_words
from adapters.slack.payload import Body, origin_of, word
from bot.action import ActionRef
from bot.event import ActionPressed


def read_shortcut(body: Body) -> ActionPressed:
    """Read what was chosen in the menu of a message: it is named as a button would be."""
    origin = origin_of(
        body,
        user=word(body, "user", "id"),
        conversation=word(body, "channel", "id"),
        with_us=False,
    )
    action = ActionRef.read(word(body, "callback_id"))
    words = plain_words(word(body, "message", "text"))
    return ActionPressed(origin, action, message=word(body, "message_ts"), words=words)
