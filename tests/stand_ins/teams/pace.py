"""How many calls Teams takes in a second, in half a minute, in an hour."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.stand_ins.waiting import WallClock

# For each window in seconds, how many calls one bot may make in one thread.
WRITES = ((1, 7), (2, 8), (30, 60), (3600, 1800))
READS = ((1, 14), (2, 16), (30, 120), (3600, 3600))
TENANT = ((1, 50),)
READING = ("members", "member", "team")
Limits = tuple[tuple[int, int], ...]


@dataclass
class Pace:
    """The calls of the last hour, thread by thread and tenant by tenant."""

    clock: WallClock
    kept: bool = False
    made: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def seconds_to_wait(self, call: str, thread: str, tenant: str) -> int:
        """Count a call and return 0, or return after how many seconds it may come again."""
        if not self.kept:
            return 0
        reads = call in READING
        lines: dict[str, Limits] = {
            f"{'read' if reads else 'write'} {thread}": READS if reads else WRITES,
            f"tenant {tenant}": TENANT,
        }
        now = self.clock.now()
        wait = max(self._wait(self.made[key], limits, now) for key, limits in lines.items())
        if not wait:
            for key in lines:
                self.made[key].append(now)
        return math.ceil(wait)

    def _wait(self, made: deque[float], limits: Limits, now: float) -> float:
        waits = [0.0]
        for seconds, most in limits:
            within = [moment for moment in made if moment > now - seconds]
            if len(within) >= most:
                waits.append(within[-most] + seconds - now)
        return max(waits)
