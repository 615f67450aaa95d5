"""What was delivered is changed where it stands, or taken back; both may be done twice."""

from dataclasses import replace

from bot.beat.kinds import Copy
from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery
from bot.errors import MessageGone, NotPermitted, OutcomeUnknown
from bot.ports import Destination, Receipt
from scheduler.beat import Beat
from scheduler.ending import Ended, Ready

SAYS_SO = "not deleted, it says that it was recalled"


def unchangeable(beat: Beat, due: DueDelivery, to: Destination, copy: Copy) -> Skip | None:
    """Return why a copy stays as it is, as far as that is known without asking its platform."""
    if copy.address_id != due.address_id:
        return Skip.NO_ADDRESS
    abilities, age = beat.messengers[to.platform].abilities, beat.clock.now() - copy.since
    may_retract = copy.is_taken_back and abilities.can_retract(age)
    return None if may_retract or abilities.can_amend(age) else Skip.UNCHANGEABLE


async def change(beat: Beat, ready: Ready, copy: Copy) -> Ended:
    """Put the message in the place of the copy, or take it back.

    Where a platform does not let us delete, what stands there says that it was recalled.
    """
    messenger, due = beat.messengers[ready.to.platform], ready.due
    age = beat.clock.now() - copy.since
    if copy.is_taken_back and messenger.abilities.can_retract(age):
        try:
            await messenger.retract(ready.to, copy.receipt)
        except NotPermitted:
            if not messenger.abilities.can_amend(age):
                raise
        else:
            return _changed(due, copy, copy.receipt)
    stands = await messenger.amend(ready.to, copy.receipt, ready.message, copy.delivery_id)
    return _changed(due, copy, stands, SAYS_SO if copy.is_taken_back else None)


def of_copy(ended: Ended, error: Exception) -> Ended:
    """Say of a copy what happened: whoever it is for is neither buried nor met elsewhere."""
    if isinstance(error, OutcomeUnknown):
        # Changing twice does no harm, but a part more may stand there by now.
        outcome = Outcome(delivery_id=ended.due.id, state=State.UNKNOWN, reason=str(error))
        return replace(ended, outcome=outcome, recipient_gone=None)
    if isinstance(error, MessageGone):
        outcome = replace(ended.outcome, state=State.SKIPPED, reason=Skip.NO_COPY)
        return replace(ended, outcome=outcome)
    return replace(ended, recipient_gone=None)


def _changed(due: DueDelivery, copy: Copy, stands: Receipt, reason: str | None = None) -> Ended:
    outcome = Outcome(delivery_id=due.id, state=State.DELIVERED, receipt=stands, reason=reason)
    return Ended(due, outcome, copy=copy)
