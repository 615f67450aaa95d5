"""Reads the content folder anew while serving: what is well stands from then on."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b

import structlog

from bot.errors import ContentInvalid
from bot.store.alarms import Concern, open_of
from bot.store.sessions import AsyncSession
from bot.store.workers import workers
from content.library import READ_ANEW, Library, Seen, read_library, seen

LOOK_SECONDS = 10.0
CAUSE = "content_wrong"
LONGEST_LABEL = 250

log = structlog.get_logger(__name__)


class Rereading:
    """Looks at the folder now and then, and takes in what changed once it stands still.

    Whoever saves several files, or a long one, is not interrupted: what changed is read when
    two looks find it the same, and left when it changed again while it was read. A folder with
    a mistake in it is not taken in at all: what stood goes on standing, and the mistakes are
    told until they are mended.
    """

    def __init__(
        self,
        library: Library,
        take_in: Callable[[datetime], Awaitable[None]],
        monotonic: Callable[[], float] = time.monotonic,
        names: Callable[[], Awaitable[Mapping[str, Iterable[str]]]] | None = None,
    ) -> None:
        self._library, self._take_in, self._monotonic = library, take_in, monotonic
        self._names = names
        self._known = self._last = library.seen
        self._looked = monotonic()
        self.faults: tuple[ContentInvalid, ...] = ()

    async def look(self, now: datetime) -> None:
        """Look at the files, unless that was done lately; take in what changed."""
        if self._monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = self._monotonic()
        found, before = await self._seen(), self._last
        self._last = found
        if found == self._known or found != before:
            return
        if self._names is not None:
            self._library.asked.know(await self._names())
        fresh, problem = await asyncio.to_thread(self._read)
        if await self._seen() != found:
            return
        if fresh is not None:
            self._library.renew(fresh)
            await self._take_in(now)
            log.info("content_read_anew", files=len(found))
        self.faults = (problem, *problem.more) if problem else ()
        for fault in self.faults:
            log.warning("content_wrong", file=str(fault.path), line=fault.line, why=fault.reason)
        self._known = found

    async def concerns(self, session: AsyncSession, now: datetime) -> Sequence[Concern]:
        """Return what is wrong with the files here, and what others at work found with theirs.

        While the files change nothing new is said, and nothing is taken back.
        """
        del now
        raised = await open_of(session, CAUSE)
        if await self._seen() != self._known:
            return raised
        machine = datetime.now(UTC)
        at_work = {_short(one.host) for one in await workers(session) if one.works(machine)}
        others = at_work - {_short(socket.gethostname())}
        theirs = [one for one in raised if one.about.partition(":")[0] in others]
        return [*theirs, *map(self._concern, self.faults)]

    async def _seen(self) -> Seen:
        return await asyncio.to_thread(seen, self._library.folder)

    def _read(self) -> tuple[Library | None, ContentInvalid | None]:
        """Read everything that is read anew; whatever is wrong with it is the second."""
        library = self._library
        try:
            promised = library.promised
            at = promised.base, promised.pictures_at
            fresh = read_library(library.folder, library.vendor, *at)
            fresh.asked_as(library.asked)
            fresh.texts()
        except ContentInvalid as problem:
            return None, self._every_fault(problem)
        return fresh, None

    def _every_fault(self, problem: ContentInvalid) -> ContentInvalid:
        """Return all that is wrong with what is read anew: one fault hides no other."""
        from content.check import faults_of  # noqa: PLC0415 - only where something is wrong

        library = self._library
        at = library.promised.base, library.promised.pictures_at
        every = faults_of(library.folder, library.vendor, *at, library.asked)
        anew = [library.folder / name for name in READ_ANEW]
        theirs = [one for one in every if any(one.path.is_relative_to(at) for at in anew)]
        return ContentInvalid.of_all((problem, *theirs))

    def _concern(self, fault: ContentInvalid) -> Concern:
        folder = self._library.folder
        path = fault.path.relative_to(folder) if fault.path.is_relative_to(folder) else fault.path
        label = f"{path}:{fault.line}: {fault.reason}"
        about = f"{_short(socket.gethostname())}:{_short(label)}"
        return Concern(about, label[:LONGEST_LABEL])


def _short(words: str) -> str:
    return blake2b(words.encode(), digest_size=8).hexdigest()
