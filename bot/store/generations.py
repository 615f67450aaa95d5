"""Which rows are seen: an import's rows appear, and what they replace goes, in one moment."""

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select, true

from bot.store.columns import Base
from bot.store.versions import Arriving, Generation, Versioned


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
    return select(func.coalesce(func.max(Generation.__table__.c.number), 0)).scalar_subquery()
