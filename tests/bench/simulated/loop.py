"""An event loop whose time is simulated: where nothing is left to do it jumps to the next timer.

Whatever asks the loop for the time (sleeps, timeouts, timers) lives by it. Code between two
waits takes no time at all: what it would take has to be slept, as the ledger here does.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from tests.fixtures.moments import NOON

Found = TypeVar("Found")


class StandstillError(RuntimeError):
    """Nothing is ready and no timer is set: in simulated time nothing will ever happen again."""


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Never waits; its clock stands at 0 s when it is made."""

    def __init__(self) -> None:
        self._seconds = 0.0
        super().__init__(_JumpingSelector(self._jump))

    def time(self) -> float:
        """Return the simulated seconds since this loop was made."""
        return self._seconds

    def _jump(self, seconds: float) -> None:
        self._seconds += seconds


class _JumpingSelector(selectors.DefaultSelector):
    """Looks whether something came in, and lets the time jump where it should wait instead."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(0)
        if not found:
            if timeout is None:
                raise StandstillError
            self._jump(timeout)
        return found


class SimulatedClock:
    """Tells the business and the system time of a simulation, which begins at noon."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return NOON + timedelta(seconds=seconds())


def seconds() -> float:
    """Return the simulated seconds since the beginning: the monotonic time of a simulation."""
    return asyncio.get_running_loop().time()


def simulate(main: Coroutine[Any, Any, Found]) -> Found:
    """Run this to its end in simulated time; the process has no other loop running."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(main)
