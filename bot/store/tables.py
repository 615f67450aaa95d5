"""What the program itself remembers: small facts, and every request that reached us."""

from sqlalchemy import (
    CheckConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    Word,
)


class ProgrammeFact(Base):
    """A small thing this database knows of itself: the key's fingerprint, the demo's clock."""

    __tablename__ = "programme_fact"

    name: Mapped[Key]
    value: Mapped[str] = mapped_column(Text)


class InboxRow(Base):
    """A verified request, kept before the acknowledgement; the body goes after 7 days."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("platform", "key"),
        CheckConstraint("state IN ('waiting','handled','failed')", name="state"),
        Index("ix_inbox_waiting", "state", "received_at"),
    )

    id: Mapped[Key]
    platform: Mapped[Word]
    key: Mapped[Name]
    kind: Mapped[Word]
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[Word] = mapped_column(default="waiting")
    received_at: Mapped[Moment]
    taken_until: Mapped[Moment | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[Moment | None] = mapped_column(default=None)
    problem: Mapped[str | None] = mapped_column(Text, default=None)
