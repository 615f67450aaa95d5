"""What every way out does alike: which installation it posts for, and one part after another.

A message may take several parts, each a message of its own to the platform. Changing a part or
taking it back twice does no harm, so what was lost on the way may be done again; posting may not.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

from bot.errors import (
    ConversationLimited,
    DeliveryProblem,
    HalfPosted,
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotSent,
    OutcomeUnknown,
    RateLimited,
)
from bot.language import Wording
from bot.message import Message, notice, paragraph
from bot.ports import Destination, Installation, Installations, Receipt

Part = TypeVar("Part")
LONGEST_WAIT = 3600.0
"""Seconds, the most that is waited at one word of a platform."""
PATIENCE = 8.0
"""Seconds that the parts of a message may take; what is left then is posted at another time.

So a message of many parts holds up neither its lane nor a worker for long, and no time limit
ever cuts a request whose outcome would be unknown.
"""
Remove = Callable[[str], Awaitable[None]]
"""Takes back the part of this name."""


def named_wait(retry_after: str, otherwise: float) -> float:
    """Return the seconds that a `Retry-After` asks for, in seconds or as a date of the web."""
    try:
        wait = float(retry_after)
    except ValueError:
        wait = _seconds_until(retry_after)
    return min(wait, LONGEST_WAIT) if wait > 0 else otherwise


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    # A date without a zone is in UTC.
    until = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return (until - datetime.now(UTC)).total_seconds()


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

    Between two parts a short limit is waited for. What fails after the first part leaves half
    a message behind, which `HalfPosted` tells: it must never be sent again as a whole.
    """
    until = time.monotonic() + PATIENCE
    for number, part in enumerate(parts[done:], start=done):
        try:
            await _in_time(partial(post, number, part), until, is_first=not number)
        except (DeliveryProblem, MessageRejected) as problem:
            if not number:
                raise
            raise HalfPosted(number, len(parts), problem) from problem


async def _in_time(post: Callable[[], Awaitable[None]], until: float, *, is_first: bool) -> None:
    """Post one part, after a limit again as long as there is time; the first is not pressed."""
    while True:
        left = until - time.monotonic()
        if left <= 0 and not is_first:
            raise ConversationLimited(1.0)
        try:
            return await post()
        except RateLimited as limited:
            if is_first or limited.retry_after > left:
                raise
            await asyncio.sleep(limited.retry_after)


@asynccontextmanager
async def naming(names: Sequence[str], where: Callable[[], str]) -> AsyncIterator[None]:
    """Have half a message carry the names of its parts; with an unknown part, all is unknown."""
    try:
        yield
    except HalfPosted as half:
        if isinstance(half.problem, OutcomeUnknown):
            raise OutcomeUnknown(str(half)) from half
        half.names, half.conversation = tuple(names), where()
        raise


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


def signed(message: Message) -> Message:
    """Return a message that names its sender above its words, for where no name can be shown."""
    if message.sender is None:
        return message
    elements = (paragraph(message.sender.line), *message.elements)
    return replace(message, elements=elements, sender=None)


def too_large(wording: Wording, reference: str) -> Message:
    """Say that an answer exists and does not fit."""
    say = wording.say
    said = notice(
        say("too_large_title"),
        say("too_large"),
        say("too_large_reference", reference=reference),
    )
    return replace(said, language=wording.language.tag)
