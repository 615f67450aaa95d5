"""Carries out what was done on a page: kept first, worked once, answered in time or later."""

import asyncio

import structlog

from adapters.web.personal.core import PageCore
from adapters.web.personal.deeds import Deed, event_of, read_deed
from adapters.web.personal.recent import Recent
from bot.event import Reply
from bot.ports import InboxEntry

log = structlog.get_logger(__name__)

PLATFORM = "pages"
REMEMBERED = 1000
"""So many replies are kept for browsers that send the same form twice."""


class PageDoor:
    """The pages' way in, as the inbox sees it."""

    platform = PLATFORM

    def __init__(self, core: PageCore, deadline: float) -> None:
        self._inbox, self._submit = core.inbox, core.submit
        self._dispatch, self._deadline = core.dispatch, deadline
        self._replies: Recent[asyncio.Future[Reply]] = Recent(REMEMBERED)
        self._awaited: dict[str, asyncio.Future[Reply]] = {}

    async def take(self, deed: Deed, key: str) -> Reply | None:
        """Have a deed carried out once; None if its answer is not to be had in time, or twice."""
        whole_key = f"{key}:{deed.mark()}"
        answer = self._replies.find(whole_key)
        if answer is None:
            entry = await self._inbox.accept(PLATFORM, whole_key, deed.kind, deed.body())
            if entry is None:
                log.info("deed_repeated", platform=PLATFORM, kind=deed.kind)
                # The first of two at once may have come in while this one was being kept.
                answer = self._replies.find(whole_key)
            else:
                answer = asyncio.get_running_loop().create_future()
                self._replies.keep(whole_key, answer)
                self._awaited[entry.id] = answer
                self._submit(entry)
        return await self._in_time(answer) if answer is not None else Reply()

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a deed that was kept; after a restart nobody waits for its answer."""
        reply = await self._dispatch(event_of(read_deed(entry.body), entry.id))
        await self._inbox.close(entry.id)
        awaited = self._awaited.pop(entry.id, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(reply)
        log.info("deed_carried_out", platform=PLATFORM, inbox_id=entry.id, kind=entry.kind)

    async def _in_time(self, answer: asyncio.Future[Reply]) -> Reply | None:
        done, _ = await asyncio.wait([answer], timeout=self._deadline)
        return answer.result() if done else None
