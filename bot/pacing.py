"""How fast one conversation may be spoken to, whoever speaks there: answers and sends alike."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.errors import ConversationLimited

PATIENCE = 5.0
"""Seconds that a message waits for its turn; who would wait longer comes again."""
MOST = 10_000
"""Conversations remembered at once; those that may be spoken to anyway are forgotten."""


class ConversationPace:
    """Lets `rate` messages a second into each conversation, `burst` of them at once.

    What a platform answers to our haste holds for everybody who wants to speak there.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap, self._slack = 1 / rate, (burst - 1) / rate
        self._monotonic, self._sleep = monotonic, sleep
        self._next: dict[str, float] = {}

    async def turn(self, conversation: str) -> None:
        """Wait until one more message may go there; `ConversationLimited` if that takes long."""
        now = self._monotonic()
        due = max(self._next.get(conversation, 0.0), now)
        wait = due - self._slack - now
        if wait > PATIENCE:
            raise ConversationLimited(wait)
        self._next[conversation] = due + self._gap
        if len(self._next) > MOST:
            self._next = {where: due for where, due in self._next.items() if due > now}
        if wait > 0:
            await self._sleep(wait)

    def limit(self, conversation: str, seconds: float) -> None:
        """Say that nothing may go there for so many seconds."""
        until = self._monotonic() + seconds + self._slack
        self._next[conversation] = max(self._next.get(conversation, 0.0), until)
