"""SQLite asked with one trip to its thread for each statement.

SQLAlchemy's own adapter goes there four times: to make a cursor, to execute, to fetch and to
close. A trip wakes a thread and then the loop, which costs more than most of our statements.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util import await_only


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what a statement brought back; nothing of it is left open in the thread."""

    __slots__ = ()

    _adapt_connection: "OneTripConnection"

    def __init__(self, connection: "OneTripConnection") -> None:
        self._adapt_connection = connection
        self._rows = deque()
        self._cursor: Any = None

    def execute(self, operation: Any, parameters: Any = None) -> None:  # noqa: ANN401 - the driver's
        """Execute a statement and bring all its rows."""
        self._ask("execute", operation, () if parameters is None else parameters)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:  # noqa: ANN401 - likewise
        """Execute a statement with each of these parameters."""
        self._ask("executemany", operation, seq_of_parameters)

    def close(self) -> None:
        """Let go of the rows: in the thread it is closed already."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Do nothing, for the same reason."""

    def _ask(self, way: str, operation: str, parameters: Any) -> None:  # noqa: ANN401 - likewise
        # A closed one still tells what columns there were, and how many rows were changed.
        self._cursor, rows = self._adapt_connection.ask(way, operation, parameters)
        self._rows = deque(rows)

    @property
    def description(self) -> Any:  # noqa: ANN401 - likewise
        """What columns there were, once something was asked."""
        return self._cursor.description if self._cursor is not None else None


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose transaction begins in the trip of its first statement."""

    __slots__ = ("_before", "_is_open", "_opening")

    _cursor_cls = OneTripCursor  # type: ignore[assignment] # with the same constructor

    def __init__(self, dbapi: Any, connection: Any) -> None:  # noqa: ANN401 - the driver's own
        super().__init__(dbapi, connection)
        self._before: list[str] = []
        self._opening: tuple[str, Callable[[], None]] | None = None
        self._is_open = False

    def first(self, statement: str) -> None:
        """Have this done right before the next statement, in the same trip."""
        self._before.append(statement)

    def open_with_next(self, statement: str, wait: Callable[[], None]) -> None:
        """Have a transaction begin with the next statement, after a `wait`."""
        self._opening = statement, wait

    def ask(self, way: str, operation: str, parameters: Any) -> Any:  # noqa: ANN401 - likewise
        """Execute something in the thread; return its cursor, closed, and its rows."""
        before = self._beginning()
        return self._go(partial(_executed, self._thread_own, before, way, operation, parameters))

    def cursor(self, server_side: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - likewise
        """Return a cursor; one that fetches row by row needs its transaction begun."""
        if server_side and (self._before or self._opening):
            self._go(partial(_begun, self._thread_own, self._beginning()))
        return super().cursor(server_side)

    def commit(self) -> None:
        """Commit, if anything was asked."""
        if self._is_begun():
            super().commit()
            self._is_open = False

    def rollback(self) -> None:
        """Undo, if anything was asked and is not committed: a pool undoes whatever it is given."""
        if self._is_begun():
            super().rollback()
            self._is_open = False

    def _beginning(self) -> list[str]:
        opening: list[str] = []
        if self._opening is not None:
            begin, wait = self._opening
            wait()
            self._opening, self._is_open = None, True
            opening.append(begin)
        before, self._before = self._before, []
        return [*before, *opening]

    def _is_begun(self) -> bool:
        self._opening = None
        still = self._connection._connection  # noqa: SLF001 - None once it is closed
        return self._is_open or (still is not None and still.in_transaction)

    @property
    def _thread_own(self) -> Any:  # noqa: ANN401 - the thread's connection
        return self._connection._conn  # noqa: SLF001 - it is for the thread, which we go to

    def _go(self, step: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the step returns
        try:
            # The only way into the thread; SQLAlchemy's adapter goes it too.
            return await_only(self._connection._execute(step))  # noqa: SLF001
        except Exception as error:  # noqa: BLE001 - the adapter raises it again, translated
            self._handle_exception(error)


class OneTripDriver(AsyncAdapt_aiosqlite_dbapi):
    """The driver, as `create_async_engine` takes it for its `module`."""

    def connect(self, *where: Any, **how: Any) -> OneTripConnection:  # noqa: ANN401 - likewise
        """Open a connection with a thread of its own."""
        return OneTripConnection(self, super().connect(*where, **how).driver_connection)


def one_trip() -> OneTripDriver:
    """Return the driver."""
    usual = SQLiteDialect_aiosqlite.import_dbapi()
    return OneTripDriver(usual.aiosqlite, usual.sqlite)


def _begun(connection: Any, before: Sequence[str]) -> None:  # noqa: ANN401 - the thread's own
    for statement in before:
        connection.execute(statement).close()


def _executed(
    connection: Any,  # noqa: ANN401 - likewise
    before: Sequence[str],
    way: str,
    operation: str,
    parameters: Any,  # noqa: ANN401 - likewise
) -> tuple[Any, list[Any]]:
    _begun(connection, before)
    cursor = connection.cursor()
    try:
        getattr(cursor, way)(operation, parameters)
        return cursor, cursor.fetchall() if cursor.description else []
    finally:
        cursor.close()
