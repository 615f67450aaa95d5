"""Carry out what the inbox kept: a few workers, and a sweep for what was left over."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import structlog

from bot.errors import AnswerOwed, DatabaseTrouble, RequestTaken
from bot.event import Event
from bot.ports import Door, InboxEntry
from bot.store.fence import Hold, working_on
from bot.store.inbox import ATTEMPTS, StoredInbox, mark_failed
from bot.store.sessions import Database
from drumbeat.person_queue import PersonQueue

log = structlog.get_logger()

WORKERS = 8
SWEEP_SECONDS = 5.0
AFTER_TROUBLE = 1.0
"""Seconds until a request is tried again that the database's trouble kept from being done."""


class InboxWorkers:
    """Works off kept requests; what a crash left over is taken up by whoever still works.

    What one person asks of this process is carried out in the order in which it came.
    """

    def __init__(
        self, database: Database, inbox: StoredInbox, *, every: float = SWEEP_SECONDS
    ) -> None:
        self._database, self._inbox, self._every = database, inbox, every
        self._doors: dict[str, Door] = {}
        self._queue: PersonQueue[tuple[InboxEntry, Hold] | None] = PersonQueue()
        self._in_hand: dict[str, Hold] = {}
        self._owed: dict[str, Hold] = {}
        self._stopping = asyncio.Event()

    def add(self, door: Door) -> None:
        """Let this platform's requests be worked on."""
        self._doors[door.platform] = door

    async def recall(self, entry_id: str) -> Event | None:
        """Read a request again; None where nothing is left in it, or its platform is not here."""
        entry = await self._inbox.find(entry_id)
        door = self._doors.get(entry.platform) if entry is not None else None
        return door.heard(entry) if entry is not None and door is not None else None

    def submit(self, entry: InboxEntry) -> None:
        """Hand over a kept request; returns at once."""
        hold = self._in_hand[entry.id] = Hold(entry.id, entry.token)
        self._queue.put((entry, hold), self._person(entry))

    async def run(self) -> None:
        """Work until `stop`; everything submitted before it is finished first."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())
            await self._sweep(everything=self._database.is_sqlite)
            await self._sweep_until_stopped()
            await self.idle()
            for _ in range(WORKERS):
                self._queue.put(None)

    async def idle(self) -> None:
        """Wait until everything submitted so far has been carried out."""
        await self._queue.join()

    def stop(self) -> None:
        """Finish what was submitted, then let `run` return."""
        self._stopping.set()

    def _person(self, entry: InboxEntry) -> tuple[str, ...] | None:
        """Return who asked this; None where nobody did, or it cannot be read."""
        try:
            event = self._doors[entry.platform].heard(entry)
        except Exception:
            log.exception("request_unreadable", inbox_id=entry.id)
            return None
        if event is None or not event.origin.user:
            return None
        origin = event.origin
        return entry.platform, origin.home or origin.installation, origin.user

    async def _work(self) -> None:
        while True:
            person, taken = await self._queue.get()
            if taken is None:
                return self._queue.done(person)
            entry, hold = taken
            with structlog.contextvars.bound_contextvars(inbox_id=entry.id), working_on(hold):
                await self._carry_out(entry)
            if self._in_hand.get(entry.id) is hold:
                del self._in_hand[entry.id]
            self._queue.done(person)

    async def _carry_out(self, entry: InboxEntry) -> None:
        again = False

        async def work() -> None:
            nonlocal again
            # What was marked before the database went away is done; its answer may be owed.
            mine = await self._inbox.still_open(entry) if again else entry
            again = True
            if mine is not None:
                await self._doors[entry.platform].work(mine)

        try:
            await self._insist(work)
            await self._insist(partial(self._inbox.close, entry.id))
        except RequestTaken:
            log.warning("request_taken_by_another")
        except AnswerOwed as owed:
            if owed.after is not None:
                self._later(replace(entry, owed=owed.sealed), owed.after)
        except Exception:
            # It stays in the inbox: the sweep tries it again, or gives it up.
            log.exception("request_failed", attempts=entry.attempts)

    async def _insist(self, step: Callable[[], Awaitable[None]]) -> None:
        """Take a step, and take it again while the database is in trouble, until stopped."""
        while True:
            try:
                return await step()
            except DatabaseTrouble:
                if await self._is_stopped_within(AFTER_TROUBLE):
                    raise

    async def _is_stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    def _later(self, entry: InboxEntry, after: float) -> None:
        """Have an answer tried again; until then it stays in this process's hands."""
        self._owed[entry.id] = Hold(entry.id, entry.token)

        def again() -> None:
            self._owed.pop(entry.id, None)
            if not self._stopping.is_set():
                self.submit(entry)

        asyncio.get_running_loop().call_later(after, again)

    async def _sweep_until_stopped(self) -> None:
        while not await self._is_stopped_within(self._every):
            await self._sweep(everything=False)

    async def _sweep(self, *, everything: bool) -> None:
        """Keep what is in hand from others, and take up what nobody has in hand."""
        try:
            await self._hold()
            left = await self._inbox.take_left_over(self._doors, everything=everything)
            for entry in left:
                await self._take_up(entry)
        except Exception:
            log.exception("sweep_failed")

    async def _hold(self) -> None:
        """Be heard of, so that nobody else takes up what is in hand here."""
        asked_at, holds = time.monotonic(), {**self._owed, **self._in_hand}
        if not holds:
            return
        held = await self._inbox.hold({hold.entry_id: hold.token for hold in holds.values()})
        for entry_id in held:
            holds[entry_id].heard_at = asked_at

    async def _take_up(self, entry: InboxEntry) -> None:
        if entry.attempts > ATTEMPTS and not entry.owed:
            # Whoever worked on it failed or died each time.
            log.error("request_given_up", inbox_id=entry.id, platform=entry.platform)
            async with self._database.begin() as session:
                await mark_failed(session, entry.id, "tried too often")
            return
        log.info("request_taken_up_again", inbox_id=entry.id, attempts=entry.attempts)
        self.submit(entry)
