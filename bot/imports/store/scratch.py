"""A private database on disk: an import is read, checked and compared in it before it is written.

Nothing here touches the programme's database, so a refused file costs nobody a lock.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    func,
    insert,
    select,
)

from bot.figures.store import partner_tables  # noqa: F401 - rows of files go there
from bot.imports.rules.faults import Fault
from bot.imports.rules.fields import Kind, Row
from bot.imports.store.bulk import Bulk, kept_as
from bot.name_keys import name_key
from bot.store.columns import Base, new_id

BATCH = 2000
Plain = dict[str, Any]


class Scratch:
    """The tables of one import: `ready` rows, `old` ones as they stand, faults, and whom we know.

    `ready` and `old` have the same columns, those of the table the rows go to, and `key`.
    `change` lists what is to be written: new rows have no old key. `muting` are the topics that
    somebody mutes by this file, new people without their id. `missing` is what stands here
    and is not in the file, once somebody has looked for it.
    """

    repeats = 0
    """Rows that said again what an earlier one says, and were passed over."""

    def __init__(self, kind: Kind, connection: Connection) -> None:
        self.kind, self.connection = kind, connection
        self.real = Base.metadata.tables[kind.table]
        self.columns = [target.column for target in kind.targets]
        metadata = MetaData()
        beside = (Column(name, Text) for name in kind.beside)
        self.ready = self._like_real(
            "ready", metadata, Column("line", Integer, primary_key=True), *beside
        )
        self.old, self.missing = (self._standing(name, metadata) for name in ("old", "missing"))
        self.fault = Table(
            "fault",
            metadata,
            Column("number", Integer, primary_key=True),
            Column("line", Integer, index=True),
            *(Column(name, Text) for name in ("column", "value", "reason")),
        )
        self.change = Table(
            "change",
            metadata,
            Column("number", Integer, primary_key=True),
            Column("line", Integer),
            Column("old_key", Text),
            Column("old_id", Text),
        )
        self.muting = _muting(metadata)
        own_id = Column("customer_id", Text, primary_key=True)
        partner_id = Column("partner_id", Text)
        self.known_customer = Table("known_customer", metadata, own_id, partner_id)
        self.known_contact = Table(
            "known_contact",
            metadata,
            Column("email", Text, primary_key=True),
            *(Column(name, Text) for name in ("contact_id", "partner_id", "role", "name_key")),
        )
        metadata.create_all(connection)
        self.notes: dict[str, int] = {}
        self.hear: Callable[[int, int], None] = _nobody_hears
        self._waiting: list[tuple[Any, ...]] = []
        names = [*self.columns, *kind.beside]
        self._made = [(name, kept_as(self.ready.c[name], connection.dialect)) for name in names]
        self._bulk = Bulk(self.ready, ["line", "key", *names], connection.dialect)
        self._faults: list[Plain] = []

    def _standing(self, name: str, metadata: MetaData) -> Table:
        key = Column("key", Text, primary_key=True)
        return self._like_real(name, metadata, Column("old_id", Text), key)

    def _like_real(self, name: str, metadata: MetaData, *more: Column[Any]) -> Table:
        key = () if any(column.name == "key" for column in more) else (Column("key", Text),)
        same = [Column(column, self.real.c[column].type) for column in self.columns]
        return Table(name, metadata, *more, *key, *same)

    def add(self, line: int, row: Row) -> None:
        """Keep a row that could be read."""
        values = [
            row.get(name) if make is None else make(row.get(name)) for name, make in self._made
        ]
        self._waiting.append((line, key_of(self.kind, row), *values))
        if len(self._waiting) >= BATCH:
            self.flush()

    def note(self, sentence: str, count: int) -> None:
        """Count rows in which something was decided for the file's author."""
        if count:
            self.notes[sentence] = self.notes.get(sentence, 0) + count

    def complain(self, faults: Iterable[Fault]) -> None:
        """Keep what is wrong."""
        self._faults += [
            {"line": each.line, "column": each.column, "value": each.value, "reason": each.reason}
            for each in faults
        ]
        if len(self._faults) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write out what waits."""
        if self._waiting:
            self._bulk.insert(self.connection, self._waiting)
            self._waiting.clear()
        if self._faults:
            self.connection.execute(self.fault.insert(), self._faults)
            self._faults.clear()

    def count(self, table: Table) -> int:
        """Count the rows of one of these tables."""
        return self.connection.execute(select(func.count()).select_from(table)).scalar_one()

    def rows(self) -> Iterator[Plain]:
        """Yield every row that is ready, in the order of the lines."""
        order = select(self.ready).order_by(self.ready.c.line)
        for row in self.connection.execute(order).mappings():
            yield dict(row)

    def faults(self) -> Iterator[Fault]:
        """Yield every fault in the order of the lines."""
        order = select(self.fault).order_by(self.fault.c.line, self.fault.c.number)
        for row in self.connection.execute(order):
            yield Fault(row.line, row.column, row.value, row.reason)

    def pieces(self, column: Column[Any]) -> Iterator[list[Any]]:
        """Yield the different values of a column, some at a time; nothing for empty ones."""
        wanted = Table(
            f"wanted_{column.name}", MetaData(), Column("value", Text, primary_key=True)
        )
        wanted.drop(self.connection, checkfirst=True)
        wanted.create(self.connection)
        values = select(column).where(column.is_not(None)).distinct().order_by(column)
        self.connection.execute(insert(wanted).from_select(["value"], values))
        page = select(wanted.c.value).order_by(wanted.c.value).limit(BATCH)
        last, done, total = "", 0, self.count(wanted)
        while found := self.connection.execute(page.where(wanted.c.value > last)).scalars().all():
            last = found[-1]
            self.hear(done, total)
            yield list(found)
            done += len(found)


def _muting(metadata: MetaData) -> Table:
    return Table(
        "muting",
        metadata,
        Column("line", Integer, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("contact_id", Text),
        Column("was_block", Integer),
    )


def _nobody_hears(_done: int, _total: int) -> None:
    """Stand where nobody wants to know how far it is."""


def key_of(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return what tells a row from all others of its kind."""
    return "\x1f".join(str(row[column]) for column in kind.key)


@contextmanager
def opened_scratch(kind: Kind) -> Iterator[Scratch]:
    """Open a file without a name: SQLite takes it away at the end, whatever that was."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(""))
    event.listen(engine, "connect", _hurry)
    try:
        with engine.connect() as connection:
            yield Scratch(kind, connection)
    finally:
        engine.dispose()


def _key(text: str | None) -> str | None:
    return None if text is None else name_key(text)


def _hurry(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    """Nobody needs this file after a crash, so nothing is done for one; our key is at hand."""
    connection.create_function("name_key", 1, _key, deterministic=True)
    connection.create_function("new_id", 0, new_id)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
