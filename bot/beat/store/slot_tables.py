"""What somebody changed about single slots of a cadence."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a change points to a cadence
from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import CONTACT, Life


class SlotChange(Base):
    """A slot that does not go as its rule says; `slot` is the moment the rule gives it.

    A `moved` one goes out at `moved_to`, a `skipped` or `paused` one becomes a miss. `due_at` is
    when that is carried out, and null once it was. `by` is a contact's id, or "operator".
    """

    __tablename__ = "slot_change"
    __table_args__ = (
        UniqueConstraint("cadence_id", "slot"),
        CheckConstraint("what IN ('skipped','moved','paused')", name="what"),
        CheckConstraint("(what = 'moved') = (moved_to IS NOT NULL)", name="moved_to"),
    )
    life = Life(belongs={"by": CONTACT}, mentioned=("reason",), empties={"reason": ""})

    id: Mapped[Key]
    cadence_id: Mapped[Reference] = mapped_column(ForeignKey("cadence.id"))
    slot: Mapped[datetime]
    what: Mapped[Word]
    moved_to: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[Word]
    at: Mapped[Moment]
    due_at: Mapped[Moment | None] = mapped_column(index=True, default=None)
