"""What partners and contacts are known by: their own system's id, and keys of their names.

A key is kept beside what it is made of, so that a look-up is an equality in an index.
"""

from typing import Any, Protocol

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from bot.name_keys import email_key, name_key
from bot.store.columns import Name


class _BeingWritten(Protocol):
    """A row on its way into a table, as SQLAlchemy shows it to a default."""

    def get_current_parameters(self) -> dict[str, Any]:
        """Return the values of the row."""
        ...


def _key_of_name(row: _BeingWritten) -> str:
    return name_key(row.get_current_parameters()["name"])


def _key_of_email(row: _BeingWritten) -> str | None:
    email = row.get_current_parameters().get("email")
    return email_key(email) if email is not None else None


class _Named:
    """A key follows its name, whether a whole row is inserted or one name is set anew."""

    name_key: Mapped[str]

    @validates("name")
    def _follow_name(self, _column: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class PartnerNames(_Named):
    """No two partners have one key; where old data had, the key ends in the partner's id."""

    name_key: Mapped[str] = mapped_column(Text, unique=True, default=_key_of_name)
    source_id: Mapped[Name | None] = mapped_column(unique=True, default=None)


class ContactNames(_Named):
    """People may share a name; an email key that two share names neither of them."""

    name_key: Mapped[str] = mapped_column(Text, index=True, default=_key_of_name)
    email_key: Mapped[str | None] = mapped_column(Text, index=True, default=_key_of_email)
    source_id: Mapped[Name | None] = mapped_column(unique=True, default=None)

    @validates("email")
    def _follow_email(self, _column: str, email: str | None) -> str | None:
        self.email_key = None if email is None else email_key(email)
        return email
