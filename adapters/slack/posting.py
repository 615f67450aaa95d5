"""Posts a message in as many parts as Slack needs, each once."""

from collections.abc import Awaitable, Callable

from adapters.slack.errors import BlocksRefused
from adapters.slack.render import FRAGILE_BLOCKS, Rendered, render
from bot.errors import HalfPosted, MessageRejected, OutcomeUnknown
from bot.message import Message
from bot.posting import post_parts

Post = Callable[[int, Rendered], Awaitable[None]]
"""Posts one part; the first has number 0."""


async def post_message(
    message: Message, parts: list[Rendered], post: Post, *, done: int = 0
) -> None:
    """Post every part of a message in order; the first `done` stand there already.

    Where Slack refuses blocks that it may not know yet, or whose picture it could not
    fetch, the message is written without them, once.
    """
    if done:
        await post_parts(parts, post, done=done)
        return
    try:
        await post(0, parts[0])
    except BlocksRefused:
        if not any(part.is_fragile for part in parts):
            raise
        parts = render(message, without=FRAGILE_BLOCKS)
        await post(0, parts[0])
        await _without_going_on(parts, post)
        return
    await post_parts(parts, post, done=1)


async def _without_going_on(parts: list[Rendered], post: Post) -> None:
    """Post the other parts of what was written a second time.

    At another time it would be written the first way again, with other parts: what is left
    then is refused for good.
    """
    try:
        await post_parts(parts, post, done=1)
    except HalfPosted as half:
        if isinstance(half.problem, OutcomeUnknown):
            raise
        half.problem = MessageRejected(str(half))
        raise
