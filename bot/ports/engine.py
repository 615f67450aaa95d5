"""What makes the beat strike."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, Protocol


class Engine(Protocol):
    """Runs ticks and lanes; the ledger, not the engine, is what is true."""

    name: str
    """What operators call it: `embedded` or `distributed`."""

    async def wake(self, *lanes: str, after: float = 0.0) -> None:
        """Have `lanes` drained soon, or after so many seconds; the sooner wish holds."""

    async def wake_within(
        self,
        session: Any,  # noqa: ANN401 - the store's own, which ports do not know
        lanes: Collection[str],
    ) -> None:
        """Have `lanes` drained soon after this transaction is committed, if it ever is."""

    async def run(
        self,
        drain: Callable[[str], Awaitable[float | None]],
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        """Work until stopped; `drain` returns the seconds until it wants to be woken."""

    async def queued(
        self,
        session: Any,  # noqa: ANN401 - likewise
    ) -> int:
        """Return how many lanes were woken and wait for a place: here, or in all processes."""

    def stop(self) -> None:
        """Finish what is in hand and return from `run`."""
