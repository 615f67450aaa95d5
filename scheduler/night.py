"""Quiet time, looked at as something is about to leave: a backlog may have reached the evening."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.beat.kinds import SendKind
from bot.beat.rules.manners import Due, Home, Manners, comes_on
from bot.beat.rules.outcomes import State
from bot.beat.rules.punctual import Timing, timing
from bot.beat.rules.suppression import Skip
from bot.beat.store.claims import Outcome
from bot.beat.store.due import DueDelivery


@dataclass(frozen=True, slots=True)
class Night:
    """When what is about to leave together may; it is reckoned once for all who live alike."""

    manners: Manners
    now: datetime
    limited_since: datetime | None
    known: dict[tuple[Home, bool], Due] = field(default_factory=dict)

    def puts_off(self, kind: SendKind[object], due: DueDelivery) -> Outcome | None:
        """Return what becomes of a delivery that would disturb its reader now, if it would.

        It waits until they may be disturbed, and its catch-up begins there; what waited so once
        because it was late is a miss on the second evening. What half stands there is finished.
        """
        begun = due.to is not None and due.to.posted
        if self.manners.quiet is None or kind.disturbs or due.kept or begun:
            return None
        comes = self._comes(Home(due.recipient.zone, due.country), by_slot=due.by_slot)
        if comes.at <= self.now:
            return None
        skip = comes.skip or (Skip.TOO_LATE if due.waited is not None else None)
        if skip is not None:
            return Outcome(delivery_id=due.id, state=State.SKIPPED, reason=skip)
        kept = timing(due.due_at, self.now, self.limited_since)
        return Outcome(
            delivery_id=due.id,
            state=State.PLANNED,
            reason=due.kept_back or None,
            timing=None if kept is Timing.ON_TIME else kept,
            put_off=comes.at,
        )

    def _comes(self, home: Home, *, by_slot: bool) -> Due:
        alike = home, by_slot
        if alike not in self.known:
            self.known[alike] = comes_on(self.manners, self.now, home, by_slot=by_slot)
        return self.known[alike]
