"""Who writes in this process waits in a line: SQLite itself lets whoever is lucky go first."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.util import await_only

from bot.store.troubles import locked

_mine: ContextVar["Turn | None"] = ContextVar("turn", default=None)


class Line:
    """The writers of one process on one SQLite file, in the order in which they came."""

    def __init__(self) -> None:
        self._writing = asyncio.Lock()

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Let this transaction have its turn once it begins, after so many seconds at most."""
        turn, around = Turn(self._writing, patience), _mine.get()
        _mine.set(turn)
        try:
            yield
        finally:
            # A fixture may end in another task than it began in, where there is nothing to reset.
            _mine.set(around)
            turn.end()


class Turn:
    """The turn of one transaction: it is waited for at its first statement."""

    def __init__(self, writing: asyncio.Lock, patience: float) -> None:
        self._writing, self._patience = writing, patience
        self._has_begun = False

    async def begin(self) -> None:
        """Wait for the writers who came before; `DatabaseTrouble` where that takes too long."""
        if self._has_begun:
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._writing.acquire()
        except TimeoutError:
            raise locked() from None
        self._has_begun = True

    def end(self) -> None:
        """Let the next one write."""
        if self._has_begun:
            self._has_begun = False
            self._writing.release()


def wait_for_turn() -> None:
    """Wait, on the way to the database, until the writers who came before are done."""
    turn = _mine.get()
    if turn is not None:
        await_only(turn.begin())
