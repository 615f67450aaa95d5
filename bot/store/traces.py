"""Where somebody stands in the tables: their own rows, rows that name them, words about them."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, false, func, or_, select

from bot.store.columns import Base
from bot.store.sessions import AsyncSession

SHORTEST = 3
"""Letters and digits that a word must have to be looked for in what people wrote."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A contact or a partner: the table and the key."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Traces:
    """Whom it is about, what they are called, and the keys of rows whose words speak of them."""

    whom: Whom
    names: frozenset[str]
    speaking: dict[str, tuple[str, ...]]

    def own(self, table: type[Base]) -> ColumnElement[bool]:
        """Return the condition that a row is theirs, or speaks of them."""
        columns = table.__table__.c
        conditions = [_belonging(table, self.whom)]
        if self.names:
            conditions += [columns[name].in_(self.names) for name in table.life.matched]
        if spoken := self.speaking.get(table.__tablename__):
            conditions.append(columns.id.in_(spoken))
        return or_(*conditions)

    def naming(self, table: type[Base]) -> ColumnElement[bool]:
        """Return the condition that a row is theirs, speaks of them, or names them."""
        columns = table.__table__.c
        pointing = [columns[name] == self.whom.key for name in _pointers(table, self.whom)]
        quoting = [_quotes(columns[name], self.whom.key) for name in table.life.quoted]
        return or_(self.own(table), *pointing, *quoting)


def classes() -> Iterator[type[Base]]:
    """Yield every table, whoever is pointed to before who points."""
    known = _by_name()
    yield from (known[table.name] for table in Base.metadata.sorted_tables)


def rows_of(table: type[Base]) -> Table:
    """Return the bare table: what goes through whole tables has no use for mapped rows."""
    return Base.metadata.tables[table.__tablename__]


def key_of(table: type[Base]) -> Column[str]:
    """Return the first column of a table's key."""
    return next(iter(rows_of(table).primary_key))


async def traces_of(session: AsyncSession, whom: Whom) -> Traces:
    """Look for somebody in every table."""
    names = {whom.key}
    for table in classes():
        names |= await _called(session, table, _belonging(table, whom))
    found = frozenset(names)
    for table in classes():
        if table.life.matched and table.life.called:
            columns = table.__table__.c
            there = or_(*(columns[name].in_(found) for name in table.life.matched))
            names |= await _called(session, table, there)
    spoken = frozenset(names)
    speaking = {
        # Where an id is quoted it is put anew, and the words beside it may stay.
        table.__tablename__: await _speaking(
            session, table, spoken - {whom.key} if table.life.quoted else spoken
        )
        for table in classes()
        if table.life.mentioned
    }
    return Traces(whom, spoken, speaking)


def _belonging(table: type[Base], whom: Whom) -> ColumnElement[bool]:
    columns, conditions = table.__table__.c, []
    for column, owner in table.life.belongs.items():
        if owner == whom.table:
            conditions.append(columns[column] == whom.key)
        elif owner != table.__tablename__:
            parent = _by_name()[owner]
            theirs = select(key_of(parent)).where(_belonging(parent, whom))
            conditions.append(columns[column].in_(theirs))
    return or_(false(), *conditions)


def _pointers(table: type[Base], whom: Whom) -> frozenset[str]:
    return table.life.points_to(whom.table)


def _quotes(column: ColumnElement[str], key: str) -> ColumnElement[bool]:
    return column.contains(f'"{key}"', autoescape=True)


async def _called(
    session: AsyncSession, table: type[Base], condition: ColumnElement[bool]
) -> set[str]:
    if not table.life.called:
        return set()
    columns = [table.__table__.c[name] for name in table.life.called]
    rows = await session.execute(select(*columns).where(condition))
    return {value for row in rows for value in row if value}


async def _speaking(
    session: AsyncSession, table: type[Base], names: Collection[str]
) -> tuple[str, ...]:
    """Return the keys of the rows that speak of somebody, however a platform writes letters."""
    # An id of digits alone stands in every other table of figures, and names nobody there.
    looked_for = [name for name in names if len(name) >= SHORTEST and not name.isdecimal()]
    columns, found = table.__table__.c, []
    forms = {form for name in looked_for for form in _written(name)}
    if not forms:
        return ()
    said = _said(looked_for)
    for word in table.life.mentioned:
        text = columns[word]
        like = or_(
            *(text.contains(form, autoescape=True) for form in forms),
            *(func.lower(text).contains(form.lower(), autoescape=True) for form in forms),
        )
        rows = await session.stream(select(columns.id, text).where(like))
        found += [key async for key, body in rows if _speaks(said, body)]
    return tuple(dict.fromkeys(found))


def _written(name: str) -> set[str]:
    """Return how a name stands in plain text and in JSON."""
    return {name, json.dumps(name)[1:-1]}


def _said(names: Collection[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
    )


def _speaks(said: re.Pattern[str], body: str) -> bool:
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), body)
    return said.search(body) is not None or said.search(plain) is not None


def _by_name() -> dict[str, type[Base]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
