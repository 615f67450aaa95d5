"""Stored figures: what customers pay, how that moved by day, and what became of openings.

All follow from `subscription_interval` and are written with it, under one generation. They
point to no other table by a foreign key: what they follow from does, and is looked after there.
"""

from datetime import date
from typing import Annotated

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, column, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.figures.rules.cohorts import LENGTHS
from bot.figures.rules.ledger import KINDS, LEVELS
from bot.figures.store.months import month_of
from bot.store.columns import Base, Money, PartnersOwn, Reference, Word
from bot.store.lives import PARTNER, Life
from bot.store.versions import Versioned

RowNumber = Annotated[
    int,
    mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
]
"""A key that SQLite needs no index for: there are millions of these rows."""


FIRST_TIMES = "level = 'customer' AND kind = 'new'"
OF_CUSTOMERS = "product_id IS NULL"


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ",".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Stretch(PartnersOwn, Versioned, Base):
    """What a customer pays through one partner for one product over half-open days, the same each.

    Money a year in minor units of the reporting currency, of paid intervals alone and above
    zero; `usage` is the part of it that is usage. Those of one customer, partner and product
    never overlap, and two that touch differ.
    """

    __tablename__ = "stretch"
    __table_args__ = (
        CheckConstraint("amount > 0", name="paid"),
        CheckConstraint("end_date IS NULL OR end_date > start_date", name="forward"),
        Index("ix_stretch_partner_id_customer_id", "partner_id", "customer_id"),
        # All that a cohort asks for, in the order in which it is added up.
        Index(
            "ix_stretch_customer",
            *("customer_id", "product_id", "partner_id", "start_date", "end_date"),
            *("amount", "usage", "shown_from", "shown_until"),
        ),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[RowNumber]
    customer_id: Mapped[Reference]
    partner_id: Mapped[Reference]
    product_id: Mapped[Reference]
    start_date: Mapped[date]
    end_date: Mapped[date | None] = mapped_column(default=None)
    amount: Mapped[Money]
    usage: Mapped[Money]


class Movement(PartnersOwn, Versioned, Base):
    """How what a customer pays at a partner changed on a day; losses are below zero.

    At level `customer` the whole customer counts, at level `product` what they pay for each
    product by itself. What goes from one partner to another on a day is `transfer_out` there
    and `transfer_in` here; the kind of the rest is that of the customer, whoever the partner.
    So each kind summed over partners is the total's, and all of a window is closing less opening.
    """

    __tablename__ = "movement"
    __table_args__ = (
        _one_of("level", LEVELS),
        _one_of("kind", KINDS),
        CheckConstraint("(level = 'customer') = (product_id IS NULL)", name="product"),
        Index("ix_movement_partner_id", "partner_id"),
        # All that a question asks for, of one level alone. The customer comes before the day: an
        # import goes by customer, and so writes at the end of this index, not all over it.
        Index(
            "ix_movement_level",
            *("level", "customer_id", "day", "partner_id", "product_id"),
            *("kind", "amount", "shown_from", "shown_until"),
        ),
        # Every customer is new once: what it cost to win them looks at no more than that.
        Index(
            "ix_movement_new",
            *("level", "kind", "customer_id", "day", "partner_id", "amount"),
            *("shown_from", "shown_until"),
            sqlite_where=text(FIRST_TIMES),
            postgresql_where=text(FIRST_TIMES),
        ),
        # What moved since a month began. By month and not by day: an import writes at the ends
        # of as many places as there are months, and each is a page.
        Index(
            "ix_movement_month",
            month_of(column("day")),
            sqlite_where=text(OF_CUSTOMERS),
            postgresql_where=text(OF_CUSTOMERS),
        ),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[RowNumber]
    level: Mapped[Word]
    day: Mapped[date]
    customer_id: Mapped[Reference]
    partner_id: Mapped[Reference]
    product_id: Mapped[Reference | None] = mapped_column(default=None)
    kind: Mapped[Word]
    amount: Mapped[Money]


class CohortTotal(PartnersOwn, Versioned, Base):
    """What became of customers over windows of so many whole months, of all that close alike.

    It holds for windows whose close lies on or after `start_date` and before `end_date`, both
    firsts of months. Without partner and product a unit is the customer, whoever the partner, and
    the row is the vendor's own; with a product it is the customer and product; with a partner it
    is what a customer has there, and what went to or came from another is in none of the sums:
    what of it was there at the opening is `away`.
    """

    __tablename__ = "cohort_total"
    __table_args__ = (
        CheckConstraint(f"months IN ({','.join(map(str, LENGTHS))})", name="months"),
        CheckConstraint("partner_id IS NULL OR product_id IS NULL", name="whose"),
        CheckConstraint("end_date IS NULL OR end_date > start_date", name="forward"),
        Index(
            "ix_cohort_total_months",
            *("months", "partner_id", "product_id", "start_date", "end_date"),
            *("opening", "lost", "opening_amount", "closing_amount", "kept_amount"),
            *("away", "away_amount", "shown_from", "shown_until"),
        ),
    )
    life = Life(belongs={"partner_id": PARTNER})

    id: Mapped[RowNumber]
    months: Mapped[int]
    partner_id: Mapped[Reference | None] = mapped_column(default=None)
    product_id: Mapped[Reference | None] = mapped_column(default=None)
    start_date: Mapped[date]
    end_date: Mapped[date | None] = mapped_column(default=None)
    opening: Mapped[int]
    lost: Mapped[int]
    opening_amount: Mapped[Money]
    closing_amount: Mapped[Money]
    kept_amount: Mapped[Money]
    away: Mapped[int] = mapped_column(default=0, server_default="0")
    away_amount: Mapped[Money] = mapped_column(default=0, server_default="0")


class SharedCustomer(Versioned, Base):
    """The days, first and last included, on which a customer was not one partner's alone.

    They had several partners, or went from one to another: see `shared_days`. It tells of several
    partners, so no partner reads it.
    """

    __tablename__ = "shared_customer"
    __table_args__ = (
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="forward"),
        Index(
            "ix_shared_customer_customer_id",
            *("customer_id", "first_day", "last_day", "shown_from", "shown_until"),
        ),
    )
    life = Life()

    id: Mapped[RowNumber]
    customer_id: Mapped[Reference]
    first_day: Mapped[date]
    last_day: Mapped[date | None] = mapped_column(default=None)
