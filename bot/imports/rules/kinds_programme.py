"""Files about what the programme gives and asks: deals, payouts, certifications."""

from datetime import UTC, date

from bot.imports.rules.faults import FieldRefused
from bot.imports.rules.fields import (
    NEVER,
    ONE_DAY,
    Cell,
    Field,
    Kind,
    Row,
    Surroundings,
    Target,
    Value,
    Values,
)
from bot.imports.rules.resolving import (
    CURRENCY,
    PARTNER,
    PARTNER_FIELDS,
    REFERENCE,
    currency_of,
    in_minor_units,
    in_reporting_currency,
    made_reference,
    partner_fields,
    partner_id,
    product_id,
    referred,
)
from bot.name_keys import name_key

OPEN = "registered"


def _happened(values: Values, name: str, around: Surroundings) -> date:
    day = values[name]
    if not isinstance(day, date):
        raise TypeError(f"{name} is no day")
    if around.now is not NEVER and day - ONE_DAY > around.now.astimezone(UTC).date():
        raise FieldRefused(name, "this day has not come yet: write the one on which it was")
    return day


def _not_before(values: Values, name: str, first: str) -> Value:
    day, since = values[name], values[first]
    if isinstance(day, date) and isinstance(since, date) and day < since:
        raise FieldRefused(
            name, f"this is before {first} {since}: correct one of them, or leave it empty"
        )
    return day


def _worth(values: Values, day: date, around: Surroundings, *, signed: bool = False) -> Row:
    currency = currency_of(values, around)
    amount = in_minor_units(values, "amount", currency, signed=signed)
    return {
        "currency": currency,
        "amount": amount,
        "amount_reporting": in_reporting_currency(amount, currency, day, around),
    }


def _deal(values: Values, around: Surroundings) -> Row:
    registered = _happened(values, "registered_on", around)
    return {
        "deal_id": values["id"],
        "partner_id": partner_id(values, around),
        "customer_name": values["customer_name"],
        "product_id": product_id(values, around),
        "registered_on": registered,
        "state": values["state"],
        **_worth(values, registered, around),
        "protected_until": _not_before(values, "protected_until", "registered_on"),
        "closed_on": _closed(values, around),
    }


def _closed(values: Values, around: Surroundings) -> Value:
    state = values["state"]
    if values["closed_on"] is None:
        if state != OPEN:
            raise FieldRefused("closed_on", f"a deal that is {state} was closed: write the day")
        return None
    if state == OPEN:
        raise FieldRefused(
            "closed_on", f"a deal that is {OPEN} is open: leave it empty, or say won or lost"
        )
    _happened(values, "closed_on", around)
    return _not_before(values, "closed_on", "registered_on")


def _payout(values: Values, around: Surroundings) -> Row:
    earned = _happened(values, "earned_on", around)
    paid = None if values["paid_on"] is None else _happened(values, "paid_on", around)
    return {
        "payout_id": values["id"],
        "partner_id": partner_id(values, around),
        "kind": values["kind"],
        "earned_on": earned,
        **_worth(values, earned, around, signed=True),
        "due_on": _not_before(values, "due_on", "earned_on"),
        "paid_on": paid,
    }


def _certification(values: Values, around: Surroundings) -> Row:
    partner, person = partner_id(values, around), str(values["person"])
    email, name = (person, None) if "@" in person else (None, person)
    if email is None and partner is None:
        raise FieldRefused(
            "partner", "whose person is this? Name the partner, or write a contact's email"
        )
    row: Row = {
        "partner_id": partner,
        "contact_id": email,
        "person": name,
        "name_key": None if name is None else name_key(name),
        "what": values["what"],
        "earned_on": _happened(values, "earned_on", around),
        "valid_until": _not_before(values, "valid_until", "earned_on"),
    }
    return referred(row, values, _refer_to_certification)


def _refer_to_certification(row: Row) -> str:
    """Tell a row by who it is about as written, so that a file that comes again knows it."""
    who = ("contact_id",) if row["contact_id"] is not None else ("partner_id", "name_key")
    return made_reference({**row, "what": name_key(str(row["what"]))}, *who, "what", "earned_on")


_AMOUNT_TARGETS = (Target("currency"), Target("amount"), Target("amount_reporting"))
DEALS = Kind(
    name="deals",
    table="deal",
    label="deal id",
    fields=(
        Field("id", Cell.CODE, "your id of the deal", required=True),
        *PARTNER,
        Field("customer_name", Cell.NAME, "the company it is about, which need not be a customer"),
        Field("product", Cell.NAME, "the product's name; a new name is a new product"),
        Field("registered_on", Cell.DAY, "the day it was registered", required=True),
        Field(
            "state",
            Cell.CHOICE,
            "how it stands",
            required=True,
            choices=(OPEN, "won", "lost"),
        ),
        Field("amount", Cell.AMOUNT, "what the whole contract is worth, once", required=True),
        CURRENCY,
        Field("protected_until", Cell.DAY, "the last day on which it is this partner's alone"),
        Field("closed_on", Cell.DAY, "the day it was won or lost; empty while it is open"),
    ),
    assemble=_deal,
    targets=(
        Target("deal_id"),
        Target("partner_id"),
        Target("customer_name", ("customer_name",)),
        Target("product_id", ("product",)),
        Target("registered_on"),
        Target("state"),
        *_AMOUNT_TARGETS,
        Target("protected_until", ("protected_until",)),
        Target("closed_on"),
    ),
    key=("deal_id",),
    own_id="deal_id",
    days=("registered_on", "closed_on"),
)
PAYOUTS = Kind(
    name="payouts",
    table="payout",
    label="payout id",
    fields=(
        Field("id", Cell.CODE, "your id of the payout", required=True),
        *PARTNER,
        Field(
            "kind",
            Cell.CHOICE,
            "what for",
            required=True,
            choices=("rebate", "commission", "mdf", "other"),
        ),
        Field("earned_on", Cell.DAY, "the day it was earned", required=True),
        Field("amount", Cell.AMOUNT, "below zero for what is taken back", required=True),
        CURRENCY,
        Field("due_on", Cell.DAY, "the last day on which it is paid in time"),
        Field("paid_on", Cell.DAY, "the day it was paid; empty: not yet"),
    ),
    assemble=_payout,
    targets=(
        Target("payout_id"),
        Target("partner_id"),
        Target("kind"),
        Target("earned_on"),
        *_AMOUNT_TARGETS,
        Target("due_on", ("due_on",)),
        Target("paid_on", ("paid_on",)),
    ),
    key=("payout_id",),
    own_id="payout_id",
    days=("earned_on", "paid_on"),
)
CERTIFICATIONS = Kind(
    name="certifications",
    table="certification",
    label="reference (or person, what and day)",
    fields=(
        Field(
            "person", Cell.PERSON, "a contact's email, or the name of who is none", required=True
        ),
        *partner_fields("; empty: the contact's", required=False),
        Field("what", Cell.NAME, "what they are certified for", required=True),
        Field("earned_on", Cell.DAY, "the day they passed", required=True),
        Field("valid_until", Cell.DAY, "the last day on which it holds; empty: without end"),
        REFERENCE,
    ),
    assemble=_certification,
    targets=(
        Target("reference"),
        Target("partner_id", PARTNER_FIELDS),
        Target("contact_id"),
        Target("person"),
        Target("name_key"),
        Target("what"),
        Target("earned_on"),
        Target("valid_until", ("valid_until",)),
    ),
    key=("reference",),
    own_id="reference",
    refer=_refer_to_certification,
    days=("earned_on",),
)
