"""How fast a lane may go: a token bucket on monotonic time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second, and how many may leave at once after a pause."""

    rate: float
    burst: int


UNHURRIED = Pace(rate=1.0, burst=1)

# What the platforms allow, for one workspace, one tenant or one relay.
PACES: Mapping[str, Pace] = {
    "slack": Pace(rate=1.0, burst=4),
    "teams": Pace(rate=40.0, burst=16),
    "email": Pace(rate=10.0, burst=10),
    "web": Pace(rate=inf, burst=16),
}


# What is counted apart where a message is changed or taken back; elsewhere one pace holds for all.
CHANGES: Mapping[str, Pace] = {"slack": Pace(rate=50 / 60, burst=2)}


def time_for(pace: Pace, messages: int) -> timedelta:
    """Return how long so many messages take that may all leave at once, after a pause."""
    return timedelta(seconds=max(0, messages - pace.burst) / pace.rate)


ROUNDING = 1e-9
"""So much of a token may be lost by counting in fractions of seconds."""


class Bucket:
    """Counts what may leave now; belongs to one lane, so it needs no lock."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._pace, self._monotonic = pace, monotonic
        self._tokens, self._at = float(pace.burst), monotonic()

    def take(self, wanted: int) -> int:
        """Take as many as are there, `wanted` at most; 0 means wait for `delay`."""
        self._fill()
        taken = min(wanted, int(self._tokens + ROUNDING))
        self._tokens -= taken
        return taken

    def delay(self) -> float:
        """Return the seconds until one more may leave."""
        self._fill()
        return max(0.0, (1 - self._tokens) / self._pace.rate)

    def _fill(self) -> None:
        now = self._monotonic()
        passed, self._at = now - self._at, now
        more = passed * self._pace.rate if passed > 0 else 0.0
        if self._pace.rate == inf:
            more = self._pace.burst
        self._tokens = min(float(self._pace.burst), self._tokens + more)
