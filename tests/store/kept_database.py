"""A database that an earlier version left behind: its rows, put into tables of that revision.

`kept/0005.jsonl.xz` was made by running the program of that day, not by writing rows: the sample
programme served for nine months of its clock to Slack, Teams, mail and the browser chat, to
people who answer, mute, move out and complain; then files were imported over it. Of the long
lists of figures it has a part. It is never made again: what an old version wrote stays as it was.

A line names a table and its columns, or is a row of the table named last.
"""

import json
import lzma
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    MetaData,
    Table,
    and_,
    func,
    insert,
    inspect,
    select,
)

from bot.store import migrate
from bot.store.migrate import UNREAD_INDEX

FOLDER = Path(__file__).parent / "kept"

Row = dict[str, object]


def kept_rows(revision: str) -> dict[str, list[Row]]:
    """Return the rows by table, as plainly as they lie in the file."""
    found: dict[str, list[Row]] = {}
    with lzma.open(FOLDER / f"{revision}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if isinstance(line, dict):
                columns, rows = line["columns"], found.setdefault(line["table"], [])
            else:
                rows.append(dict(zip(columns, line, strict=True)))
    return found


def climb(connection: Connection, revision: str) -> None:
    """Run every step up to this revision."""
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def put_in(connection: Connection, rows: Mapping[str, list[Row]]) -> None:
    """Write the rows into tables that are there and empty, in whatever order they come."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
    tables = reflected(connection)
    for name, given in rows.items():
        reading = {column.name: _reader(column) for column in tables[name].columns}
        connection.execute(
            insert(tables[name]),
            [{column: reading[column](value) for column, value in row.items()} for row in given],
        )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = origin")


def reflected(connection: Connection) -> dict[str, Table]:
    """Return the tables as they are in the database, whatever the program's classes say."""
    found = MetaData()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", UNREAD_INDEX)
        found.reflect(connection)
    return dict(found.tables)


def values(
    connection: Connection, table: Table, columns: list[str]
) -> Counter[tuple[object, ...]]:
    """Return every row of these columns with how often it is there, written as in the file."""
    found = connection.execute(select(*(table.c[column] for column in columns)))
    return Counter(tuple(map(_plain, row)) for row in found)


def orphans(connection: Connection) -> Iterator[str]:
    """Yield each foreign key that points to a row which is not there."""
    tables = reflected(connection)
    for name, table in tables.items():
        for key in inspect(connection).get_foreign_keys(name):
            ends = [table.c[column] for column in key["constrained_columns"]]
            target = tables[key["referred_table"]].alias()
            met = [target.c[column] for column in key["referred_columns"]]
            met_where = and_(*(one == other for one, other in zip(ends, met, strict=True)))
            lost = (
                select(func.count())
                .select_from(table)
                .where(
                    *(end.is_not(None) for end in ends), ~select(met[0]).where(met_where).exists()
                )
            )
            if count := connection.scalar(lost):
                yield f"{name}: {count} rows of {key['constrained_columns']}"


def _reader(column: Column[object]) -> Callable[[object], object]:
    """Return what makes a value of the file one of this column."""
    kind = column.type
    if isinstance(kind, DateTime):
        zone = UTC if kind.timezone else None
        return lambda value: value and datetime.fromisoformat(str(value)).replace(tzinfo=zone)
    if isinstance(kind, Date):
        return lambda value: value and date.fromisoformat(str(value))
    if isinstance(kind, Boolean):
        return lambda value: None if value is None else bool(value)
    return lambda value: value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return plain.isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value
