"""Column types and naming shared by every table."""

from datetime import UTC, datetime
from secrets import token_hex
from typing import Annotated, ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    FromClause,
    MetaData,
    String,
    TypeDecorator,
    true,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

from bot.store.lives import Life

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Carries the metadata of every table; each says its own life."""

    metadata = MetaData(naming_convention=NAMING)
    life: ClassVar[Life]

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition, on the plain table, that this partner's people may see a row.

        A table whose owner nobody has settled raises `LookupError`.
        """
        del partner_id
        raise LookupError(f"nobody has settled who may see {cls.__tablename__}")


class Open:
    """A table that holds nothing of any partner, so that everybody may see its rows."""

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that always holds."""
        del partner_id
        return true()


class PartnersOwn:
    """A table whose rows are each one partner's, or nobody's."""

    __table__: ClassVar[FromClause]

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that a row is this partner's."""
        return cls.__table__.c.partner_id == partner_id


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused. SQLite forgets zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[str, mapped_column(String(40), primary_key=True)]
Reference = Annotated[str, mapped_column(String(40))]
Word = Annotated[str, mapped_column(String(40))]
Name = Annotated[str, mapped_column(String(255))]
Money = Annotated[int, mapped_column(BigInteger)]
"""Whole minor units of a currency."""
Moment = Annotated[datetime, mapped_column(UtcDateTime)]


def new_id() -> str:
    """Make an id nobody can guess: 96 random bits."""
    return token_hex(12)
