"""Listening: waves, invitations and responses."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.beat.store import tables as _beat  # noqa: F401 - a wave points to its text
from bot.people.store import tables  # noqa: F401 - responses point there
from bot.store.columns import (
    Base,
    Key,
    Moment,
    Name,
    Open,
    PartnersOwn,
    Reference,
    Word,
)
from bot.store.lives import CONTACT, PARTNER, Life
from bot.store.versions import Arriving


class Wave(Open, Arriving, Base):
    """One run of a survey, from `opens_at` to `closes_at`; `text_id` is what it asks.

    `score` is what its answers are for: nps, csat, ces or custom.
    """

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint("state IN ('open','closed')", name="state"),
        CheckConstraint("kind IN ('relationship','transactional')", name="kind"),
        CheckConstraint("promise IN ('named','confidential','anonymous')", name="promise"),
    )
    life = Life(ours=("survey",))

    id: Mapped[Key]
    survey: Mapped[Name]
    text_id: Mapped[Reference | None] = mapped_column(ForeignKey("text.id"), default=None)
    score: Mapped[Word]
    kind: Mapped[Word]
    promise: Mapped[Word]
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="open")


class Invitation(Arriving, Base):
    """A contact was asked, or asked to be asked; delivered or not, and when shown last."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("wave_id", "contact_id"),)
    life = Life(belongs={"contact_id": CONTACT}, empties={"shown_in": None})

    id: Mapped[Key]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    invited_at: Mapped[Moment]
    delivered_at: Mapped[Moment | None] = mapped_column(default=None)
    shown_at: Mapped[Moment | None] = mapped_column(default=None)
    shown_in: Mapped[str | None] = mapped_column(Text, default=None)
    """The thread in which they asked for the card, if they asked in one."""


class Response(PartnersOwn, Arriving, Base):
    """One person's answer, with their partner and role as they were then."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("invitation_id"),
        Index("ix_response_wave_id_partner_id", "wave_id", "partner_id"),
        Index("ix_response_answered_at", "answered_at"),
    )
    life = Life(belongs={"contact_id": CONTACT, "partner_id": PARTNER}, empties={"reason": None})

    id: Mapped[Key]
    wave_id: Mapped[Reference] = mapped_column(ForeignKey("wave.id"))
    invitation_id: Mapped[Reference] = mapped_column(ForeignKey("invitation.id"))
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"), index=True)
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"))
    role: Mapped[Word]
    score: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    answered_at: Mapped[Moment]
    changed_at: Mapped[Moment | None] = mapped_column(default=None)
