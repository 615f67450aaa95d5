"""Writes stored figures in pieces: what is new beside what it replaces, and nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select, type_coerce, update
from sqlalchemy.types import NullType

from bot.figures.rules import ledger
from bot.figures.rules.cohorts import Group, Sums
from bot.figures.rules.sharing import Shared
from bot.figures.store import ledger_tables
from bot.imports.store.batches import Batch
from bot.imports.store.bulk import Bulk
from bot.store.columns import Base
from bot.store.sessions import AsyncSession

STRETCH, MOVEMENT, SHARED_CUSTOMER, COHORT_TOTAL = (
    Base.metadata.tables[each.__tablename__]
    for each in (
        ledger_tables.Stretch,
        ledger_tables.Movement,
        ledger_tables.SharedCustomer,
        ledger_tables.CohortTotal,
    )
)
STORED = (STRETCH, MOVEMENT, SHARED_CUSTOMER, COHORT_TOTAL)
"""What follows from other rows, and is never imported by itself."""
OF_CUSTOMERS = (STRETCH, MOVEMENT, SHARED_CUSTOMER)
WHOSE = {table.name: ("customer_id",) for table in OF_CUSTOMERS}
CONTENT = {
    STRETCH.name: ledger.Stretch._fields,
    MOVEMENT.name: ledger.Movement._fields,
    SHARED_CUSTOMER.name: Shared._fields,
    COHORT_TOTAL.name: (*Group._fields, "start_date", "end_date", *Sums._fields),
}
FIRST_ROWS = 1000
ROW_NUMBERS = 10**10
"""More than an import ever writes: the number of a row begins with its generation."""


class Pen:
    """What is to be written in the next pieces, under the generation of a batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.size = FIRST_ROWS
        self.written = 0
        dialect = batch.database.engine.dialect
        self._bulks = {
            table.name: Bulk(
                table,
                ["id", *WHOSE.get(table.name, ()), *CONTENT[table.name], "shown_from"],
                dialect,
            )
            for table in STORED
        }
        self._new: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in STORED}
        self._retired: dict[str, list[int]] = {table.name: [] for table in STORED}
        self._next_number = batch.generation * ROW_NUMBERS + 1

    def note(
        self,
        table: Any,  # noqa: ANN401 - one of `STORED`
        whose: tuple[str, ...],
        stored: Sequence[Any],
        wanted: Sequence[Any],
    ) -> None:
        """Note what is to be written so that somebody's rows are those that are wanted.

        What is stored comes with its number before it.
        """
        if stored:
            left = set(wanted)
            for number, *content in stored:
                if (row := tuple(content)) in left:
                    left.remove(row)
                else:
                    self._retired[table.name].append(number)
            wanted = [row for row in wanted if row in left]
        generation, first = self.batch.generation, self._next_number
        self._new[table.name].extend(
            [(number, *whose, *row, generation) for number, row in enumerate(wanted, first)]
        )
        self._next_number += len(wanted)

    @property
    def waiting(self) -> int:
        """How many rows wait."""
        return sum(map(len, self._new.values())) + sum(map(len, self._retired.values()))

    async def flush(self, fewest: int) -> None:
        """Write pieces until fewer rows than that wait."""
        while self.waiting >= fewest:
            async with self.batch.short_write() as session:
                await self._write(session, self.size)
            self.size = self.batch.fitting(self.size)

    async def _write(self, session: AsyncSession, room: int) -> None:
        connection = await session.connection()
        for table in STORED:
            numbers, rows = self._retired[table.name], self._new[table.name]
            retired, numbers[:room] = numbers[:room], []
            room -= len(retired)
            if retired:
                retire = update(table).where(table.c.id == bindparam("retired"))
                values = retire.values(shown_until=self.batch.generation)
                await connection.execute(values, [{"retired": each} for each in retired])
            new, rows[:room] = rows[:room], []
            room -= len(new)
            if new:
                await connection.run_sync(self._bulks[table.name].insert, new)
            self.written += len(retired) + len(new)


def plainly(keys: Iterable[Any], values: Iterable[Any], *, plain: bool) -> Select[Any]:
    """Select columns, `plain` as SQLite keeps them: of millions of days none is looked at."""
    columns = (*keys, *values)
    return select(*(type_coerce(each, NullType()) for each in columns) if plain else columns)
