"""What is kept of what was done and of what is wrong: audit lines and alarms."""

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Name, Reference, Word

_OPEN = text("closed_at IS NULL")


class Audit(Base):
    """Who did what about whom: a contact's id, or "operator", or "program".

    `detail` is small JSON of ids and words of ours: never what a person wrote, never a secret.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_about", "about_kind", "about_id", "at"),)

    id: Mapped[Key]
    at: Mapped[Moment] = mapped_column(index=True)
    by: Mapped[Word]
    act: Mapped[Word]
    about_kind: Mapped[Word]
    about_id: Mapped[Name]
    detail: Mapped[str] = mapped_column(Text)


class Alarm(Base):
    """Something that is wrong until it is mended; one open row a cause and thing.

    `label` is its name when it was found. `send_id` is the send that told it.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "uq_alarm_cause_about_open",
            "cause",
            "about",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[Key]
    cause: Mapped[Word]
    about: Mapped[Name]
    label: Mapped[Name]
    owner_id: Mapped[Reference | None] = mapped_column(default=None)
    opened_at: Mapped[Moment]
    closed_at: Mapped[Moment | None] = mapped_column(default=None)
    send_id: Mapped[Reference | None] = mapped_column(index=True, default=None)
