"""The mark by which a restored backup is known: raised with an intent, kept before a post."""

from collections.abc import Callable, Collection
from datetime import datetime

import structlog

from bot.beat.store import marks
from bot.errors import MarkUnusable
from bot.store.mark import Mark
from bot.store.programme import end_restore, opened_since_restored
from bot.store.sessions import AsyncSession, Database
from scheduler.beat import Beat

LOOK_SECONDS = 10.0
"""How often what other processes sent is looked up: they may be on another machine."""

log = structlog.get_logger(__name__)


async def raise_mark(beat: Beat, session: AsyncSession, lanes: Collection[str]) -> None:
    """Raise numbers of lanes in the transaction of intents, which a restored backup undoes."""
    if beat.mark is None or not lanes:
        return
    for name, number in (await marks.raise_numbers(session, lanes)).items():
        beat.mark.raised(name, number)


async def keep_mark(beat: Beat, lane: str) -> MarkUnusable | None:
    """Keep the number that was raised; nothing may leave where that fails."""
    if beat.mark is None:
        return None
    try:
        await beat.mark.keep_raised(lane)
    except MarkUnusable as problem:
        log.error("mark_not_kept", reason=str(problem))  # noqa: TRY400 - the reason says it
        return problem
    return None


class MarkWatch:
    """Looks once a tick: what others sent is kept here too, and a restore comes to its end."""

    def __init__(self, database: Database, mark: Mark, monotonic: Callable[[], float]) -> None:
        self._database, self._mark, self._monotonic = database, mark, monotonic
        self._next = 0.0
        self._restoring = True
        self._opened: int | None = None

    async def look(self, _now: datetime) -> None:
        """Look around; `DatabaseRestored` where the database went back while we ran."""
        if self._restoring:
            await self._follow_restore()
        if self._monotonic() < self._next:
            return
        kept = self._mark.kept()
        async with self._database.read() as session:
            numbers = await marks.numbers(session)
        self._mark.compare(numbers, kept)
        await self._mark.keep(numbers)
        self._next = self._monotonic() + LOOK_SECONDS

    async def _follow_restore(self) -> None:
        """End a restore when a whole tick has opened nothing more."""
        async with self._database.read() as session:
            opened = await opened_since_restored(session)
        if opened is not None and opened == self._opened:
            async with self._database.begin() as session:
                await end_restore(session, opened)
            log.info("restore_over", sends_opened_paused=opened)
        self._restoring = opened is not None
        self._opened = opened
