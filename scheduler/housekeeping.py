"""The housekeeping: about once an hour, what is over is closed and what is due is forgotten."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock, SystemClock
from bot.store.columns import new_id

EVERY = timedelta(hours=1)
A_TURN = timedelta(minutes=10)
"""Whoever does not end its turn within this has died over it, or is overtaken."""
ASK_AGAIN = timedelta(minutes=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows a step changed, by what it did to them; `more` where some are left."""

    counts: Mapping[str, int] = field(default_factory=dict)
    more: bool = False


Step = Callable[[datetime], Awaitable[Done]]
"""Does a part of the work that is due at this business time, in short transactions."""


class Turns(Protocol):
    """Lets one process at a time do what all might do."""

    async def take(self, now: datetime, until: datetime) -> bool:
        """Take a turn that lasts until then at most; False before the one before is over."""

    async def end(self, until: datetime) -> None:
        """End the turn taken, and let the next begin at `until`."""


class Housekeeping:
    """Does its steps once an hour, or at the next look where some work was left over.

    Where several processes look around, `turns` lets one at a time do it.
    """

    def __init__(
        self, steps: Mapping[str, Step], system: Clock | None = None, turns: Turns | None = None
    ) -> None:
        self._steps, self._system, self._turns = steps, system or SystemClock(), turns
        self._next: datetime | None = None
        self.totals: dict[str, int] = {}
        """Rows by what was done to them, since this process began."""
        self.last_run: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Do what is due, unless that was done within the hour; a step that stumbles is logged."""
        started = self._system.now()
        if self._next is not None and started < self._next:
            return
        if self._turns is not None and not await self._turns.take(started, started + A_TURN):
            self._next = started + ASK_AGAIN
            return
        more = False
        for name, step in self._steps.items():
            try:
                done = await step(now)
            except Exception:
                log.exception("housekeeping_stumbled", step=name, reference=new_id())
                continue
            more = more or done.more
            self._note(done)
        self.last_run = datetime.now(UTC)
        ended = self._system.now()
        self._next = None if more else ended + EVERY
        if self._turns is not None:
            await self._turns.end(ended)

    def _note(self, done: Done) -> None:
        changed = {what: count for what, count in done.counts.items() if count}
        for what, count in changed.items():
            self.totals[what] = self.totals.get(what, 0) + count
        if changed:
            log.info("housekeeping_done", **changed)
