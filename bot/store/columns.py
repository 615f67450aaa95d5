"""Column types and naming shared by every table."""

from datetime import UTC, datetime
from secrets import token_hex
from typing import Annotated

from sqlalchemy import BigInteger, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Carries the metadata of every table."""

    metadata = MetaData(naming_convention=NAMING)


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
