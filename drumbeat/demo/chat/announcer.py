"""Wakes the pages that show somebody's chat when something in it changed."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Rings for one open page; it stays rung until the page looks."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def heard(self, patience: float) -> bool:
        """Wait for a ring, so many seconds at most; say whether there was one."""
        try:
            async with asyncio.timeout(patience):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Announcer:
    """Knows every open page; nothing is kept for a page that is not open."""

    def __init__(self) -> None:
        self._bells: dict[str, set[Bell]] = defaultdict(set)
        self.closed = False

    def announce(self, contact_id: str) -> None:
        """Tell this person's pages to look again."""
        for bell in self._bells.get(contact_id, ()):
            bell.ring()

    @contextmanager
    def listening(self, contact_id: str) -> Iterator[Bell]:
        """Ring a bell for every change while the block runs."""
        bell = Bell()
        self._bells[contact_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[contact_id].discard(bell)
            if not self._bells[contact_id]:
                del self._bells[contact_id]

    def close(self) -> None:
        """Wake every page for the last time: the server goes down."""
        self.closed = True
        for contact_id in list(self._bells):
            self.announce(contact_id)
