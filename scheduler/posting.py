"""One message to one recipient: written, posted, and what came of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from bot.beat.kinds import Asked, Material
from bot.beat.rules.outcomes import LOOK_AFTER, State
from bot.beat.rules.suppression import Skip
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery
from bot.errors import (
    ConversationLimited,
    DatabaseTrouble,
    DeliveryProblem,
    DrumbeatError,
    HalfPosted,
    InstallationGone,
    MessageRejected,
    NotSent,
    OutcomeUnknown,
    PlaceClosed,
    RateLimited,
    RecipientBusy,
    RecipientGone,
    RecipientSaidNo,
)
from bot.people.store.rungs import platform_of
from bot.ports import Destination, Finder, Receipt
from bot.principal import Principal
from bot.store.columns import new_id
from scheduler.beat import Beat
from scheduler.changing import change, of_copy
from scheduler.ending import Ended, Ready

log = structlog.get_logger(__name__)


async def compose(beat: Beat, due: DueDelivery, material: Material[Any]) -> Ready | Ended:
    """Write the message for this recipient; a text that cannot be written ends the delivery."""
    if due.to is None:
        return _failed(due, Skip.NO_ADDRESS)
    kind, copy = beat.kinds[due.kind], material.copy
    try:
        async with asyncio.timeout(beat.limits.compose.total_seconds()):
            message = await kind.compose(asked_of(due), material.content)
            if due.unmet and copy is None and isinstance(due.recipient, Principal):
                message = beat.introduce(message, due.recipient)
            return Ready(due, message, _below(due, due.to, material), copy)
    except DatabaseTrouble as trouble:
        return _later(beat, due, trouble.cause)
    except NotSent as soon:
        return _later(beat, due, str(soon), attempts=1)
    except DrumbeatError as error:
        return _failed(due, str(error))
    except Exception:
        reference = new_id()
        log.exception("composing_stumbled", delivery_id=due.id, reference=reference)
        return _again(beat, due, f"surprise {reference}", attempts=1)


def _below(due: DueDelivery, to: Destination, material: Material[Any]) -> Destination:
    """Say it below what it answers; elsewhere than where that was said it stands by itself."""
    below = material.below
    here = below is not None and below.address_id in (None, due.address_id)
    return replace(to, thread=below.thread) if below is not None and here else to


def asked_of(due: DueDelivery) -> Asked:
    """Return a delivery as its kind sees it."""
    return Asked(due.id, due.send_id, due.subject, due.recipient, due.text, resent=due.resent)


async def post(beat: Beat, ready: Ready, deadline: float) -> Ended:
    """Post once, unless the lease has run out; whatever happens has an end."""
    due = ready.due
    async with beat.places:
        if beat.monotonic() >= deadline:
            return Ended(due, Outcome(delivery_id=due.id, state=State.PLANNED, attempts=-1))
        try:
            async with asyncio.timeout(beat.limits.post.total_seconds()):
                if ready.copy is not None:
                    return await change(beat, ready, ready.copy)
                receipt = await beat.messengers[ready.to.platform].deliver(
                    ready.to, ready.message, due.id
                )
        except (DeliveryProblem, MessageRejected, TimeoutError) as error:
            ended = _ended(beat, due, error)
            return of_copy(ended, error) if ready.copy is not None else ended
        except DatabaseTrouble as trouble:
            # Messengers ask the database for what they need before anything leaves.
            return held_back(beat, due, trouble.cause)
        except Exception:
            reference = new_id()
            log.exception("delivery_stumbled", delivery_id=due.id, reference=reference)
            return _unknown(beat, due, f"surprise {reference}")
    return _delivered(due, receipt)


def held_back(beat: Beat, due: DueDelivery, reason: str) -> Ended:
    """Say that nobody got this: it may be tried until the send's own catch-up limit."""
    return replace(_later(beat, due, reason), not_sent=True)


def _ended(beat: Beat, due: DueDelivery, error: Exception) -> Ended:
    match error:
        case RateLimited():
            ended = _limited(beat, due, error)
        case HalfPosted():
            ended = _half(beat, due, error)
        case RecipientBusy(place=place):
            ended = replace(_later(beat, due, str(error)), busy=place)
        case NotSent():
            ended = held_back(beat, due, str(error))
        case OutcomeUnknown() | TimeoutError():
            ended = _unknown(beat, due, str(error) or "no answer in time")
        case RecipientGone():
            ended = _gone(due, error)
        case InstallationGone() | PlaceClosed():
            # It says nothing of this recipient: the place is asked about.
            ended = replace(held_back(beat, due, str(error)), closed=error)
        case _:
            ended = _failed(due, str(error))
    return ended


