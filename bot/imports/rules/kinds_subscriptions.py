"""Files about what customers hold: subscriptions, terms, trials."""

from bot.imports.rules.faults import FieldRefused
from bot.imports.rules.fields import (
    AmountIs,
    Cell,
    Field,
    Kind,
    Row,
    Spans,
    Surroundings,
    Target,
    Value,
    Values,
)
from bot.imports.rules.resolving import (
    CURRENCY,
    CUSTOMER,
    CUSTOMERS_PARTNER,
    PARTNER_FIELDS,
    PRODUCT,
    SUBSCRIPTION,
    a_year,
    currency_of,
    in_minor_units,
    in_reporting_currency,
    partner_id,
    product_id,
    stretch,
)

_HELD = (SUBSCRIPTION, CUSTOMER, *CUSTOMERS_PARTNER, PRODUCT)
_HELD_TARGETS = (
    Target("subscription_id"),
    Target("customer_id"),
    Target("partner_id", PARTNER_FIELDS),
    Target("product_id"),
)
_PERIOD = Field(
    "period",
    Cell.PERIOD,
    "what the amount pays for: yearly, quarterly, monthly, weekly, daily, or such as 2 years",
    required=True,
)
_PERIOD_COUNT = Field(
    "period_count", Cell.WHOLE, "how many such periods the amount pays for; empty: one"
)
_START = Field("start", Cell.DAY, "the first day", required=True)
PAID_AT_ZERO = "paid at zero: they became free"


def _held(values: Values, around: Surroundings) -> Row:
    return {
        "subscription_id": values["subscription"],
        "customer_id": values["customer"],
        "partner_id": partner_id(values, around),
        "product_id": product_id(values, around),
    }


def _subscription(values: Values, around: Surroundings) -> Row:
    start, end = stretch(values, around, "start", "end")
    currency = currency_of(values, around)
    paid = in_minor_units(values, "amount", currency) * _times(values, around)
    amount = a_year(paid, values, "amount")
    usage = a_year(in_minor_units(values, "usage_amount", currency), values, "usage_amount")
    return {
        **_held(values, around),
        "start_date": start,
        "end_date": end,
        "kind": _kind(values, around, amount + usage),
        "currency": currency,
        "annualised": amount,
        "usage_annualised": usage,
        "annualised_reporting": in_reporting_currency(amount, currency, start, around),
        "usage_annualised_reporting": in_reporting_currency(usage, currency, start, around),
        "reason": values["reason"],
    }


def _times(values: Values, around: Surroundings) -> int:
    """Return how many times the amount is paid: once, or for each seat."""
    if around.notation.amount_is is not AmountIs.EACH:
        return 1
    seats = values["seats"]
    if not isinstance(seats, int):
        raise FieldRefused("seats", "how many are they? --amount-is each says what one costs")
    return seats


def _kind(values: Values, around: Surroundings, amount: int) -> Value:
    said, trial = values["kind"], values["trial"]
    if trial and said not in (None, "trial"):
        raise FieldRefused(
            "kind", f"{said}, but the row is marked as a trial: leave one of them empty"
        )
    if trial:
        return "trial"
    if said in (None, "paid") and amount == 0:
        around.note(PAID_AT_ZERO)
        return "free"
    return said or "paid"


def _term(values: Values, around: Surroundings) -> Row:
    start, end = stretch(values, around, "start", "end")
    currency = currency_of(values, around)
    amount = a_year(in_minor_units(values, "amount", currency), values, "amount")
    renewed = None
    if values["renewed_amount"] is not None:
        minor = in_minor_units(values, "renewed_amount", currency)
        year = a_year(minor, values, "renewed_amount")
        renewed = in_reporting_currency(year, currency, start, around)
    if values["outcome"] != "renewed" and renewed is not None:
        raise FieldRefused(
            "renewed_amount", f"there is none where a term is {values['outcome']}: leave it empty"
        )
    return {
        **_held(values, around),
        "term_start": start,
        "term_end": end,
        "outcome": values["outcome"],
        "annualised": in_reporting_currency(amount, currency, start, around),
        "renewed_annualised": renewed,
    }


