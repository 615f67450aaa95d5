"""Posts a message in as many parts as Slack needs, each once."""

from collections.abc import Awaitable, Callable

from adapters.slack.errors import BlocksRefused
from adapters.slack.render import FRAGILE_BLOCKS, Rendered, render
from bot.errors import DeliveryProblem, MessageRejected, OutcomeUnknown
from bot.message import Message

Post = Callable[[int, Rendered], Awaitable[None]]
"""Posts one part; the first has number 0."""


async def post_parts(message: Message, post: Post) -> None:
    """Post every part in order.

    Where Slack refuses blocks that it may not know yet, or whose picture it could not
    fetch, the message is written without them, once. What fails after the first part
    leaves half a message behind, so it must never be sent again as a whole.
    """
    parts = render(message)
    try:
        await post(0, parts[0])
    except BlocksRefused:
        if not any(part.is_fragile for part in parts):
            raise
        parts = render(message, without=FRAGILE_BLOCKS)
        await post(0, parts[0])
    for number, part in enumerate(parts[1:], start=1):
        try:
            await post(number, part)
        except (DeliveryProblem, MessageRejected) as problem:
            done = f"{number} of {len(parts)} parts were posted: {problem}"
            raise OutcomeUnknown(done) from problem
