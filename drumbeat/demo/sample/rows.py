"""Rows that wait to be written, by table."""

from typing import Any

Row = dict[str, Any]


class Rows:
    """Collects rows by the name of their table."""

    def __init__(self) -> None:
        self._tables: dict[str, list[Row]] = {}

    def add(self, table: str, **values: Any) -> None:  # noqa: ANN401 - whatever a column holds
        """Add one row."""
        self._tables.setdefault(table, []).append(values)

    def of(self, table: str) -> list[Row]:
        """Return a table's rows so far."""
        return self._tables.get(table, [])

    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables that have rows."""
        return tuple(self._tables)
