"""Files from the books: revenue, costs, exchange rates, and who spoke to whom."""

from datetime import date, datetime
from decimal import Decimal

from bot.imports.rules.faults import FieldRefused
from bot.imports.rules.fields import Cell, Field, Kind, Row, Surroundings, Target, Values
from bot.imports.rules.resolving import (
    CURRENCY,
    CUSTOMER,
    CUSTOMERS_PARTNER,
    PARTNER_FIELDS,
    PRODUCT,
    REFERENCE,
    currency_of,
    in_minor_units,
    in_reporting_currency,
    made_reference,
    partner_id,
    product_id,
    referred,
)

_DATE = Field("date", Cell.DAY, "the day it was booked", required=True)
_AMOUNT = Field("amount", Cell.AMOUNT, "below zero for what is given back", required=True)


def _booked(values: Values, around: Surroundings) -> tuple[date, int]:
    day, currency = values["date"], currency_of(values, around)
    if not isinstance(day, date):
        raise TypeError("date is no day")
    minor = in_minor_units(values, "amount", currency, signed=True)
    return day, in_reporting_currency(minor, currency, day, around)


def _revenue(values: Values, around: Surroundings) -> Row:
    day, amount = _booked(values, around)
    row: Row = {
        "booked_on": day,
        "customer_id": values["customer"],
        "partner_id": partner_id(values, around),
        "product_id": product_id(values, around),
        "kind": values["kind"],
        "amount": amount,
    }
    return referred(row, values, _refer_to_revenue)


def _refer_to_revenue(row: Row) -> str:
    return made_reference(row, "booked_on", "customer_id", "product_id", "kind")


def _cost(values: Values, around: Surroundings) -> Row:
    day, amount = _booked(values, around)
    row: Row = {
        "booked_on": day,
        "kind": values["kind"],
        "amount": amount,
        "region": values["region"],
        "segment": values["segment"],
        "product_id": product_id(values, around),
    }
    return referred(row, values, _refer_to_cost)


def _refer_to_cost(row: Row) -> str:
    return made_reference(row, "booked_on", "kind", "region", "segment", "product_id")


def _rate(values: Values, around: Surroundings) -> Row:
    if values["currency"] == around.reporting:
        raise FieldRefused("currency", "this is the reporting currency itself: its rate is 1")
    rate = values["rate"]
    if not isinstance(rate, Decimal):
        raise TypeError("rate is no number")
    return {
        "currency": values["currency"],
        "month": values["month"],
        "rate": f"{rate.normalize():f}",
    }


def _touch(values: Values, around: Surroundings) -> Row:
    partner = partner_id(values, around)
    if partner is None and values["customer"] is None:
        raise FieldRefused("partner", "name the partner, the customer, or both")
    if isinstance(values["at"], datetime):
        around.refuse_future("at", values["at"])
    row: Row = {
        "partner_id": partner,
        "customer_id": values["customer"],
        "at": values["at"],
        "direction": values["direction"],
    }
    return referred(row, values, _refer_to_touch)


def _refer_to_touch(row: Row) -> str:
    whom = "customer_id" if row["customer_id"] else "partner_id"
    return made_reference(row, whom, "at", "direction")


_BOOKED_TARGETS = (Target("reference"), Target("booked_on"), Target("amount"), Target("kind"))
REVENUE = Kind(
    name="revenue",
    table="revenue_line",
    label="reference (or day, customer, product and kind)",
    fields=(
        _DATE,
        CUSTOMER,
        *CUSTOMERS_PARTNER,
        PRODUCT,
        Field(
            "kind",
            Cell.CHOICE,
            "what it was for",
            required=True,
            choices=("recurring", "usage", "one_off", "services"),
        ),
        _AMOUNT,
        CURRENCY,
        REFERENCE,
    ),
    assemble=_revenue,
    targets=(
        *_BOOKED_TARGETS,
        Target("customer_id"),
        Target("partner_id", PARTNER_FIELDS),
        Target("product_id"),
    ),
    key=("reference",),
    own_id="reference",
    refer=_refer_to_revenue,
    days=("booked_on",),
)
COSTS = Kind(
    name="costs",
    table="cost_line",
    label="reference (or day, kind, region, segment and product)",
    fields=(
        _DATE,
        Field(
            "kind",
            Cell.CHOICE,
            "what it was for",
            required=True,
            choices=("sales", "marketing", "cogs"),
        ),
        _AMOUNT,
        CURRENCY,
        Field("region", Cell.CODE, "where the books say so"),
        Field("segment", Cell.CODE, "likewise"),
        Field("product", Cell.NAME, "likewise"),
        REFERENCE,
    ),
    assemble=_cost,
    targets=(
        *_BOOKED_TARGETS,
        Target("region", ("region",)),
        Target("segment", ("segment",)),
        Target("product_id", ("product",)),
    ),
    key=("reference",),
    own_id="reference",
    refer=_refer_to_cost,
    days=("booked_on",),
)
RATES = Kind(
    name="rates",
    table="rate",
    label="currency and month",
    fields=(
        Field("currency", Cell.CURRENCY, "such as EUR", required=True),
        Field("month", Cell.MONTH, "such as 2026-11", required=True),
        Field("rate", Cell.RATE, "what one unit is worth in ours", required=True),
    ),
    assemble=_rate,
    targets=(Target("currency"), Target("month"), Target("rate")),
    key=("currency", "month"),
)
TOUCHES = Kind(
    name="touches",
    table="touch",
    label="reference (or whom, moment and direction)",
    fields=(
        *CUSTOMERS_PARTNER,
        Field("customer", Cell.CODE, "the customer's id, if it was about one"),
        Field("at", Cell.MOMENT, "such as 2026-11-30 14:05", required=True),
        Field(
            "direction",
            Cell.CHOICE,
            "outbound from us, inbound from them",
            required=True,
            choices=("outbound", "inbound"),
        ),
        REFERENCE,
    ),
    assemble=_touch,
    targets=(
        Target("reference"),
        Target("partner_id", PARTNER_FIELDS),
        Target("customer_id", ("customer",)),
        Target("at"),
        Target("direction"),
    ),
    key=("reference",),
    own_id="reference",
    refer=_refer_to_touch,
    days=("at",),
)
