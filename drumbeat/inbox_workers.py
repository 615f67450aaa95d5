"""Carry out what the inbox kept: a few workers, and a sweep for what was left over."""

import asyncio
from contextlib import suppress

import structlog

from bot.ports import Door, InboxEntry
from bot.store.inbox import ATTEMPTS, StoredInbox, mark_failed
from bot.store.sessions import Database

log = structlog.get_logger()

WORKERS = 8
SWEEP_SECONDS = 5.0


class InboxWorkers:
    """Works off kept requests; what a crash left over is taken up again after a restart."""

    def __init__(
        self, database: Database, inbox: StoredInbox, *, every: float = SWEEP_SECONDS
    ) -> None:
        self._database, self._inbox, self._every = database, inbox, every
        self._doors: dict[str, Door] = {}
        self._queue: asyncio.Queue[InboxEntry | None] = asyncio.Queue()
        self._in_hand: set[str] = set()
        self._stopping = asyncio.Event()

    def add(self, door: Door) -> None:
        """Let this platform's requests be worked on."""
        self._doors[door.platform] = door

    def submit(self, entry: InboxEntry) -> None:
        """Hand over a kept request; returns at once."""
        self._in_hand.add(entry.id)
        self._queue.put_nowait(entry)

    async def run(self) -> None:
        """Work until `stop`; everything submitted before it is finished first."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())
            await self._sweep(everything=self._database.is_sqlite)
            await self._sweep_until_stopped()
            for _ in range(WORKERS):
                self._queue.put_nowait(None)

    async def idle(self) -> None:
        """Wait until everything submitted so far has been carried out."""
        await self._queue.join()

    def stop(self) -> None:
        """Finish what was submitted, then let `run` return."""
        self._stopping.set()

    async def _work(self) -> None:
        while (entry := await self._queue.get()) is not None:
            with structlog.contextvars.bound_contextvars(inbox_id=entry.id):
                await self._carry_out(entry)
            self._in_hand.discard(entry.id)
            self._queue.task_done()

    async def _carry_out(self, entry: InboxEntry) -> None:
        try:
            await self._doors[entry.platform].work(entry)
            await self._inbox.close(entry.id)
        except Exception:
            # It stays in the inbox: the sweep tries it again, or gives it up.
            log.exception("request_failed", attempts=entry.attempts)

    async def _sweep_until_stopped(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every)
                return
            await self._sweep(everything=False)

    async def _sweep(self, *, everything: bool) -> None:
        """Keep what is in hand from others, and take up what nobody has in hand."""
        try:
            if self._in_hand:
                await self._inbox.hold(self._in_hand)
            left = await self._inbox.take_left_over(self._doors, everything=everything)
            for entry in left:
                await self._take_up(entry)
        except Exception:
            log.exception("sweep_failed")

    async def _take_up(self, entry: InboxEntry) -> None:
        if entry.attempts > ATTEMPTS:
            # Whoever worked on it failed or died each time.
            log.error("request_given_up", inbox_id=entry.id, platform=entry.platform)
            async with self._database.begin() as session:
                await mark_failed(session, entry.id, "tried too often")
            return
        log.info("request_taken_up_again", inbox_id=entry.id, attempts=entry.attempts)
        self.submit(entry)
