"""How far a file goes: the day up to which its kind of row is complete from now on."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, insert, select, update

from bot.figures.store.age_tables import CompleteUntil
from bot.imports.store.batches import Batch
from bot.imports.store.scratch import Scratch
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession, Database


@dataclass(frozen=True, slots=True)
class FileAge:
    """The day to which a file goes, and the one to which this kind of row was complete before.

    It `is_said` with the import, or is the newest day in the file that is not ahead.
    """

    day: date
    before: date | None
    is_said: bool

    @property
    def moves(self) -> bool:
        """Whether the rows are younger for this file: an older one makes nothing older."""
        return self.before is None or self.day > self.before


async def age_of(
    database: Database, scratch: Scratch, said: date | None, today: date, zone: ZoneInfo
) -> FileAge | None:
    """Return how far a file goes; None for kinds that have no age, and where no day is in it.

    An end counts for nothing: it can be known long before it comes.
    """
    days = [scratch.ready.c[name] for name in scratch.kind.days]
    if not days:
        return None
    found = [day for column in days if (day := _newest(scratch, column, today, zone)) is not None]
    day = said or max(found, default=None)
    if day is None:
        return None
    told = CompleteUntil.__table__.c
    known = select(told.day).where(told.kind == scratch.kind.name, is_shown(CompleteUntil))
    async with database.read() as session:
        before: date | None = await session.scalar(known)
    return FileAge(day, before, is_said=said is not None)


async def tell_age(session: AsyncSession, batch: Batch, kind: str, age: FileAge) -> None:
    """Say up to which day this kind of row is complete, in the moment its rows are shown."""
    if not age.moves:
        return
    table = CompleteUntil.__table__
    still = (table.c.kind == kind) & table.c.shown_until.is_(None)
    await session.execute(update(CompleteUntil).where(still).values(shown_until=batch.generation))
    row = {"id": batch.numbered(), "kind": kind, "day": age.day, "is_said": age.is_said}
    await session.execute(insert(CompleteUntil).values(**row, shown_from=batch.generation))


def _newest(
    scratch: Scratch, column: ColumnElement[date | datetime], today: date, zone: ZoneInfo
) -> date | None:
    """Return the newest day of a column that has come."""
    past = func.date(column) <= today.isoformat()
    newest = scratch.connection.scalar(select(func.max(column)).where(past))
    if isinstance(newest, datetime):
        newest = newest.astimezone(zone).date()
    return min(newest, today) if newest is not None else None
