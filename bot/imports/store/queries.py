"""Reads rows of another database as they come: read-only, and never all of them at once."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, CursorResult, create_engine, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import ConfigurationInvalid, ImportRefused
from bot.imports.rules.cells import Exact, Inexact
from bot.store.sessions import async_url

ROWS = 1000


class QueryRows:
    """The rows of one query; the other database is opened so that nothing can be changed."""

    def __init__(self, url: str, query: str) -> None:
        try:
            parsed = make_url(async_url(url))
        except ValueError as problem:
            raise ConfigurationInvalid(f"--from-url: {problem}") from None
        self.name = f"{parsed.get_backend_name()} query"
        engine = _read_only(parsed)
        with ExitStack() as opened:
            opened.callback(engine.dispose)
            connection = opened.enter_context(self._connected(engine))
            self._connection = connection.execution_options(yield_per=ROWS)
            self._query = text(query.replace(":", r"\:"))
            self._result = self._asked()
            self._is_fresh = True
            if not self._result.returns_rows:
                raise ImportRefused("--query: write a SELECT")
            self._opened = opened.pop_all()

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        return list(self._result.keys())

    def rows(self) -> Iterator[list[str]]:
        """Yield each row as text, amounts exactly as the database has them.

        Each time the query is asked anew.
        """
        if not self._is_fresh:
            self._result.close()
            self._result = self._asked()
        self._is_fresh = False
        with _told("the query broke off"):
            for row in self._result:
                yield [as_cell(value) for value in row]

    def _connected(self, engine: Engine) -> Connection:
        with _told():
            return engine.connect()

    def _asked(self) -> CursorResult[Any]:
        with _told():
            return self._connection.execute(self._query)

    def close(self) -> None:
        """Let go of the other database."""
        self._result.close()
        self._opened.close()


@contextmanager
def _told(what: str = "the query failed") -> Iterator[None]:
    """Refuse with the other database's own cause."""
    try:
        yield
    except SQLAlchemyError as problem:
        cause = str(getattr(problem, "orig", None) or problem).splitlines()[0]
        raise ImportRefused(f"{what}: {cause}") from None


def as_cell(value: object) -> str:
    """Write a value as it would stand in a file."""
    match value:
        case None:
            return ""
        case float():
            return Inexact(value)
        case Decimal():
            return Exact(f"{value:f}")
        case datetime():
            return value.isoformat(sep=" ")
        case _:
            return str(value)


def _read_only(parsed: URL) -> Engine:
    if parsed.get_backend_name() == "sqlite":
        path = parsed.database or ""
        if not path:
            raise ConfigurationInvalid("--from-url: name the file, as in sqlite:///other.db")
        address = f"sqlite+pysqlite:///file:{quote(path)}?mode=ro&uri=true"
        return create_engine(address)
    options = "-c default_transaction_read_only=on"
    return create_engine(parsed, connect_args={"options": options})
