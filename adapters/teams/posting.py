"""Posts a message in as many parts as Teams needs, each once."""

from collections.abc import Awaitable, Callable, Sequence

from adapters.teams.render import Rendered
from bot.errors import DeliveryProblem, MessageRejected, OutcomeUnknown

Post = Callable[[int, Rendered], Awaitable[None]]
"""Posts one part; the first has number 0."""


async def post_parts(parts: Sequence[Rendered], post: Post) -> None:
    """Post every part in order.

    What fails after the first part leaves half a message behind, so it must never be sent
    again as a whole.
    """
    for number, part in enumerate(parts):
        try:
            await post(number, part)
        except (DeliveryProblem, MessageRejected) as problem:
            if not number:
                raise
            done = f"{number} of {len(parts)} parts were posted: {problem}"
            raise OutcomeUnknown(done) from problem
