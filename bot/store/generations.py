"""Which rows are seen: an import's rows appear, and what they replace goes, in one moment."""

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select, true, update

from bot.store.columns import Base
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.store.versions import Arriving, Generation, Versioned

SHOWN, NAMES = "shown", "names"


def is_shown(table: type[Base]) -> ColumnElement[bool]:
    """Say that a row belongs to the generation everybody sees; tables without any always do."""
    shown, columns = shown_generation(), table.__table__.c
    if issubclass(table, Versioned):
        until = columns.shown_until
        return (columns.shown_from <= shown) & or_(until.is_(None), until > shown)
    if issubclass(table, Arriving):
        return columns.shown_from <= shown
    return true()


def shown_generation() -> ScalarSelect[int]:
    """Select the generation that readers see; before the first import it is 0."""
    columns = Generation.__table__.c
    shown = select(func.coalesce(func.max(columns.number), 0)).where(columns.name == SHOWN)
    return shown.scalar_subquery()


def names_generation() -> ScalarSelect[int]:
    """Select what changes whenever somebody may be called otherwise, or nobody any more."""
    return select(func.coalesce(func.sum(Generation.__table__.c.number), 0)).scalar_subquery()


async def raise_names(session: AsyncSession) -> None:
    """Say that names were changed without an import; what was built from them is built anew."""
    await insert_new(session, Generation, [{"name": NAMES, "number": 0}])
    await session.execute(
        update(Generation)
        .where(Generation.name == NAMES)
        .values(number=Generation.number + 1)
        .execution_options(synchronize_session=False)
    )
