"""What several kinds of files have together: partners, stretches of days, money, references."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.imports.rules.amounts import Signed
from bot.imports.rules.faults import CellUnreadable, FieldRefused, RowPassedOver
from bot.imports.rules.fields import MADE, Cell, EndIs, Field, Row, Surroundings, Values, made_id
from bot.imports.rules.money import LARGEST, annualised, converted, minor_units
from bot.imports.rules.partners import KnownPartner
from bot.imports.rules.writings import Ambiguous
from bot.name_keys import name_key

PARTNER_FIELDS = ("partner", "partner_id", "partner_name")


def partner_fields(promise: str, *, required: bool) -> tuple[Field, ...]:
    """Return the three ways to name a partner, one of which a file needs."""
    either, number, name = PARTNER_FIELDS
    return (
        Field(either, Cell.NAME, f"the partner's name or id{promise}", required=required),
        Field(
            number, Cell.CODE, "instead of partner: ids only", required=required, instead_of=either
        ),
        Field(
            name, Cell.NAME, "instead of partner: names only", required=required, instead_of=either
        ),
    )


PARTNER = partner_fields("", required=True)
CUSTOMERS_PARTNER = partner_fields("; empty: the customer's partner", required=False)
CUSTOMER = Field("customer", Cell.CODE, "the customer's id", required=True)
PRODUCT = Field(
    "product", Cell.NAME, "the product's name; a new name is a new product", required=True
)
SUBSCRIPTION = Field("subscription", Cell.CODE, "the subscription's id", required=True)
CURRENCY = Field("currency", Cell.CURRENCY, "such as EUR; empty: the one of --currency")
REFERENCE = Field(
    "reference",
    Cell.CODE,
    "the row's own number where it comes from; needed if two rows are otherwise alike",
)
ZERO_LENGTH = "of no length: they end on the day they start"


def partner_of(values: Values, around: Surroundings) -> KnownPartner | None:
    """Find the partner a row names, in one way or in several that agree; None if in none."""
    known = around.partners
    looks = (known.meant, known.with_id, known.with_name)
    found: KnownPartner | None = None
    for field, look in zip(PARTNER_FIELDS, looks, strict=True):
        words = values.get(field)
        if words is None:
            continue
        try:
            this = look(str(words))
        except Ambiguous as problem:
            raise FieldRefused(field, str(problem)) from None
        if this is None:
            raise FieldRefused(
                field, "there is no such partner: import it with `drumbeat import partners` first"
            )
        if found is not None and this != found:
            raise FieldRefused(field, f"the row names two partners: {found.name} and {this.name}")
        found = this
    return found


def partner_id(values: Values, around: Surroundings) -> str | None:
    """Return our id of the partner a row names; None if it names none."""
    found = partner_of(values, around)
    return None if found is None else found.our_id


def product_id(values: Values, around: Surroundings) -> str | None:
    """Find the product a row names; a name nobody used before becomes a new product."""
    name = values["product"]
    if name is None:
        return None
    known = around.product_ids.get(str(name))
    if known is not None:
        return known
    try:
        found = around.products.find(str(name))
    except Ambiguous as problem:
        raise FieldRefused("product", str(problem)) from None
    if found is None:
        found = made_id("product", name_key(str(name)))
        around.new_products.setdefault(found, str(name))
    around.product_ids[str(name)] = found
    return found


def stretch(
    values: Values, around: Surroundings, first: str, last: str
) -> tuple[date, date | None]:
    """Return a half-open stretch of days; one without a day in it is refused or passed over."""
    start, end = values[first], values[last]
    if not isinstance(start, date):
        raise TypeError(f"{first} is no day")
    if end is None:
        return start, None
    if not isinstance(end, date):
        raise TypeError(f"{last} is no day")
    if end < start:
        raise FieldRefused(
            last, f"this is before {first} {start}: swap them, or leave it empty while it runs"
        )
    if around.notation.end_is is EndIs.LAST_DAY:
        return start, end + timedelta(days=1)
    if end == start:
        if around.notation.skip_empty:
            raise RowPassedOver(ZERO_LENGTH)
        raise FieldRefused(
            last,
            f"the same day as {first}, so the row has no length ({last} is the first day after): "
            "correct it, pass over such rows with --skip-empty, or say --end-is last-day",
        )
    return start, end


def currency_of(values: Values, around: Surroundings) -> str:
    """Return the currency a row's amounts are in."""
    return str(values["currency"] or around.notation.currency)


def in_minor_units(values: Values, name: str, currency: str, *, signed: bool = False) -> int:
    """Return an amount in minor units, 0 where there is none; a loss only where `signed`."""
    amount = values[name]
    if amount is None:
        return 0
    if not isinstance(amount, Decimal):
        raise TypeError(f"{name} is no amount")
    if amount < 0 and not signed:
        raise FieldRefused(
            name,
            "an amount below zero makes no sense here: write what is paid, and what was given "
            "back into a file of revenue",
        )
    if isinstance(amount, Signed) and not amount.fits(currency):
        raise FieldRefused(
            name,
            f"it says {amount.sign}, and the row's currency is {currency}: correct one of them, "
            "or say --currency where rows name none",
        )
    try:
        return minor_units(amount, currency)
    except CellUnreadable as problem:
        raise FieldRefused(name, str(problem)) from None


def a_year(minor: int, values: Values, name: str) -> int:
    """Return the amount of a year, from the amount of the row's billing period."""
    times = values["period"]
    if not isinstance(times, Fraction):
        raise TypeError("period is no period")
    count = values.get("period_count")
    if count == 0:
        raise FieldRefused(
            "period_count", "an amount pays for one period or more: write 1, or leave it empty"
        )
    year = annualised(minor, times if count in {None, 1} else times / int(str(count)))
    if abs(year) > LARGEST:
        raise FieldRefused(
            name, "this is too much money to be true: write it anew, in plain digits"
        )
    return year


def in_reporting_currency(
    minor: int, currency: str, day: date, around: Surroundings, name: str = "currency"
) -> int:
    """Convert at the rate of the day's month; without one the row is refused."""
    if currency == around.reporting or minor == 0:
        return minor
    month = f"{day:%Y-%m}"
    rate = around.rates.get((currency, month))
    if rate is None:
        raise FieldRefused(
            name,
            f"no rate from {currency} to {around.reporting} for {month}: "
            "import it with `drumbeat import rates` first",
        )
    value = converted(minor, currency, around.reporting, rate)
    if abs(value) > LARGEST:
        raise FieldRefused(
            name, "this is too much money to be true: write it anew, in plain digits"
        )
    return value


def referred(row: Row, values: Values, refer: Callable[[Row], str]) -> Row:
    """Give a row its own reference, or one made of what tells it from every other row."""
    given = values["reference"]
    return {"reference": refer(row) if given is None else str(given), **row}


def made_reference(row: Row, *columns: str) -> str:
    """Return a reference made of what stands in these columns."""
    return made_id(MADE, *(row[column] for column in columns))
