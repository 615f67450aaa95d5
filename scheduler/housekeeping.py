"""The housekeeping: about once an hour, what is over is closed and what is due is forgotten."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from bot.clock import Clock, SystemClock
from bot.store.columns import new_id

EVERY = timedelta(hours=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows a step changed, by what it did to them; `more` where some are left."""

    counts: Mapping[str, int] = field(default_factory=dict)
    more: bool = False


Step = Callable[[datetime], Awaitable[Done]]
"""Does a part of the work that is due at this business time, in short transactions."""


class Housekeeping:
    """Does its steps once an hour, or at the next look where some work was left over."""

    def __init__(self, steps: Mapping[str, Step], system: Clock | None = None) -> None:
        self._steps, self._system = steps, system or SystemClock()
        self._next: datetime | None = None
        self.totals: dict[str, int] = {}
        """Rows by what was done to them, since this process began."""
        self.last_run: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Do what is due, unless that was done within the hour; a step that stumbles is logged."""
        if self._next is not None and self._system.now() < self._next:
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
        self._next = None if more else self._system.now() + EVERY

    def _note(self, done: Done) -> None:
        changed = {what: count for what, count in done.counts.items() if count}
        for what, count in changed.items():
            self.totals[what] = self.totals.get(what, 0) + count
        if changed:
            log.info("housekeeping_done", **changed)
