"""What people say of terms that come due: it outlives every import of those terms."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - a renewal is a partner's
from bot.store.columns import Base, Key, Moment, PartnersOwn, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Life

_UNDRAWN = text("changed_at > drawn_at")
_UNTOLD = text("send_id IS NULL")


class StoredRenewal(PartnersOwn, Base):
    """What the words about one term of one partner hang on, whatever rows tell of that term.

    The subscription is called as the vendor's books call it, and points to no row: an import may
    replace or retire all of those. What is `drawn_at` before `changed_at` has cards that show
    what is over.
    """

    __tablename__ = "renewal"
    __table_args__ = (
        UniqueConstraint("partner_id", "subscription_id", "term_end"),
        Index(
            "ix_renewal_undrawn", "changed_at", sqlite_where=_UNDRAWN, postgresql_where=_UNDRAWN
        ),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    subscription_id: Mapped[Reference]
    term_end: Mapped[date]
    n: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment]
    drawn_at: Mapped[Moment]


class RenewalWord(Base):
    """One thing that somebody said of a renewal, in the order of `n`; none is ever changed.

    Of somebody who was forgotten it stays that a side said so, and on which day.
    """

    __tablename__ = "renewal_word"
    __table_args__ = (
        UniqueConstraint("renewal_id", "n"),
        CheckConstraint("status IN ('open','quoted','committed','at_risk','lost')", name="status"),
        CheckConstraint("side IN ('vendor','partner')", name="side"),
        Index("ix_renewal_word_by", "by"),
    )
    life = Life(
        belongs={"renewal_id": "renewal", "by": CONTACT},
        mentioned=("reason",),
        empties={"reason": ""},
    )

    id: Mapped[Key]
    renewal_id: Mapped[Reference] = mapped_column(ForeignKey("renewal.id"))
    n: Mapped[int]
    side: Mapped[Word]
    by: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    status: Mapped[Word]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Moment]


class RenewalStep(Base):
    """That a term came within so many days of its end: once each, and told of by one send.

    Without a `send_id` it waits for the next; an empty one says that there was nobody to tell.
    """

    __tablename__ = "renewal_step"
    __table_args__ = (
        UniqueConstraint("renewal_id", "step"),
        Index("ix_renewal_step_at", "at"),
        Index("ix_renewal_step_untold", "at", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    )
    life = Life(belongs={"renewal_id": "renewal"})

    id: Mapped[Key]
    renewal_id: Mapped[Reference] = mapped_column(ForeignKey("renewal.id"))
    step: Mapped[int]
    at: Mapped[Moment]
    send_id: Mapped[Reference | None] = mapped_column(default=None)


class RenewalReader(Base):
    """That somebody at a partner wants to be sent what comes due there: by their own word."""

    __tablename__ = "renewal_reader"
    __table_args__ = (UniqueConstraint("contact_id"),)
    life = Life(belongs={"contact_id": CONTACT}, goes=True)

    id: Mapped[Key]
    contact_id: Mapped[Reference] = mapped_column(ForeignKey("contact.id"))
    since: Mapped[Moment]
