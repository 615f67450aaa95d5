"""Posts a message in as many parts as Slack needs, each once."""

from collections.abc import Awaitable, Callable

from adapters.slack.errors import BlocksRefused
from adapters.slack.render import FRAGILE_BLOCKS, Rendered, render
from bot.message import Message
from bot.posting import post_parts

Post = Callable[[int, Rendered], Awaitable[None]]
"""Posts one part; the first has number 0."""


async def post_message(message: Message, parts: list[Rendered], post: Post) -> None:
    """Post every part of a message in order.

    Where Slack refuses blocks that it may not know yet, or whose picture it could not
    fetch, the message is written without them, once.
    """
    try:
        await post(0, parts[0])
    except BlocksRefused:
        if not any(part.is_fragile for part in parts):
            raise
        parts = render(message, without=FRAGILE_BLOCKS)
        await post(0, parts[0])
    await post_parts(parts, post, done=1)
