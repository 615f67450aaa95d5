"""Looks once a minute which sources are to be asked, and has each run in a process of its own."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.errors import ImportRefused
from bot.figures.store.source_tables import SourceState
from bot.imports.rules.sources import Place, Source, placed
from bot.imports.store import sources as store
from bot.store.alarms import Concern
from bot.store.sessions import AsyncSession, Database
from content.library import Library
from drumbeat import drop_folders as folders

CAUSE = "source_troubled"
LOOK_EVERY = timedelta(minutes=1)
_PROGRAM = (sys.executable, "-c", "from drumbeat.cli import main; main()")

log = structlog.get_logger(__name__)


def _lies_there(source: Source, state: SourceState, now: datetime) -> bool:
    """Say whether a file waits in a folder; one that cannot be looked into is run to say so."""
    if source.place is not Place.FOLDER:
        return False
    try:
        return bool(folders.waiting(Path(source.at)))
    except (ImportRefused, OSError):
        return store.has_rested(state, now)


Start = Callable[[str], Awaitable[None]]
"""Runs the source of this key to its end."""


async def in_a_process(key: str) -> None:
    """Run a source as an operator would: an import beside us holds nobody up, whatever it reads.

    What comes of it is written down by that process; whoever dies at it is found by its lease.
    """
    process = await asyncio.create_subprocess_exec(
        *(*_PROGRAM, "sources", "run", key, "--json"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    code = await process.wait()
    if code:
        log.warning("source_failed", source=key)


class SourceWatch:
    """Takes sources up as the files name them, and starts each when it is its turn."""

    def __init__(
        self, database: Database, library: Library, zone: str, start: Start = in_a_process
    ) -> None:
        self._database, self._library, self._zone, self._start = database, library, zone, start
        self._looked: datetime | None = None
        self._running: dict[str, asyncio.Task[None]] = {}

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        sources = self.sources()
        async with self._database.read() as session:
            known = await store.states_of(session)
        if not sources and not known:
            return
        async with self._database.begin() as session:
            await store.take_up(session, sources, now)
            states = await store.states_of(session)
            wanted = [
                one.key
                for one in sources
                if store.is_wanted(
                    one, states[one.key], now, lies_there=_lies_there(one, states[one.key], now)
                )
            ]
        for key in wanted:
            if key not in self._running:
                self._running[key] = asyncio.create_task(self._run(key), name=f"source {key}")

    async def concerns(self, session: AsyncSession, now: datetime) -> Sequence[Concern]:
        """Return the sources in trouble."""
        return await store.concerns(session, self.sources(), now)

    async def settled(self) -> None:
        """Wait until what was started came to its end."""
        await asyncio.gather(*self._running.values())

    def sources(self) -> tuple[Source, ...]:
        """Return every source, on the vendor's clock."""
        return placed(self._library.sources, self._zone)

    async def _run(self, key: str) -> None:
        try:
            await self._start(key)
        except Exception:
            log.exception("source_stumbled", source=key)
        finally:
            self._running.pop(key, None)
