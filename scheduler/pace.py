"""How fast a lane may go: a token bucket on monotonic time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import inf


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second, and how many may leave at once after a pause.

    Where a platform does not say what it allows, `rate` is a start: a lane goes faster while
    nothing is refused, up to `most` a second, and is never asked to go slower than it started.
    """

    rate: float
    burst: int
    most: float | None = None


UNHURRIED = Pace(rate=1.0, burst=1)
MOST_AT_ONCE = 16

# What the platforms allow, for one workspace, one tenant or one relay. Slack names one a second
# for a conversation, and for all of them only "several hundred a minute".
PACES: Mapping[str, Pace] = {
    "slack": Pace(rate=1.0, burst=4, most=8.0),
    "teams": Pace(rate=40.0, burst=16),
    "email": Pace(rate=10.0, burst=10),
    "web": Pace(rate=inf, burst=16),
}


# What is counted apart where a message is changed or taken back; elsewhere one pace holds for all.
CHANGES: Mapping[str, Pace] = {"slack": Pace(rate=50 / 60, burst=2)}


def paces_with(*, mail: float) -> Mapping[str, Pace]:
    """Return the paces where the relay takes so many letters a second."""
    burst = max(1, min(int(mail), MOST_AT_ONCE))
    return {**PACES, "email": Pace(rate=mail, burst=burst)}


def time_for(pace: Pace, messages: int) -> timedelta:
    """Return how long so many messages take that may all leave at once, after a pause.

    That a lane may get faster is not reckoned with: nobody has promised it.
    """
    return timedelta(seconds=max(0, messages - pace.burst) / pace.rate)


ROUNDING = 1e-9
"""So much of a token may be lost by counting in fractions of seconds."""
FASTER = 0.01
"""So many messages a second are added for each that arrived while more wanted to leave."""
SLOWER = 0.7
"""What is left of a rate that was refused."""
IN_A_BREATH = 0.5
"""Seconds whose messages may leave at once after a refusal, until there is trust again."""
TRUST = 1000
"""Messages in a row without a refusal after which a lane gets faster as it did at first."""


class Bucket:
    """Counts what may leave now; belongs to one lane, so it needs no lock.

    What became of it is told back by `arrived` and `refused`, and decides how fast it fills.
    """

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._pace, self._monotonic = pace, monotonic
        self._tokens, self._at = float(pace.burst), monotonic()
        self._rate, self._trust = pace.rate, TRUST
        self._is_short = False

    @property
    def rate(self) -> float:
        """Messages a second, as far as is known by now."""
        return self._rate

    def take(self, wanted: int) -> int:
        """Take as many as are there, `wanted` at most; 0 means wait for `delay`."""
        self._fill()
        taken = min(wanted, int(self._tokens + ROUNDING))
        self._tokens -= taken
        self._is_short = taken < wanted
        return taken

    def arrived(self, messages: int) -> None:
        """Take in that so many arrived, and none beside them was refused.

        Only where more wanted to leave does that say that it may go faster. After a refusal
        it is tried by and by: what was too fast once will be too fast again.
        """
        if self._pace.most is None:
            return
        if self._is_short:
            self._fill()
            faster = FASTER * messages * min(self._trust / TRUST, 1.0)
            self._rate = min(self._pace.most, self._rate + faster)
        self._trust += messages

    def refused(self) -> None:
        """Take in that the platform asked us to slow down; how long to rest is the lane's.

        Several refusals in a row say it once: what follows one was on its way, or asks too soon.
        """
        if self._pace.most is None:
            return
        self._fill()
        if self._trust:
            self._rate = max(self._pace.rate, self._rate * SLOWER)
        self._trust = 0

    def delay(self) -> float:
        """Return the seconds until one more may leave."""
        self._fill()
        return max(0.0, (1 - self._tokens) / self._rate)

    def _fill(self) -> None:
        now = self._monotonic()
        passed, self._at = now - self._at, now
        more = passed * self._rate if passed > 0 else 0.0
        if self._rate == inf:
            more = self._pace.burst
        self._tokens = min(self._at_once(), self._tokens + more)

    def _at_once(self) -> float:
        """Return how many may leave at once after a pause: few where it was too many once."""
        burst = float(self._pace.burst)
        return burst if self._trust >= TRUST else min(burst, max(1.0, self._rate * IN_A_BREATH))
