"""Everything that is sealed in the database, sealed anew after the secret key was changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.sql.elements import KeyedColumnElement

from bot.store.columns import Base
from bot.store.programme import keep_lineage
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import Database
from bot.store.tables import ProgrammeFact
from bot.store.traces import classes, key_of, rows_of

PIECE = 300
"""Rows of one transaction, so that nobody else waits long for the database."""


async def reseal(database: Database, box: SecretBox) -> dict[str, int]:
    """Seal with the new key whatever only the old one opens; return how many rows of each table.

    It may be cut off and repeated, and servers that have both keys may run meanwhile.
    """
    async with database.begin() as session:
        await check_secret(session, box)
        await keep_lineage(session)
    counts: dict[str, int] = {}
    for table in classes():
        for name in dict.fromkeys((*table.life.sealed, *table.life.secret)):
            column = rows_of(table).c[name]
            counts[table.__tablename__] = await _reseal_column(database, box, table, column)
    # Last: as long as this is not done, the program knows that the old key is needed.
    facts = ProgrammeFact.__table__.c
    done = await _reseal_column(database, box, ProgrammeFact, facts.value)
    return {name: count for name, count in counts.items() if count} | {"programme_fact": done}


async def _reseal_column(
    database: Database, box: SecretBox, table: type[Base], column: KeyedColumnElement[Any]
) -> int:
    key, last, resealed = key_of(table), "", 0
    while True:
        async with database.read() as session:
            found = await session.execute(
                select(key, column)
                .where(key > last, func.length(column) > 0)
                .order_by(key)
                .limit(PIECE)
            )
            rows = found.all()
        if not rows:
            return resealed
        last = rows[-1][0]
        resealed += await _reseal_rows(
            database,
            box,
            table,
            column,
            [(row[0], row[1]) for row in rows if box.is_of_old(row[1])],
        )


async def _reseal_rows(
    database: Database,
    box: SecretBox,
    table: type[Base],
    column: KeyedColumnElement[Any],
    rows: Sequence[tuple[str, str]],
) -> int:
    if not rows:
        return 0
    key = key_of(table)
    async with database.begin() as session:
        for row_key, locked in rows:
            # What was written anew meanwhile has the new key already.
            anew = {column.name: box.lock(box.unlock(locked))}
            await session.execute(
                update(rows_of(table)).where(key == row_key, column == locked).values(anew)
            )
    return len(rows)
