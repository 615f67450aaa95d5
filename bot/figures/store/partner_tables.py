"""What partners ask about first: deals they registered, what they earn, who is certified."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.figures.store import tables  # noqa: F401 - deals point there
from bot.store.columns import Base, Key, Money, Name, PartnersOwn, Reference, Word
from bot.store.lives import CONTACT, PARTNER, Instead, Life
from bot.store.versions import Versioned, one_version


class Deal(PartnersOwn, Versioned, Base):
    """A deal that a partner registered; its amount is the whole value of the contract.

    A deal is open from the day it was registered until the day before it was closed.
    `amount_reporting` is in the reporting currency at the rate of the month of registration.
    """

    __tablename__ = "deal"
    __table_args__ = (
        one_version("deal", "deal_id"),
        CheckConstraint("state IN ('registered','won','lost')", name="state"),
        CheckConstraint("(state = 'registered') = (closed_on IS NULL)", name="closed"),
        CheckConstraint("closed_on IS NULL OR closed_on >= registered_on", name="forward"),
        Index("ix_deal_partner_id_registered_on", "partner_id", "registered_on"),
    )
    life = Life(belongs={"partner_id": PARTNER}, empties={"customer_name": None})

    id: Mapped[Key]
    deal_id: Mapped[Reference]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    customer_name: Mapped[Name | None] = mapped_column(default=None)
    product_id: Mapped[Reference | None] = mapped_column(ForeignKey("product.id"), default=None)
    registered_on: Mapped[date]
    state: Mapped[Word]
    currency: Mapped[Word]
    amount: Mapped[Money]
    amount_reporting: Mapped[Money]
    protected_until: Mapped[date | None] = mapped_column(default=None)
    closed_on: Mapped[date | None] = mapped_column(index=True, default=None)


class Payout(PartnersOwn, Versioned, Base):
    """Something a partner earned: owed from the day it was earned until it was paid.

    An amount below zero is taken back. `amount_reporting` is in the reporting currency at the
    rate of the month in which it was earned.
    """

    __tablename__ = "payout"
    __table_args__ = (
        one_version("payout", "payout_id"),
        CheckConstraint("kind IN ('rebate','commission','mdf','other')", name="kind"),
        Index("ix_payout_partner_id_earned_on", "partner_id", "earned_on"),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[Key]
    payout_id: Mapped[Reference]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    kind: Mapped[Word]
    earned_on: Mapped[date]
    currency: Mapped[Word]
    amount: Mapped[Money]
    amount_reporting: Mapped[Money]
    due_on: Mapped[date | None] = mapped_column(default=None)
    paid_on: Mapped[date | None] = mapped_column(index=True, default=None)


class Certification(PartnersOwn, Versioned, Base):
    """What a person at a partner is certified for, up to and with the last day.

    Who is no contact here is known by name: two rows with one `name_key` are one person. Of
    somebody erased the bare row stays, so that it counts and names nobody.
    """

    __tablename__ = "certification"
    __table_args__ = (
        one_version("certification", "reference"),
        CheckConstraint("valid_until IS NULL OR valid_until >= earned_on", name="forward"),
        Index("ix_certification_partner_id_earned_on", "partner_id", "earned_on"),
    )
    life = Life(
        belongs={"contact_id": CONTACT, "partner_id": PARTNER},
        mentioned=("person",),
        empties={"person": None, "name_key": Instead.ITS_KEY, "reference": Instead.ITS_KEY},
        ours=("what",),
    )

    id: Mapped[Key]
    reference: Mapped[Name]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    contact_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("contact.id"), index=True, default=None
    )
    person: Mapped[Name | None] = mapped_column(default=None)
    name_key: Mapped[str | None] = mapped_column(Text, default=None)
    what: Mapped[Name]
    earned_on: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(default=None)
