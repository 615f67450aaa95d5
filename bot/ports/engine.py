"""What makes the beat strike."""

from collections.abc import Awaitable, Callable
from typing import Protocol


class Engine(Protocol):
    """Runs ticks and lanes; the ledger, not the engine, is what is true."""

    async def wake(self, lane: str, after: float = 0.0) -> None:
        """Have `lane` drained soon, or after so many seconds."""

    async def run(
        self,
        drain: Callable[[str], Awaitable[float | None]],
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        """Work until stopped; `drain` returns the seconds until it wants to be woken."""

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""
