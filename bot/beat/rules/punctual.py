"""Whether a delivery kept its promised moment, and what it was that made it late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip

ON_TIME = timedelta(minutes=15)
"""So long after its promised moment a delivery is on time."""
LATELY = timedelta(days=28)
"""So far back promises are looked at, unless something else is asked."""


class Timing(StrEnum):
    """How a delivery kept its moment: late by a limit is what no process could have hurried."""

    ON_TIME = "on time"
    LIMIT = "limit"
    LATE = "late"


def timing(due_at: datetime, now: datetime, limited_since: datetime | None) -> Timing:
    """Say how what was due at one moment and ended at another kept its promise.

    Its lane is `limited_since` a moment if ever since it had more to send than it was allowed.
    Where that began too late to be the cause, something else had made it late before.
    """
    if now - due_at <= ON_TIME:
        return Timing.ON_TIME
    was_limited = limited_since is not None and limited_since <= due_at + ON_TIME
    return Timing.LIMIT if was_limited else Timing.LATE


@dataclass(frozen=True, slots=True)
class OnTime:
    """How deliveries with a promised moment kept it.

    `never` were so late that they were not sent any more. `untold` arrived, and it was not kept
    when; of `unsure` nobody knows whether they arrived, and `again` were sent anew: these three
    count for nothing.
    """

    on_time: int = 0
    by_limit: int = 0
    late: int = 0
    never: int = 0
    untold: int = 0
    unsure: int = 0
    again: int = 0

    @property
    def promised(self) -> int:
        """All of which it is known whether they kept their moment."""
        return self.on_time + self.by_limit + self.late + self.never

    @property
    def share(self) -> float | None:
        """The share that was on time; None where nothing is known."""
        return self.on_time / self.promised if self.promised else None

    def __add__(self, other: "OnTime") -> "OnTime":
        """Return both together."""
        return OnTime(
            self.on_time + other.on_time,
            self.by_limit + other.by_limit,
            self.late + other.late,
            self.never + other.never,
            self.untold + other.untold,
            self.unsure + other.unsure,
            self.again + other.again,
        )


def kept_by(
    state: State, reason: str, timing: Timing | None, count: int, *, is_again: bool = False
) -> OnTime:
    """Count so many deliveries that ended alike; `is_again` says that they were sent anew."""
    if is_again:
        return OnTime(again=count)
    if state is State.UNKNOWN:
        return OnTime(unsure=count)
    if state is State.SKIPPED and reason.partition(":")[0] == Skip.TOO_LATE:
        return OnTime(never=count)
    return _arrived(timing, count) if state is State.DELIVERED else OnTime()


def _arrived(timing: Timing | None, count: int) -> OnTime:
    match timing:
        case Timing.ON_TIME:
            return OnTime(on_time=count)
        case Timing.LIMIT:
            return OnTime(by_limit=count)
        case Timing.LATE:
            return OnTime(late=count)
        case None:
            return OnTime(untold=count)
