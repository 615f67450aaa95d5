"""One message to one recipient: written, posted, and what came of it."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.beat.kinds import Asked, Material
from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store.due import DueDelivery
from bot.beat.store.lanes import Outcome
from bot.errors import (
    DeliveryProblem,
    DrumbeatError,
    InstallationGone,
    MessageRejected,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    RecipientGone,
)
from bot.message import Message
from bot.ports import Destination, Receipt
from bot.store.columns import new_id
from scheduler.beat import Beat

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery with its text, to be posted."""

    due: DueDelivery
    message: Message
    to: Destination


@dataclass(frozen=True, slots=True)
class Ended:
    """How one delivery ended, and what that means for its address and its lane."""

    due: DueDelivery
    outcome: Outcome
    pause: float = 0.0
    recipient_gone: RecipientGone | None = None
    installation_gone: bool = False
    unreachable: bool = False
    not_sent: bool = False
    unknown: bool = False

    @property
    def answered(self) -> bool:
        """Whether the platform took it, or knew of its recipient: then it is well."""
        gone = self.recipient_gone is not None or self.installation_gone
        return gone or self.outcome.state is State.DELIVERED

    @property
    def elsewhere(self) -> bool:
        """Whether another address of the same contact may still be right."""
        gone = self.recipient_gone is not None or self.installation_gone or self.unreachable
        return gone and self.due.contact_id is not None


async def compose(beat: Beat, due: DueDelivery, material: Material[Any]) -> Ready | Ended:
    """Write the message for this recipient; a text that cannot be written ends the delivery."""
    if due.to is None:
        return _failed(due, Skip.NO_ADDRESS)
    kind = beat.kinds[due.kind]
    try:
        async with asyncio.timeout(beat.limits.compose.total_seconds()):
            message = await kind.compose(asked_of(due), material.content)
            return Ready(due, message, due.to)
    except DrumbeatError as error:
        return _failed(due, str(error))
    except Exception:
        reference = new_id()
        log.exception("composing_stumbled", delivery_id=due.id, reference=reference)
        return _again(beat, due, f"surprise {reference}", attempts=1)


def asked_of(due: DueDelivery) -> Asked:
    """Return a delivery as its kind sees it."""
    return Asked(due.id, due.send_id, due.subject, due.recipient, due.text)


async def post(beat: Beat, ready: Ready, deadline: float) -> Ended:
    """Post once, unless the lease has run out; whatever happens has an end."""
    due = ready.due
    if beat.monotonic() >= deadline:
        return Ended(due, Outcome(delivery_id=due.id, state=State.PLANNED, attempts=-1))
    try:
        async with asyncio.timeout(beat.limits.post.total_seconds()):
            receipt = await beat.messengers[ready.to.platform].deliver(
                ready.to, ready.message, due.id
            )
    except (DeliveryProblem, MessageRejected, TimeoutError) as error:
        return _ended(beat, due, error)
    except Exception:
        reference = new_id()
        log.exception("delivery_stumbled", delivery_id=due.id, reference=reference)
        return _unknown(beat, due, f"surprise {reference}")
    return _delivered(due, receipt)


def _ended(beat: Beat, due: DueDelivery, error: Exception) -> Ended:
    match error:
        case RateLimited(retry_after=seconds):
            # Nothing was sent and the platform named its time: this was no attempt.
            planned = Outcome(delivery_id=due.id, state=State.PLANNED, attempts=-1)
            return Ended(due, planned, pause=max(seconds, 1.0))
        case NotSent():
            # Nobody got it, so it may be tried until the send's own catch-up limit.
            ended = replace(_later(beat, due, str(error)), not_sent=True)
        case OutcomeUnknown() | TimeoutError():
            ended = _unknown(beat, due, str(error) or "no answer in time")
        case RecipientGone():
            ended = Ended(due, _failure(due, str(error)), recipient_gone=error)
        case InstallationGone():
            ended = Ended(due, _failure(due, str(error)), installation_gone=True)
        case _:
            ended = _failed(due, str(error))
    return ended


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
    outcome = Outcome(delivery_id=due.id, state=State.UNKNOWN, reason=reason)
    return Ended(due, outcome, unknown=True)
