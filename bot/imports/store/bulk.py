"""Many rows into one table: all that can be done before the lock is held is done before."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Date, Dialect, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

Processed = Callable[[Any], Any]


class Bulk:
    """An insert of rows that come as plain values, in the order of `names`.

    Nothing is asked of SQLAlchemy about any value: for a file of two million rows that would
    take longer than the database does. What a column would be given by itself is given here.
    """

    def __init__(self, table: Table, names: Sequence[str], dialect: Dialect) -> None:
        given = [
            column
            for column in table.columns
            if column.default is not None and column.name not in names
        ]
        quoted = dialect.identifier_preparer
        columns = [*(table.c[name] for name in names), *given]
        self._more = tuple(column.default.arg for column in given)  # type: ignore[union-attr]
        into = f"{quoted.format_table(table)} ({', '.join(map(quoted.format_column, columns))})"
        self._copies = dialect.name == "postgresql"
        self._statement = (
            f"COPY {into} FROM STDIN"
            if self._copies
            else f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - ours
        )

    def insert(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Insert these rows."""
        more = self._more
        values = [(*row, *more) for row in rows] if more else rows
        if self._copies:
            self._copy(connection, values)
        else:
            connection.exec_driver_sql(self._statement, values)

    def _copy(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Copy them: PostgreSQL takes that at twice the pace of inserts."""
        driver = connection.connection.driver_connection
        known = connection.dialect.loaded_dbapi.Error
        try:
            await_only(_copied(driver, self._statement, rows))
        except known as problem:
            # What goes past SQLAlchemy is told as it would tell it.
            raise DBAPIError.instance(
                self._statement, None, problem, known, hide_parameters=True
            ) from problem


async def _copied(driver: Any, statement: str, rows: Sequence[Sequence[Any]]) -> None:  # noqa: ANN401 - psycopg's own connection
    async with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)


def kept_as(column: Column[Any], dialect: Dialect) -> Processed | None:
    """Return what makes of a value what this database keeps; None where it keeps it as it is."""
    if isinstance(column.type, Date) and dialect.name == "sqlite":
        return _day  # in a fifth of the time that SQLAlchemy's own takes
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
