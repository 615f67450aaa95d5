"""How far a database had come, kept outside of it: by that a restored backup is known.

Each lane counts in the database how often something was about to leave; the same numbers are
kept here before it leaves. A database that is behind them has forgotten what was sent.
"""

import asyncio
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from bot.errors import DatabaseRestored, MarkUnusable
from bot.store import sqlite_files

_SET_UP = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS mark (
    lineage TEXT, lane TEXT, number INTEGER, PRIMARY KEY (lineage, lane)
) WITHOUT ROWID;
"""
_KEEP = """
INSERT INTO mark VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET number = max(number, excluded.number)
"""
PATIENCE = 5.0
BETWEEN_TRIES = 0.02


class Mark:
    """The numbers of one database's lanes in a small file, which several processes may share.

    `lineage` names the database: a restored one that was taken up anew has another.
    """

    def __init__(self, path: Path, lineage: str) -> None:
        self._path, self._lineage = path, lineage
        self._connection: sqlite3.Connection | None = None
        self._known: dict[str, int] = {}
        self._raised: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        self._alone = asyncio.Lock()

    async def open(self) -> None:
        """Read what was kept; a file that cannot be written raises `MarkUnusable`."""
        async with self._alone:
            await self._in_thread(self._open)

    async def close(self) -> None:
        """Let go of the file."""
        async with self._alone:
            if self._connection is not None:
                await asyncio.to_thread(self._connection.close)
                self._connection = None

    def kept(self) -> Mapping[str, int]:
        """Return what is kept just now, to be compared with numbers that are read after it."""
        return dict(self._known)

    def compare(self, numbers: Mapping[str, int], kept: Mapping[str, int] | None = None) -> None:
        """Raise `DatabaseRestored` where the database is behind what was kept."""
        before = self._known if kept is None else kept
        if any(numbers.get(lane, 0) < known for lane, known in before.items()):
            raise DatabaseRestored

    def raised(self, lane: str, number: int) -> None:
        """Take in a lane's next number, before it is committed: it is higher than any before."""
        if number <= self._known.get(lane, 0):
            raise DatabaseRestored
        self._raised[lane] = number

    async def keep_raised(self, lane: str) -> None:
        """Keep a lane's number, once it is committed and before anything leaves."""
        if lane in self._raised:
            await self.keep({lane: self._raised.pop(lane)})

    async def keep(self, numbers: Mapping[str, int]) -> None:
        """Keep these numbers for good, unless higher ones are kept already.

        What comes while others are written shares the next writing.
        """
        new = self._newer(numbers)
        self._waiting |= new
        async with self._alone:
            if not self._newer(new):
                return
            together = self._newer(self._waiting | new)
            self._waiting = {}
            await self._in_thread(self._write, together)
            self._known |= together

    def _newer(self, numbers: Mapping[str, int]) -> dict[str, int]:
        return {lane: n for lane, n in numbers.items() if n > self._known.get(lane, 0)}

    async def _in_thread(self, work: object, *given: object) -> None:
        try:
            await asyncio.to_thread(work, *given)  # type: ignore[arg-type]
        except (sqlite3.Error, OSError) as problem:
            raise MarkUnusable(
                f"{self._path}, which knows a restored backup, cannot be written ({problem}): "
                "give it and its folder to this program's user, and room on the disk"
            ) from problem

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        sqlite_files.create(self._path)
        self._connection = sqlite3.connect(
            self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        _set_up(self._connection)
        found = self._connection.execute(
            "SELECT lane, number FROM mark WHERE lineage = ?", (self._lineage,)
        )
        self._known = dict(found.fetchall())

    def _write(self, numbers: Mapping[str, int]) -> None:
        if self._connection is None:
            self._open()
        assert self._connection is not None  # noqa: S101 - for the reader of types
        rows = [(self._lineage, lane, number) for lane, number in numbers.items()]
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(_KEEP, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _set_up(connection: sqlite3.Connection) -> None:
    """Lay the table, or find it; several workers may begin at once on a new file.

    SQLite itself waits for nobody while it changes how a file keeps its log.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.executescript(_SET_UP)
        except sqlite3.OperationalError as problem:
            is_busy = problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(BETWEEN_TRIES)
        else:
            return
