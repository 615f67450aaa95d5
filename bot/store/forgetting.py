"""Forgets what is due in every table, some rows at a time, by what the tables say themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, and_, delete, select, text, update

from bot.store.columns import Base
from bot.store.lives import Forget
from bot.store.sessions import Database
from bot.store.traces import classes, key_of, rows_of

PIECE = 300
"""Rows of one transaction: few enough to keep the database free for everybody else."""
PIECES = 20
"""Transactions of one look around; what is left is for the next."""


@dataclass(frozen=True, slots=True)
class Nows:
    """What time it is: for what ages by itself, and for what the programme's calendar ages."""

    system: datetime
    business: datetime


@dataclass(slots=True)
class Forgotten:
    """How many rows of each table were forgotten or emptied; `more` where some are left."""

    rows: dict[str, int] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    table: type[Base]
    rule: Forget
    condition: ColumnElement[bool]


async def forget_due(
    database: Database, nows: Nows, needed: Mapping[str, ColumnElement[bool]]
) -> Forgotten:
    """Forget what is due; a row for which the condition `needed` holds stays in its table."""
    done, pieces = Forgotten(), 0
    for due in _dues(nows, needed):
        taken = PIECE
        while taken >= PIECE:
            if pieces >= PIECES:
                done.more = True
                return done
            taken = await _forget(database, due)
            pieces += bool(taken)
            if taken:
                name = due.table.__tablename__
                done.rows[name] = done.rows.get(name, 0) + taken
    return done


def _dues(nows: Nows, needed: Mapping[str, ColumnElement[bool]]) -> Iterator[_Due]:
    for table in reversed(list(classes())):
        for rule in table.life.forgets:
            now = nows.business if rule.by_business_clock else nows.system
            conditions: list[ColumnElement[bool] | TextClause] = []
            conditions.append(rows_of(table).c[rule.since] <= now - rule.after)
            if rule.where:
                conditions.append(text(rule.where))
            if not rule.empties and (still := needed.get(table.__tablename__)) is not None:
                conditions.append(~still)
            yield _Due(table, rule, and_(*conditions))


async def _forget(database: Database, due: _Due) -> int:
    """Forget a piece; nothing is locked where nothing is due."""
    rows = rows_of(due.table)
    key = key_of(due.table)
    async with database.read() as session:
        found = list(await session.scalars(select(key).where(due.condition).limit(PIECE)))
    if not found:
        return 0
    async with database.begin() as session:
        if due.rule.empties:
            changed = update(rows).where(key.in_(found)).values(dict(due.rule.empties))
            await session.execute(changed)
        else:
            await session.execute(delete(rows).where(key.in_(found), due.condition))
    return len(found)
