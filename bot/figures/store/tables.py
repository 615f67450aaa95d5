"""What figures are computed from: customers, money, terms, trials and touches."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.store import tables  # noqa: F401 - customers point there
from bot.store.columns import (
    Base,
    Key,
    Money,
    Name,
    Open,
    PartnersOwn,
    Reference,
    UtcDateTime,
    Word,
)
from bot.store.generations import is_shown
from bot.store.lives import PARTNER, Life
from bot.store.versions import Arriving, Versioned, one_version


class Product(Open, Arriving, Base):
    __tablename__ = "product"
    life = Life(ours=("name",))

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)


class Customer(Arriving, Base):
    """A company that buys through a partner; `partner_id` is today's."""

    __tablename__ = "customer"
    life = Life(belongs={"partner_id": PARTNER}, empties={"name": ""})

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[Name]
    segment: Mapped[Word]

    @classmethod
    def owned_by(cls, partner_id: str) -> ColumnElement[bool]:
        """Return the condition that this partner serves the customer, or has served them."""
        interval, columns = SubscriptionInterval.__table__.c, cls.__table__.c
        served = select(interval.customer_id).where(
            interval.partner_id == partner_id, is_shown(SubscriptionInterval)
        )
        return or_(columns.partner_id == partner_id, columns.id.in_(served))


class SubscriptionInterval(PartnersOwn, Versioned, Base):
    """A stretch of a subscription at one price, over half-open days; money a year.

    Intervals of one subscription never overlap. `annualised_reporting` is in the vendor's
    reporting currency at the rate of the interval's start.
    """

    __tablename__ = "subscription_interval"
    __table_args__ = (
        one_version("subscription_interval", "subscription_id", "start_date"),
        CheckConstraint("end_date IS NULL OR end_date > start_date", name="forward"),
        CheckConstraint("kind IN ('paid','trial','free','paused')", name="kind"),
        Index("ix_subscription_interval_partner_id_start_date", "partner_id", "start_date"),
        Index("ix_subscription_interval_customer_id_start_date", "customer_id", "start_date"),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[Key]
    subscription_id: Mapped[Reference]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    start_date: Mapped[date]
    end_date: Mapped[date | None] = mapped_column(default=None)
    kind: Mapped[Word]
    currency: Mapped[Word]
    annualised: Mapped[Money]
    usage_annualised: Mapped[Money] = mapped_column(default=0)
    annualised_reporting: Mapped[Money]
    usage_annualised_reporting: Mapped[Money] = mapped_column(default=0)
    reason: Mapped[Word | None] = mapped_column(default=None)


class Term(PartnersOwn, Versioned, Base):
    """A contract's term and how it ended; money a year."""

    __tablename__ = "term"
    __table_args__ = (
        one_version("term", "subscription_id", "term_start"),
        CheckConstraint("outcome IN ('renewed','lapsed','open')", name="outcome"),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[Key]
    subscription_id: Mapped[Reference]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    term_start: Mapped[date]
    term_end: Mapped[date] = mapped_column(index=True)
    outcome: Mapped[Word]
    annualised: Mapped[Money]
    renewed_annualised: Mapped[Money | None] = mapped_column(default=None)


class Trial(PartnersOwn, Versioned, Base):
    __tablename__ = "trial"
    __table_args__ = (
        one_version("trial", "subscription_id", "started_on"),
        CheckConstraint("outcome IN ('converted','lost','open')", name="outcome"),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[Key]
    subscription_id: Mapped[Reference]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(index=True, default=None)
    outcome: Mapped[Word]


class RevenueLine(PartnersOwn, Versioned, Base):
    __tablename__ = "revenue_line"
    __table_args__ = (
        CheckConstraint("kind IN ('recurring','usage','one_off','services')", name="kind"),
        Index("ix_revenue_line_partner_id_booked_on", "partner_id", "booked_on"),
        one_version("revenue_line", "reference"),
    )
    life = Life(belongs={"partner_id": PARTNER}, ours=("reference",))

    id: Mapped[Key]
    booked_on: Mapped[date]
    customer_id: Mapped[Reference] = mapped_column(ForeignKey("customer.id"))
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"))
    product_id: Mapped[Reference] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[Word]
    amount: Mapped[Money]
    reference: Mapped[Name | None] = mapped_column(default=None)


class CostLine(Versioned, Base):
    """What the vendor spent; region, segment and product where the books say so."""

    __tablename__ = "cost_line"
    __table_args__ = (
        CheckConstraint("kind IN ('sales','marketing','cogs')", name="kind"),
        one_version("cost_line", "reference"),
    )
    life = Life(ours=("reference",))

    id: Mapped[Key]
    booked_on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[Word]
    amount: Mapped[Money]
    region: Mapped[Word | None] = mapped_column(default=None)
    segment: Mapped[Word | None] = mapped_column(default=None)
    product_id: Mapped[Reference | None] = mapped_column(ForeignKey("product.id"), default=None)
    reference: Mapped[Name | None] = mapped_column(default=None)


class Touch(PartnersOwn, Versioned, Base):
    """A contact made with a partner, by either side."""

    __tablename__ = "touch"
    __table_args__ = (
        CheckConstraint("direction IN ('outbound','inbound')", name="direction"),
        one_version("touch", "reference"),
    )
    life = Life(belongs={"partner_id": PARTNER}, ours=("reference",))

    id: Mapped[Key]
    partner_id: Mapped[Reference] = mapped_column(ForeignKey("partner.id"), index=True)
    customer_id: Mapped[Reference | None] = mapped_column(ForeignKey("customer.id"), default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    direction: Mapped[Word]
    reference: Mapped[Name | None] = mapped_column(default=None)


class Rate(Versioned, Base):
    """What one unit of a currency was worth in the reporting currency, as exact text."""

    __tablename__ = "rate"
    __table_args__ = (one_version("rate", "currency", "month"),)
    life = Life(ours=("rate",))

    id: Mapped[Key]
    currency: Mapped[Word]
    month: Mapped[Word]
    rate: Mapped[Name]
