"""How a lane is doing: whether a platform takes messages there, and how long to leave it alone."""

from collections.abc import Collection
from datetime import datetime

MOST_UNKNOWN = 3
"""Outcomes in a row of which nobody knows, after which a lane rests."""
MANY_PLACES = 3
"""Places that take nothing just now, after which it is the lane's bad hour and not theirs."""
MOST_LIMITED = 3
"""Conversations in a row that are spoken to too fast, after which the whole lane is."""


class Health:
    """What one process knows of a lane; `alone` is whether the next request goes by itself.

    A platform's bad hour is nobody's fault: while nothing gets through the lane rests, longer
    each time, and asks with one request whether the hour is over.
    """

    def __init__(self) -> None:
        self.alone = True
        self.rests = 0
        self._unknown = 0
        self._busy: set[str] = set()
        self._limited = 0
        self._rested: tuple[datetime, str] | None = None
        self.limited_since: datetime | None = None
        """Since when, in business time, it has had more to send than it was allowed."""

    def note(
        self,
        *,
        answered: bool = False,
        not_sent: bool = False,
        unknown: int = 0,
        busy: Collection[str] = (),
    ) -> bool:
        """Take in what came of requests that left together; return whether the lane should rest.

        Some were `answered`, some surely `not_sent`, and of so many the outcome is `unknown`.
        Places that are `busy` answered for themselves: one of them holds up nobody elsewhere.
        """
        if answered:
            self.alone, self.rests, self._unknown = False, 0, 0
            self._busy.clear()
            return False
        self._unknown += unknown
        self._busy.update(busy)
        endured = self._unknown < MOST_UNKNOWN and len(self._busy) < MANY_PLACES
        if endured and not not_sent:
            return False
        self.alone, self._unknown = True, 0
        self._busy.clear()
        self.rests += 1
        return True

    def note_limits(self, limited: int, *, answered: bool) -> bool:
        """Take in how many conversations were limited; return whether the lane should rest.

        A few say nothing of the others. Where one after another is limited, the platform means
        all of us, whatever it counts by.
        """
        self._limited = 0 if answered else self._limited + limited
        if self._limited < MOST_LIMITED:
            return False
        self._limited, self.alone = 0, True
        return True

    def slowed(self, now: datetime) -> None:
        """Take in that more is due than may leave: by its pace, or by the platform's word."""
        self.limited_since = self.limited_since or now

    def not_slowed(self) -> None:
        """Take in that nothing waits any more, or that it waits for something else."""
        self.limited_since = None

    def remember_rest(self, until: datetime, reason: str) -> None:
        """Keep why the lane rests, and how long, in business time."""
        self._rested = until, reason

    def kept_back(self, due_at: datetime) -> str:
        """Return why what was due at a moment may have had to wait; nothing if it had not."""
        if self._rested is None or due_at > self._rested[0]:
            return ""
        return self._rested[1]
