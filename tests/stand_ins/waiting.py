"""Waiting without sleeping: a bell that rings on every change, and a clock that can be moved."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

PATIENCE = 30.0
"""Seconds: long enough for a machine that others use too; who waits in vain says so after it."""
Found = TypeVar("Found")


class Bell:
    """Rings when anything changes, so that nobody sleeps to wait."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    async def heard(self) -> None:
        await self._rung.wait()

    async def until(self, found: Callable[[], Found | None], seconds: float, what: str) -> Found:
        """Wait until `found` returns something true and return that."""
        try:
            async with asyncio.timeout(seconds):
                while not (result := found()):
                    await self.heard()
        except TimeoutError:
            raise AssertionError(f"waited {seconds} s for {what}") from None
        return result


@dataclass
class WallClock:
    """The time of day, which a test may move on."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds
