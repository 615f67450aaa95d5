"""What speaks of the rows of an import by now: what is in use cannot be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, exists, false, func, or_, select

from bot.store.columns import Base
from bot.store.lives import CONTACT, PARTNER
from bot.store.sessions import AsyncSession
from bot.store.traces import classes, rows_of

GOES_ALONG = frozenset({"address", "look_up", "portrait"})
"""What the program finds out by itself about everybody who comes in: it goes with them."""
NO_USE = frozenset({"import_change", "alarm"})
HISTORY = {"audit": "about_id"}
"""That something was noted about somebody is no use of them."""


@dataclass(frozen=True, slots=True)
class Use:
    """How many rows of a table came with an import, and stand in another table by now."""

    table: str
    used_in: str
    rows: int


def is_new(table: Table, generation: int) -> ColumnElement[bool]:
    """Say that a row came with this import, and that nobody was erased in its place."""
    new = table.c.shown_from == generation
    return new & table.c.erased_at.is_(None) if "erased_at" in table.c else new


def is_used(table: Table, generation: int) -> ColumnElement[bool]:
    """Say that something speaks of a row that neither came with it nor goes along with it."""
    uses = (_stands_in(table, generation, *each) for each in _using(table))
    return or_(false(), *uses)


async def uses_of(session: AsyncSession, table: Table, generation: int) -> list[Use]:
    """Return where the new rows of a table are in use."""
    uses = []
    for other, column in _using(table):
        used = is_new(table, generation) & _stands_in(table, generation, other, column)
        if count := await session.scalar(select(func.count()).select_from(table).where(used)):
            uses.append(Use(table.name, other.name, count))
    return uses


def going_along_with(table: Table) -> Iterator[tuple[Table, Column[str]]]:
    """Yield the columns of tables whose rows go with those they point to."""
    return (each for each in _pointing_to(table) if each[0].name in GOES_ALONG)


def _using(table: Table) -> Iterator[tuple[Table, Column[str]]]:
    return (each for each in _pointing_to(table) if each[0].name not in GOES_ALONG)


def _stands_in(
    table: Table, generation: int, other: Table, column: Column[str]
) -> ColumnElement[bool]:
    rows = other.alias()
    pointing = rows.c[column.name] == next(iter(table.primary_key))
    if "shown_from" in other.c:
        pointing &= rows.c.shown_from != generation
    return exists().where(pointing)


def _pointing_to(table: Table) -> Iterator[tuple[Table, Column[str]]]:
    """Yield the columns of other tables in which a row's key may stand."""
    for each in classes():
        other = rows_of(each)
        if other.name in NO_USE:
            continue
        names = {
            column.name
            for column in other.c
            if any(key.column.table is table for key in column.foreign_keys)
        } | _naming(each, table.name)
        names -= {HISTORY.get(other.name, "")}
        yield from ((other, other.c[name]) for name in sorted(names))


def _naming(table: type[Base], root: str) -> frozenset[str]:
    """Return the columns that hold the id of a person or a partner without a foreign key."""
    if root not in (CONTACT, PARTNER):
        return frozenset()
    own = {"id"} if table.__tablename__ == root else set()
    return table.life.points_to(root) - own
