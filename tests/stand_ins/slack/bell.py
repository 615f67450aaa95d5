"""Waiting for a change without sleeping."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

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
