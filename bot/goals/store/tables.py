"""The joint plan: goals of a partner and the vendor, and what was said of each."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - a goal is a partner's
from bot.store.columns import Base, Key, Moment, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Life


class Goal(Base):
    """What a partner and the vendor want to reach by a day, with an owner on each side."""

    __tablename__ = "goal"
    __table_args__ = (
        CheckConstraint("state IN ('open','done','dropped')", name="state"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        Index("ix_goal_partner_id_state", "partner_id", "state"),
    )
    life = Life(
        belongs={"partner_id": PARTNER},
        named={
            "vendor_owner_id": CONTACT,
            "partner_owner_id": CONTACT,
            "made_by": CONTACT,
            "ended_by": CONTACT,
        },
        mentioned=("words", "reason"),
        empties={"words": "", "reason": None},
    )

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    words: Mapped[str] = mapped_column(Text)
    vendor_owner_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    partner_owner_id: Mapped[Reference | None] = mapped_column(ForeignKey("contact.id"))
    due_on: Mapped[date]
    state: Mapped[Word] = mapped_column(default="open")
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    made_by: Mapped[Reference]
    made_at: Mapped[Moment]
    ended_by: Mapped[Reference | None] = mapped_column(default=None)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)


class CheckIn(Base):
    """What one side said of a goal for one slot of its cadence: the last word holds."""

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint("side IN ('vendor','partner')", name="side"),
        CheckConstraint("colour IN ('green','amber','red')", name="colour"),
        UniqueConstraint("goal_id", "slot_on", "side"),
    )
    life = Life(
        belongs={"goal_id": "goal", "by": CONTACT},
        mentioned=("note",),
        empties={"note": None},
    )

    id: Mapped[Key]
    goal_id: Mapped[Reference] = mapped_column(ForeignKey("goal.id"))
    slot_on: Mapped[date]
    side: Mapped[Word]
    colour: Mapped[Word]
    by: Mapped[Reference]
    at: Mapped[Moment]
    note: Mapped[str | None] = mapped_column(Text, default=None)


class CheckInRound(Base):
    """That the owners of a partner's goals were asked for a slot, once.

    What was said after `drawn_at` does not stand yet on the messages that asked.
    """

    __tablename__ = "check_in_round"
    __table_args__ = (UniqueConstraint("partner_id", "slot_on"),)
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    slot_on: Mapped[date]
    send_id: Mapped[Reference]
    opened_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    drawn_at: Mapped[Moment]


class CheckInCadence(Base):
    """How often the owners of a partner's goals are asked, where somebody chose it."""

    __tablename__ = "check_in_cadence"
    __table_args__ = (
        CheckConstraint("every IN ('week','month','quarter','never')", name="every"),
    )
    life = Life(belongs={"partner_id": PARTNER}, named={"set_by": CONTACT})

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), unique=True)
    every: Mapped[Word]
    set_by: Mapped[Reference]
    set_at: Mapped[Moment]
