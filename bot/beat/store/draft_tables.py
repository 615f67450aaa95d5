"""Drafts: what somebody wants announced, until it is planned or thrown away."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a draft points to a cadence
from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import CONTACT, Life


class Draft(Base):
    """An announcement as somebody wrote it: `body` is what the form said.

    It is `planned` with the cadence that sends it, `open` again when that is taken back, and
    `dropped` when it was thrown away.
    """

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("state IN ('open','planned','dropped')", name="state"),
        Index("ix_draft_owner_id_changed_at", "owner_id", "changed_at"),
    )
    life = Life(belongs={"owner_id": CONTACT}, mentioned=("body",), goes=True)

    id: Mapped[Key]
    owner_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[Word] = mapped_column(default="open")
    cadence_id: Mapped[Reference | None] = mapped_column(ForeignKey("cadence.id"), default=None)
    changed_at: Mapped[Moment]