def _trial(values: Values, around: Surroundings) -> Row:
    start, end = stretch(values, around, "start", "end")
    if end is None and values["outcome"] != "open":
        raise FieldRefused("end", f"a trial that is {values['outcome']} has an end: write it")
    return {
        **_held(values, around),
        "started_on": start,
        "ended_on": end,
        "outcome": values["outcome"],
    }


SUBSCRIPTIONS = Kind(
    name="subscriptions",
    table="subscription_interval",
    label="subscription and start",
    fields=(
        *_HELD,
        _START,
        Field("end", Cell.DAY, "the first day after; empty: still running"),
        Field("amount", Cell.AMOUNT, "what is paid in a billing period", required=True),
        Field("usage_amount", Cell.AMOUNT, "what usage adds to it"),
        _PERIOD,
        _PERIOD_COUNT,
        CURRENCY,
        Field(
            "kind",
            Cell.CHOICE,
            "what it is; empty: paid, at zero free",
            choices=("paid", "trial", "free", "paused"),
        ),
        Field("trial", Cell.FLAG, "true makes the row a trial"),
        Field(
            "seats",
            Cell.WHOLE,
            "how many the row is for; --amount-is says whether the amount is for each or in total",
        ),
        Field("reason", Cell.CODE, "why it changed, such as discount_end"),
    ),
    assemble=_subscription,
    targets=(
        *_HELD_TARGETS,
        Target("start_date"),
        Target("end_date", ("end",)),
        Target("kind"),
        Target("currency"),
        Target("annualised"),
        Target("usage_annualised", ("usage_amount",)),
        Target("annualised_reporting"),
        Target("usage_annualised_reporting", ("usage_amount",)),
        Target("reason", ("reason",)),
    ),
    key=("subscription_id", "start_date"),
    own_id="subscription_id",
    spans=Spans("subscription_id", "start_date", "end_date"),
    days=("start_date",),
)
TERMS = Kind(
    name="terms",
    table="term",
    label="subscription and start",
    fields=(
        *_HELD,
        _START,
        Field("end", Cell.DAY, "the first day after", required=True),
        Field(
            "outcome",
            Cell.CHOICE,
            "how it ended",
            required=True,
            choices=("renewed", "lapsed", "open"),
        ),
        Field("amount", Cell.AMOUNT, "what is paid in a billing period", required=True),
        Field("renewed_amount", Cell.AMOUNT, "what is paid after the renewal"),
        _PERIOD,
        _PERIOD_COUNT,
        CURRENCY,
    ),
    assemble=_term,
    targets=(
        *_HELD_TARGETS,
        Target("term_start"),
        Target("term_end"),
        Target("outcome"),
        Target("annualised"),
        Target("renewed_annualised", ("renewed_amount",)),
    ),
    key=("subscription_id", "term_start"),
    own_id="subscription_id",
    spans=Spans("subscription_id", "term_start", "term_end"),
    days=("term_start",),
)
TRIALS = Kind(
    name="trials",
    table="trial",
    label="subscription and start",
    fields=(
        *_HELD,
        _START,
        Field("end", Cell.DAY, "the first day after; empty while it runs"),
        Field(
            "outcome",
            Cell.CHOICE,
            "how it ended",
            required=True,
            choices=("converted", "lost", "open"),
        ),
    ),
    assemble=_trial,
    targets=(
        *_HELD_TARGETS,
        Target("started_on"),
        Target("ended_on", ("end",)),
        Target("outcome"),
    ),
    key=("subscription_id", "started_on"),
    own_id="subscription_id",
    spans=Spans("subscription_id", "started_on", "ended_on"),
    days=("started_on", "ended_on"),
)
