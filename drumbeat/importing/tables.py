"""A query to another database in the place of a file."""

from collections.abc import Iterator, Sequence

from bot.imports.rules.faults import Fault
from bot.imports.store.queries import QueryRows
from drumbeat.importing.sheets import Record


class QuerySheet:
    """The rows of a query; a row's line is its number, as if a header stood above it."""

    size = 0
    header_line = 1

    def __init__(self, url: str, query: str) -> None:
        self._rows = QueryRows(url, query)
        self.name = self._rows.name
        self._line = 1

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        return self._rows.header()

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows."""
        self._line = 1
        for cells in self._rows.rows():
            self._line += 1
            yield Record(self._line, cells)

    def position(self) -> int:
        """Return how many rows were read; how many there will be nobody knows."""
        return self._line

    def told(self) -> Sequence[str]:
        """Return nothing: what the query says is what is read."""
        return ()

    def close(self) -> None:
        """Let go of the other database."""
        self._rows.close()
