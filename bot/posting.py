"""What every way out does alike: which installation it posts for, and one part after another.

A message may take several parts, each a message of its own to the platform. Changing a part or
taking it back twice does no harm, so what was lost on the way may be done again; posting may not.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from bot.errors import (
    DeliveryProblem,
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotSent,
    OutcomeUnknown,
)
from bot.language import Wording
from bot.message import Message, notice
from bot.ports import Destination, Installation, Installations, Receipt

Part = TypeVar("Part")
Remove = Callable[[str], Awaitable[None]]
"""Takes back the part of this name."""


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


def standing(receipt: Receipt) -> tuple[str, ...]:
    """Return the names of a message's parts, in order; one without a name cannot be found."""
    names = (receipt.message_id, *receipt.more)
    if not all(names):
        raise MessageGone("the platform did not say how it names this message")
    return names


def receipt_of(names: Sequence[str], conversation: str) -> Receipt:
    """Return the receipt of a message with these parts."""
    return Receipt(names[0], conversation, tuple(names[1:]))


async def amend_parts(
    parts: Sequence[Part],
    names: Sequence[str],
    *,
    change: Callable[[str, Part], Awaitable[None]],
    post: Callable[[Part], Awaitable[str]],
    remove: Remove,
) -> tuple[str, ...]:
    """Put parts in the place of those that stand; return the names of those that stand now.

    What is more than before is posted after the others, what is less is taken back. Nothing is
    posted or taken back before the others say what they should.
    """
    for name, part in zip(names, parts, strict=False):
        await _harmlessly(change(name, part))
    new: list[str] = []
    for part in parts[len(names) :]:
        try:
            new.append(await post(part))
        except (DeliveryProblem, MessageRejected) as problem:
            if not new:
                raise
            told = f"{len(names) + len(new)} of {len(parts)} parts stand there: {problem}"
            raise OutcomeUnknown(told) from problem
    await retract_parts(names[len(parts) :], remove)
    return (*names[: len(parts)], *new)


async def retract_parts(names: Sequence[str], remove: Remove) -> None:
    """Take parts back, the last one first; one that is gone already is as good."""
    for name in reversed(names):
        with suppress(MessageGone):
            await _harmlessly(remove(name))


async def _harmlessly(work: Awaitable[None]) -> None:
    """Do what may be done twice; then a lost answer is no reason not to do it again."""
    try:
        await work
    except OutcomeUnknown as problem:
        raise NotSent(str(problem)) from problem


def too_large(wording: Wording, reference: str) -> Message:
    """Say that an answer exists and does not fit."""
    say = wording.say
    said = notice(
        say("too_large_title"),
        say("too_large"),
        say("too_large_reference", reference=reference),
    )
    return replace(said, language=wording.language.tag)