def _gone(due: DueDelivery, error: RecipientGone) -> Ended:
    """Say that nobody is reached there; who has shut us out is left alone with this."""
    outcome = _failure(due, str(error))
    if isinstance(error, RecipientSaidNo) and due.contact_id is not None:
        outcome = Outcome(delivery_id=due.id, state=State.SKIPPED, reason=Skip.BLOCKED.value)
    return Ended(due, outcome, recipient_gone=error)


def _limited(beat: Beat, due: DueDelivery, error: RateLimited) -> Ended:
    """Rest as long as the platform named: nothing was sent, and this was no attempt."""
    seconds = max(error.retry_after, 1.0)
    planned = Outcome(delivery_id=due.id, state=State.PLANNED, attempts=-1)
    if isinstance(error, ConversationLimited):
        # It alone rests: others in the lane may be spoken to.
        again_at = beat.system.now() + timedelta(seconds=seconds)
        resting = replace(planned, reason=str(error), again_at=again_at)
        return Ended(due, resting, limited=seconds)
    # Who named no time of their own is left alone longer each time.
    return Ended(due, planned, pause=seconds, not_sent=isinstance(error, NotSent))


def _half(beat: Beat, due: DueDelivery, half: HalfPosted) -> Ended:
    """Go on later where the next part surely was not posted; what stands is never posted again."""
    stands = Receipt(half.names[0], half.conversation, half.names[1:])
    match half.problem:
        case NotSent() | RateLimited():
            ended = _ended(beat, due, half.problem)
            pause = ended.pause or beat.limits.rest_after(due.attempts + 1).total_seconds()
            again_at = ended.outcome.again_at or beat.system.now() + timedelta(seconds=pause)
            outcome = replace(ended.outcome, receipt=stands, again_at=again_at, reason=str(half))
            return replace(ended, outcome=outcome)
        case _:
            return Ended(due, replace(_failure(due, str(half)), receipt=stands))


def unread(beat: Beat, due: DueDelivery, reason: str) -> Ended:
    """Let a delivery rest whose text could not be prepared: it is tried until it is too late."""
    return _later(beat, due, reason, attempts=1)


def can_be_looked_for(beat: Beat, lane: str) -> bool:
    """Say whether a delivery in this lane, or on this platform, can be found where it stands."""
    return isinstance(beat.messengers.get(platform_of(lane)), Finder)


def _delivered(due: DueDelivery, receipt: Receipt) -> Ended:
    return Ended(due, Outcome(delivery_id=due.id, state=State.DELIVERED, receipt=receipt))


def _failure(due: DueDelivery, reason: str) -> Outcome:
    return Outcome(delivery_id=due.id, state=State.FAILED, reason=reason)


def _failed(due: DueDelivery, reason: str) -> Ended:
    return Ended(due, _failure(due, reason))


def _again(beat: Beat, due: DueDelivery, reason: str, *, attempts: int = 0) -> Ended:
    """Try a few times what nobody understands; `attempts` counts a try that had no intent."""
    if due.attempts + 1 >= beat.limits.tries:
        return _failed(due, reason)
    return _later(beat, due, reason, attempts=attempts)


def _later(beat: Beat, due: DueDelivery, reason: str, *, attempts: int = 0) -> Ended:
    """Let others go first for a while, longer each time."""
    tried = due.attempts + 1
    rested = beat.system.now() + beat.limits.rest_after(tried)
    planned = Outcome(
        delivery_id=due.id,
        state=State.PLANNED,
        reason=reason,
        attempts=attempts,
        again_at=rested,
    )
    return Ended(due, planned)


def _unknown(beat: Beat, due: DueDelivery, reason: str) -> Ended:
    """Never send again what may have arrived, unless the send prefers a repeat to a miss."""
    if due.may_repeat:
        repeated = _again(beat, due, reason)
        if repeated.outcome.state is State.PLANNED:
            return replace(repeated, unknown=True)
    sought = due.to is not None and can_be_looked_for(beat, due.to.platform)
    look_at = beat.system.now() + LOOK_AFTER if sought else None
    outcome = Outcome(delivery_id=due.id, state=State.UNKNOWN, reason=reason, again_at=look_at)
    return Ended(due, outcome, unknown=True)


def posted_before(to: Destination | None) -> Receipt | None:
    """Return what stands of a message that was posted in part, so that it is not forgotten."""
    return Receipt(to.posted[0], to.conversation, to.posted[1:]) if to and to.posted else None
