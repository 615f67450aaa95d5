"""What is kept of what was done and of what is wrong: audit lines and alarms."""

from datetime import timedelta

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.columns import Base, Key, Moment, Name, Reference, Word
from bot.store.lives import ANYBODY, CONTACT, PARTNER, Forget, Life

_OPEN = text("closed_at IS NULL")
_OF_A_SLOT = text("cause IN ('slot_empty','slot_empty_soon')")


class Audit(Base):
    """Who did what about whom: a contact's id, or "operator", or "program".

    `detail` is small JSON of ids and words of ours: never what a person wrote, never a secret.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_about", "about_kind", "about_id", "at"),)
    life = Life(
        named={"by": CONTACT, "about_id": ANYBODY},
        mentioned=("detail",),
        quoted=("detail",),
        empties={"detail": "{}"},
    )

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
    life = Life(
        belongs={"about": PARTNER},
        named={"owner_id": CONTACT},
        mentioned=("label",),
        goes=True,
        forgets=(Forget(since="closed_at", after=timedelta(days=365), by_business_clock=True),),
    )
    __table_args__ = (
        Index(
            "uq_alarm_cause_about_open",
            "cause",
            "about",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        # A slot is told of once by each of these, however often its edition comes and goes.
        Index(
            "uq_alarm_slot",
            "cause",
            "about",
            unique=True,
            sqlite_where=_OF_A_SLOT,
            postgresql_where=_OF_A_SLOT,
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
