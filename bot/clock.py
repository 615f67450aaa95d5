"""The business clock: what time it is for cadences, waves and periods."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

UNSAID = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the moment of what is true and of which nobody said since when."""


class Clock(Protocol):
    """Tells the business time; signatures, leases and rate limits never ask it."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs on from a moment that can be set; the demo and tests use it."""

    def __init__(self, start: datetime, system: Clock | None = None) -> None:
        self._system = system or SystemClock()
        self._offset = timedelta(0)
        self.move_to(start)

    def now(self) -> datetime:
        return self._system.now() + self._offset

    def move_to(self, moment: datetime) -> None:
        """Make `moment` the present one; time runs on from there."""
        self._offset = moment - self._system.now()
