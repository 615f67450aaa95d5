"""What the program itself remembers: small facts, every request, and who was erased."""

from datetime import timedelta

from sqlalchemy import (
    CheckConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    Word,
)
from bot.store.lives import Forget, Life

ENDED = "state IN ('handled','failed')"
ENDED_WITH_BODY = "body <> '' AND state <> 'waiting'"
"""As the index of bodies has it; `state IN` would lead past that index."""
OWED = "owed IS NOT NULL"


class ProgrammeFact(Base):
    """A small thing this database knows of itself: the key's fingerprint, the demo's clock."""

    __tablename__ = "programme_fact"

    life = Life(ours=("name", "value"))

    name: Mapped[Key]
    value: Mapped[str] = mapped_column(Text)


class InboxRow(Base):
    """A verified request, kept before the acknowledgement; the body goes after 7 days.

    `owed` is the answer that is still to be given: empty from the moment the work was done until
    it is known what to say, null when nothing is owed any more.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("platform", "key"),
        CheckConstraint("state IN ('waiting','handled','failed')", name="state"),
        Index("ix_inbox_waiting", "state", "received_at"),
        Index(
            "ix_inbox_bodies",
            "received_at",
            sqlite_where=text(ENDED_WITH_BODY),
            postgresql_where=text(ENDED_WITH_BODY),
        ),
        Index(
            "ix_inbox_owed",
            "received_at",
            sqlite_where=text(OWED),
            postgresql_where=text(OWED),
        ),
    )
    # What somebody said is not kept for long because carrying it out failed: that ended too.
    life = Life(
        sealed=("body", "owed"),
        secret=("body", "owed"),
        ours=("key", "problem"),
        forgets=(
            Forget(
                since="received_at",
                after=timedelta(days=7),
                where=ENDED_WITH_BODY,
                empties={"body": "", "owed": None},
            ),
            Forget(since="received_at", after=timedelta(days=30), where=ENDED),
        ),
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
    token: Mapped[int] = mapped_column(default=0, server_default="0")
    handled_at: Mapped[Moment | None] = mapped_column(default=None)
    problem: Mapped[str | None] = mapped_column(Text, default=None)
    owed: Mapped[str | None] = mapped_column(Text, default=None)


class Erased(Base):
    """Somebody who was erased and stays so: a keyed hash of what they were known by."""

    __tablename__ = "erased"
    life = Life(ours=("hash",))

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[Moment]
