"""What is asked before something goes out: approvals, and the partners that managers hold."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables as _people  # noqa: F401 - holds point to partners
from bot.store.columns import Base, Key, Moment, Name, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Forget, Life


class Approval(Base):
    """One request to approve a text as it stands, and what a second person said.

    `kind` says what the text is, `subject` is its key, `body` what it said, and `fingerprint`
    what only that has; `people` is how many it meant. `asked_by` is a contact, or "files". One
    that was `overtaken` was asked anew.
    """

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("state IN ('asked','approved','refused','overtaken')", name="state"),
        Index("ix_approval_subject", "subject", "asked_at"),
        Index("ix_approval_state", "state"),
    )
    life = Life(
        named={"asked_by": CONTACT, "decided_by": CONTACT},
        mentioned=("why",),
        empties={"why": None},
        # What the vendor publishes is the vendor's, whoever is named in it.
        ours=("subject", "title", "whom", "comes", "body"),
    )

    id: Mapped[Key]
    kind: Mapped[Word] = mapped_column(default="edition", server_default="edition")
    subject: Mapped[Name]
    fingerprint: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    draft_id: Mapped[Reference | None] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(Text)
    whom: Mapped[str] = mapped_column(Text)
    comes: Mapped[str] = mapped_column(Text)
    people: Mapped[int]
    asked_by: Mapped[Word]
    asked_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="asked")
    decided_by: Mapped[Word | None] = mapped_column(default=None)
    decided_at: Mapped[Moment | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(Text, default=None)


class Hold(Base):
    """A partner that is left out of what a text is sent with.

    `moment` is the slot of what comes again and again, as it is written; else empty: a text
    that goes out once is held whenever it comes.
    """

    __tablename__ = "hold"
    __table_args__ = (UniqueConstraint("subject", "moment", "partner_id"),)
    life = Life(
        belongs={"partner_id": PARTNER},
        named={"by": CONTACT},
        mentioned=("why",),
        goes=True,
    )

    id: Mapped[Key]
    subject: Mapped[Name]
    moment: Mapped[Word]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), index=True)
    by: Mapped[Word]
    at: Mapped[Moment]
    why: Mapped[str] = mapped_column(Text, default="")


class ComingTold(Base):
    """That somebody was told of something that comes for their partners."""

    __tablename__ = "coming_told"
    __table_args__ = (UniqueConstraint("contact_id", "subject", "moment"),)
    life = Life(
        belongs={"contact_id": CONTACT},
        goes=True,
        forgets=(Forget(since="told_at", after=timedelta(days=90), by_business_clock=True),),
    )

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    subject: Mapped[Name]
    moment: Mapped[Word]
    told_at: Mapped[Moment]
