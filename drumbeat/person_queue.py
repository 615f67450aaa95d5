"""A queue that keeps the order in which each person asked."""

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class PersonQueue(Generic[Item]):
    """Hands items out as they came, and of one person only one at a time.

    So what somebody pressed last holds, however many workers there are. An item of nobody waits
    for no other.
    """

    def __init__(self) -> None:
        self._free: asyncio.Queue[tuple[Hashable | None, Item]] = asyncio.Queue()
        self._behind: dict[Hashable, deque[Item]] = {}

    def put(self, item: Item, person: Hashable | None = None) -> None:
        """Add an item, behind what this person asked before."""
        if person is not None and person in self._behind:
            self._behind[person].append(item)
            return
        if person is not None:
            self._behind[person] = deque()
        self._free.put_nowait((person, item))

    async def get(self) -> tuple[Hashable | None, Item]:
        """Wait for an item whose turn it is; whoever takes it says when it is `done`."""
        return await self._free.get()

    def done(self, person: Hashable | None) -> None:
        """Say that what was taken of this person is done: the next is free."""
        if person is not None:
            behind = self._behind[person]
            if behind:
                self._free.put_nowait((person, behind.popleft()))
            else:
                del self._behind[person]
        self._free.task_done()

    async def join(self) -> None:
        """Wait until everything that was put is done."""
        await self._free.join()
