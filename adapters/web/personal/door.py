"""Carries out what was done on a page: kept first, worked once, answered in time or later."""

import asyncio
import json
from dataclasses import asdict

import structlog

from adapters.intake import Counter, Request, wave_of
from adapters.web.personal.core import PageCore
from adapters.web.personal.deeds import Deed, event_of
from adapters.web.personal.recent import Recent
from bot.event import Event, Reply
from bot.ports import InboxEntry

log = structlog.get_logger(__name__)

PLATFORM = "pages"
REMEMBERED = 1000
"""So many replies are kept for browsers that send the same form twice."""


class PageDoor:
    """The pages' way in, as the inbox sees it."""

    platform = PLATFORM

    def __init__(self, core: PageCore, deadline: float) -> None:
        self._intake, self._deadline = core.intake, deadline
        self._counter: Counter[Deed, Reply] = Counter(
            PLATFORM, core.intake, lambda body: Deed(**body)
        )
        self._replies: Recent[asyncio.Future[Reply]] = Recent(REMEMBERED)

    async def take(self, deed: Deed, key: str) -> Reply | None:
        """Have a deed carried out once; None if its answer is not to be had in time, or twice."""
        body = asdict(deed)
        wave = wave_of(event_of(deed, ""))
        wish = self._intake.fingerprint(json.dumps([key, body], sort_keys=True), wave)
        answer = self._replies.find(wish)
        if answer is None:
            promised: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
            if await self._counter.take(Request(wish, deed.kind, body, deed, wave=wave), promised):
                self._replies.keep(wish, promised)
            # The first of two at once may have come in while this one was being kept.
            answer = self._replies.find(wish)
        return await self._in_time(answer) if answer is not None else Reply()

    def heard(self, entry: InboxEntry) -> Event | None:
        """Return what a kept request says."""
        deed = self._counter.asked(entry)
        return event_of(deed, entry.id) if deed is not None else None

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a deed that was kept; after a restart nobody waits for its answer."""
        deed = self._counter.asked(entry)
        if deed is None:
            return
        reply = await self._intake.dispatch(event_of(deed, entry.id))
        await self._intake.inbox.close(entry.id)
        self._counter.hand_over(entry.id, reply)
        log.info("deed_carried_out", platform=PLATFORM, inbox_id=entry.id, kind=entry.kind)

    async def _in_time(self, answer: asyncio.Future[Reply]) -> Reply | None:
        done, _ = await asyncio.wait([answer], timeout=self._deadline)
        return answer.result() if done else None
