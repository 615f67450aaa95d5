"""What every way out does alike: which installation it posts for, and one part after another."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.errors import DeliveryProblem, InstallationGone, MessageRejected, OutcomeUnknown
from bot.ports import Destination, Installation, Installations

Part = TypeVar("Part")


async def installation_of(to: Destination, installations: Installations) -> Installation:
    """Return the live installation that an address belongs to."""
    wanted = to.installation_id
    found = await installations.get(wanted) if wanted else None
    if found is None:
        raise InstallationGone("there is no live installation for this address")
    return found


async def post_parts(
    parts: Sequence[Part], post: Callable[[int, Part], Awaitable[None]], *, done: int = 0
) -> None:
    """Post every part of a message in order, each once; the first `done` are posted already.

    What fails after the first part leaves half a message behind, so it must never be sent
    again as a whole.
    """
    for number, part in enumerate(parts[done:], start=done):
        try:
            await post(number, part)
        except (DeliveryProblem, MessageRejected) as problem:
            if not number:
                raise
            told = f"{number} of {len(parts)} parts were posted: {problem}"
            raise OutcomeUnknown(told) from problem
