"""Rows that appear all at once: from a generation on, and until a later one."""

from sqlalchemy import (
    CheckConstraint,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import (
    Base,
    Key,
)
from bot.store.lives import Life


class Arriving:
    """A row that is seen from a generation on; what nobody imported is there from the first."""

    shown_from: Mapped[int] = mapped_column(default=0, server_default="0")


class Versioned(Arriving):
    """A row that a later generation may replace: never changed, only retired."""

    shown_until: Mapped[int | None] = mapped_column(default=None)


def one_version(table: str, *columns: str) -> Index:
    """Promise that of the rows with these values one at most is not retired."""
    still = text("shown_until IS NULL")
    name = f"uq_{table}_{'_'.join(columns)}_shown"
    return Index(name, *columns, unique=True, sqlite_where=still, postgresql_where=still)


class Generation(Base):
    """The generation that readers see, raised by the last act of an import.

    Beside it, under "names", how often names were changed without one.
    """

    __tablename__ = "generation"
    __table_args__ = (CheckConstraint("name IN ('shown','names')", name="known"),)
    life = Life()

    name: Mapped[Key]
    number: Mapped[int]
