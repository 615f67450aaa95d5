"""The database: one engine, a way to write and a way to read, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, Row, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.util import greenlet_spawn

from bot.errors import DatabaseTrouble
from bot.store.bouts import Bout
from bot.store.sqlite_driver import one_trip
from bot.store.sqlite_files import file_of
from bot.store.troubles import missing, trouble_in
from bot.store.turns import Line, wait_for_turn

__all__ = ["AsyncSession", "Connection", "Database"]

Made = TypeVar("Made")

BUSY_SECONDS = 30
"""How long a writer waits for another on SQLite; `?timeout=` in the address says otherwise."""
CONNECT_SECONDS = 5
CACHE_KILOBYTES = 32_768
"""What SQLite keeps of a file into which many rows go: they touch pages all over its indexes."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
"""What is deleted is overwritten, so that it does not lie about in the file."""


class Database:
    """Opens transactions. Writers on SQLite take the write lock at once, so none fails late.

    Those of one process take it in the order in which they came, so none waits for ever.

    What is wrong with the database itself is raised as `DatabaseTrouble`, with the cause.
    """

    def __init__(self, url: str, *, checkpoints_apart: bool = False) -> None:
        """Open it; with `checkpoints_apart`, for many rows, nobody waits for `checkpoint`."""
        self.checkpoints_apart = checkpoints_apart
        # An error goes into the log, and the values of its statement are what people said.
        self.engine = create_async_engine(url, hide_parameters=True, **_options(url))
        self._bout = Bout()
        if self.engine.dialect.name == "sqlite":
            _ensure_there(self.engine.sync_engine, url)
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            if checkpoints_apart:
                event.listen(self.engine.sync_engine, "connect", _prepare_for_many)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
            event.listen(self.engine.sync_engine, "commit", self._write_for_real)
        else:
            event.listen(self.engine.sync_engine, "handle_error", _leave_out_details)
        self._writer = self.engine.execution_options(drumbeat_writes=True)
        self._line = Line() if self.is_sqlite else None
        self._usual_patience = float(str(make_url(url).query.get("timeout", BUSY_SECONDS)))
        self._alone = self.engine.execution_options(drumbeat_alone=True)
        self._patient: dict[float, AsyncEngine] = {}

    @asynccontextmanager
    async def begin(self, patience: float | None = None) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may write: committed at the end, undone on an error.

        With `patience` it waits so many seconds at most for another writer on SQLite.
        """
        with self._watched(writes=True), self._turn(patience):
            async with (
                AsyncSession(self._writing(patience), expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads; nothing of it is ever committed."""
        with self._watched(writes=False):
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                yield session

    async def write(
        self, work: Callable[[Connection], Made], patience: float | None = None
    ) -> Made:
        """Do as `begin` does with a few plain statements, at half of what a session costs."""
        engine = self._writing(patience).sync_engine
        with self._watched(writes=True), self._turn(patience):
            return await greenlet_spawn(_written, engine, work)

    async def ask(self, statement: Executable, values: Mapping[str, object]) -> Sequence[Row[Any]]:
        """Do as `read` does with one plain statement; return its rows."""
        with self._watched(writes=False):
            return await greenlet_spawn(_asked, self._alone.sync_engine, statement, values)

    async def checkpoint(self) -> None:
        """Bring into SQLite's file what was committed: it takes a while, and nobody's lock."""
        if self.is_sqlite and self.checkpoints_apart:
            await self.ask(text("PRAGMA wal_checkpoint(PASSIVE)"), {})

    def _writing(self, patience: float | None) -> AsyncEngine:
        if patience is None:
            return self._writer
        if patience not in self._patient:
            patient = self._writer.execution_options(drumbeat_patience=patience)
            self._patient[patience] = patient
        return self._patient[patience]

    def _turn(self, patience: float | None) -> AbstractContextManager[None]:
        if self._line is None:
            return nullcontext()
        return self._line.turn(self._usual_patience if patience is None else patience)

    def _write_for_real(self, connection: Connection) -> None:
        """While something is wrong let every commit write: what changed nothing tells nothing."""
        writes = connection.get_execution_options().get("drumbeat_writes")
        if writes and self._bout.trouble is not None:
            connection.exec_driver_sql("PRAGMA user_version = 0")

    @property
    def trouble(self) -> DatabaseTrouble | None:
        """What was wrong when the database was last asked, if something was."""
        return self._bout.trouble

    @contextmanager
    def _watched(self, *, writes: bool) -> Iterator[None]:
        try:
            yield
        except Exception as problem:
            trouble = problem if isinstance(problem, DatabaseTrouble) else trouble_in(problem)
            if trouble is not None:
                self._bout.note(trouble, writes=writes)
            if trouble is None or trouble is problem:
                raise
            raise trouble from problem
        self._bout.well(writes=writes)

    @property
    def address(self) -> str:
        """Where the database is, as PostgreSQL's own tools name it."""
        plain = self.engine.url.set(drivername=self.engine.dialect.name)
        return plain.render_as_string(hide_password=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether one process owns this database."""
        return self.engine.dialect.name == "sqlite"

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


def _written(engine: Engine, work: Callable[[Connection], Made]) -> Made:
    with engine.begin() as connection:
        return work(connection)


def _asked(
    engine: Engine, statement: Executable, values: Mapping[str, object]
) -> Sequence[Row[Any]]:
    with engine.connect() as connection:
        return connection.execute(statement, values).all()


def async_url(url: str) -> str:
    """Return the address with our drivers: `sqlite:///` and `postgresql://` are enough to say.

    Anything that is no address of these two databases raises `ValueError`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise ValueError("it is no database address such as sqlite:///drumbeat.db") from problem
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    if parsed.get_backend_name() not in drivers:
        raise ValueError("only sqlite:///… and postgresql://… are supported")
    driver = drivers[parsed.get_backend_name()]
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _options(url: str) -> dict[str, Any]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        patience = {} if "timeout" in parsed.query else {"timeout": BUSY_SECONDS}
        return {"connect_args": patience, "pool_size": 20, "module": one_trip()}
    given = {"connect_timeout": CONNECT_SECONDS} | dict(parsed.query)
    return {
        "pool_size": 10,
        "pool_pre_ping": True,
        "connect_args": {
            "options": "-c idle_in_transaction_session_timeout=15000",
            "connect_timeout": given["connect_timeout"],
        },
    }


def _ensure_there(engine: Any, url: str) -> None:  # noqa: ANN401 - what events are listened to on
    """Let no connection make a file that is not there: a new database is set up, not found."""
    path = file_of(url)

    def look(*_: object) -> None:
        if path is not None and not path.exists():
            raise missing()

    event.listen(engine, "do_connect", look)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - aiosqlite's
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_for_many(connection: Any, _record: object) -> None:  # noqa: ANN401 - aiosqlite's
    cursor = connection.cursor()
    for pragma in ("wal_autocheckpoint = 0", f"cache_size = -{CACHE_KILOBYTES}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - an event's argument
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    _wait_for_others(connection, options.get("drumbeat_patience"))
    driver = connection.connection.dbapi_connection
    if options.get("drumbeat_writes"):
        driver.open_with_next("BEGIN IMMEDIATE", wait_for_turn)
    elif not options.get("drumbeat_alone"):
        # SQLite sees to it that a statement alone sees one state; then there is nothing to end.
        driver.open_with_next("BEGIN", _at_once)


def _at_once() -> None:
    """Wait for nobody: whoever reads sees what stood when they began."""


def _wait_for_others(connection: Any, patience: float | None) -> None:  # noqa: ANN401 - likewise
    """Let this connection wait so long for another writer; what it waits else is kept with it."""
    kept = connection.info
    if kept.get("drumbeat_patience") == patience:
        return
    if "drumbeat_usual" not in kept:
        kept["drumbeat_usual"] = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    wait = kept["drumbeat_usual"] if patience is None else int(patience * 1000)
    connection.connection.dbapi_connection.first(f"PRAGMA busy_timeout = {wait}")
    kept["drumbeat_patience"] = patience


def _leave_out_details(context: ExceptionContext) -> None:
    """Keep of PostgreSQL's errors the sentence alone: its details repeat whole rows."""
    ours, theirs = context.sqlalchemy_exception, context.original_exception
    sentence = getattr(getattr(theirs, "diag", None), "message_primary", None)
    if ours is not None and sentence:
        theirs.args = (sentence,)
        ours.args = (f"({type(theirs).__name__}) {sentence}", *ours.args[1:])
