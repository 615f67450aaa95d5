"""Targets that were set in chat, beside those of the file."""

from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - a target may be a partner's
from bot.store.columns import Base, Key, Moment, Name, PartnersOwn, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Forget, Life

DRAFT, KEPT = "draft", "kept"
_OF_A_PARTNER = text("state = 'kept' AND partner_id IS NOT NULL")
_OF_A_GROUP = text("state = 'kept' AND partner_id IS NULL")


class KeptTarget(PartnersOwn, Base):
    """What a metric is to reach by the end of some days: a partner's, a group's, or of all.

    `dimension` and `whose` name a tier or a region. `value` is a decimal number in the unit of
    the figure. A `draft` was shown and not kept yet; what is ended is gone, and the audit tells.
    """

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("state IN ('draft','kept')", name="state"),
        CheckConstraint("ends_on >= starts_on", name="forward"),
        CheckConstraint("(dimension = 'partner') = (partner_id IS NOT NULL)", name="whose"),
        Index(
            "ix_target_of_a_partner",
            *("partner_id", "metric", "starts_on", "ends_on"),
            unique=True,
            sqlite_where=_OF_A_PARTNER,
            postgresql_where=_OF_A_PARTNER,
        ),
        Index(
            "ix_target_of_a_group",
            *("metric", "dimension", "whose", "starts_on", "ends_on"),
            unique=True,
            sqlite_where=_OF_A_GROUP,
            postgresql_where=_OF_A_GROUP,
        ),
    )
    life = Life(
        belongs={"partner_id": PARTNER},
        named={"set_by": CONTACT},
        goes=True,
        forgets=(
            Forget(
                since="set_at",
                after=timedelta(days=1),
                where="state = 'draft'",
                by_business_clock=True,
            ),
        ),
    )

    id: Mapped[Key]
    metric: Mapped[Word]
    dimension: Mapped[Word] = mapped_column(default="")
    partner_id: Mapped[Reference | None] = mapped_column(ForeignKey("partner.id"), default=None)
    whose: Mapped[Name] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    value: Mapped[Word]
    state: Mapped[Word] = mapped_column(default=DRAFT)
    set_by: Mapped[Reference]
    set_at: Mapped[Moment]
