"""A message that is ready to leave, and how one delivery ended."""

from dataclasses import dataclass

from bot.beat.kinds import Copy
from bot.beat.rules.outcomes import Refusal, State
from bot.beat.rules.suppression import Skip
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery
from bot.errors import InstallationGone, PlaceClosed, RecipientGone, RecipientSaidNo
from bot.message import Message
from bot.ports import Destination


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery with its text, to be posted."""

    due: DueDelivery
    message: Message
    to: Destination
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How one delivery ended, and what that means for its address and its lane.

    One that amended a `copy` says so, whether it changed it or took it back.
    """

    due: DueDelivery
    outcome: Outcome
    pause: float = 0.0
    limited: float = 0.0
    recipient_gone: RecipientGone | None = None
    closed: InstallationGone | PlaceClosed | None = None
    unreachable: bool = False
    not_sent: bool = False
    unknown: bool = False
    over: bool = False
    """Whether there is no room for it this week, and it waits for the round-up."""
    busy: str | None = None
    """Where nobody takes a message just now; of other places it says nothing."""
    copy: Copy | None = None

    @property
    def answered(self) -> bool:
        """Whether the platform took it, or knew of its recipient: then it is well."""
        return self.recipient_gone is not None or self.outcome.state is State.DELIVERED

    @property
    def refusal(self) -> Refusal | None:
        """The class of what kept a message that left from arriving; None where it did arrive."""
        if self.outcome.state is State.DELIVERED:
            return None
        met = {
            Refusal.GONE: self.recipient_gone is not None,
            Refusal.CLOSED: self.closed is not None or self.unreachable,
            Refusal.LIMITED: self.was_refused,
            Refusal.BUSY: self.busy is not None,
            Refusal.NOT_SENT: self.not_sent,
            Refusal.UNKNOWN: self.unknown,
        }
        return next((one for one, is_met in met.items() if is_met), Refusal.REJECTED)

    @property
    def was_refused(self) -> bool:
        """Whether the platform asked us to slow down, here or everywhere."""
        return self.pause > 0 or self.limited > 0

    @property
    def got_nothing_through(self) -> bool:
        """Whether its outcome may be the lane's bad hour."""
        return self.not_sent or self.unknown or self.busy is not None

    @property
    def place_is_lost(self) -> bool:
        """Whether nothing can be said in the conversation that it was for."""
        gone = self.recipient_gone is not None or self.unreachable
        is_nobodys = self.outcome.reason == Skip.NO_CONVERSATION
        return (gone or is_nobodys) and self.due.contact_id is None

    @property
    def elsewhere(self) -> bool:
        """Whether another address of the same contact may still be right."""
        gone = self.recipient_gone is not None or self.unreachable
        return gone and not self.said_no and self.due.contact_id is not None

    @property
    def said_no(self) -> bool:
        """Whether this person has shut us out: then it is sent to them nowhere else."""
        is_block = isinstance(self.recipient_gone, RecipientSaidNo)
        return is_block and self.due.contact_id is not None
