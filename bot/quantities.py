"""Typed figures, and the one way each of them is written."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.currencies import minor_digits

WITHHELD = "withheld (fewer than 5 answers)"
NOT_DEFINED = "not defined"


@dataclass(frozen=True, slots=True)
class _Style:
    places: int = 0
    suffix: str = ""
    signed: bool = False


_STYLES = {
    "money": _Style(),
    "money_month": _Style(suffix=" a month"),
    "money_year": _Style(suffix=" a year"),
    "percent": _Style(places=1, suffix="%"),
    "points": _Style(places=1, suffix=" points"),
    "score": _Style(signed=True),
    "months": _Style(places=1, suffix=" months"),
    "ratio": _Style(places=1),
    "count": _Style(),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; money in minor units, shares in percent; no value: not defined."""

    value: Decimal | int | None
    unit: str
    currency: str = ""
    withheld: bool = False

    def __str__(self) -> str:
        return format_quantity(self)

    @property
    def is_shown(self) -> bool:
        """Whether there is a number to show."""
        return self.value is not None and not self.withheld


def withheld(unit: str) -> Quantity:
    """Make a figure that exists but is not shown."""
    return Quantity(None, unit, withheld=True)


def share(part: int, whole: int) -> Quantity:
    """Make a percentage of two counts; of nothing it is not defined."""
    return Quantity(Decimal(100 * part) / whole if whole else None, "percent")


def difference(now: Quantity, then: Quantity) -> Quantity | None:
    """Subtract two figures of one unit; without two numbers there is no difference."""
    if now.value is None or then.value is None or now.withheld or then.withheld:
        return None
    unit = "points" if now.unit in {"percent", "score"} else now.unit
    return Quantity(Decimal(now.value) - Decimal(then.value), unit, now.currency)


def format_quantity(quantity: Quantity, *, signed: bool = False) -> str:
    """Write a figure out; `signed` puts a plus before a gain."""
    if quantity.withheld:
        return WITHHELD
    if quantity.value is None:
        return NOT_DEFINED
    value = Decimal(quantity.value)
    style = _STYLES[quantity.unit]
    if quantity.unit.startswith("money"):
        value = _major(value, quantity.currency)
    number = _grouped(value, style.places, signed=signed or style.signed)
    return number + (f" {quantity.currency}" if quantity.currency else "") + style.suffix


def plotted(quantity: Quantity) -> float | None:
    """Return the number as a chart draws it, as fine as it is written; None if not shown."""
    if quantity.value is None or quantity.withheld:
        return None
    value = Decimal(quantity.value)
    if quantity.unit.startswith("money"):
        value = _major(value, quantity.currency)
    return float(_rounded(value, _STYLES[quantity.unit].places))


def unit_words(quantity: Quantity) -> str:
    """Write only the unit: "USD a year", "%", or nothing for a count."""
    return f"{quantity.currency}{_STYLES[quantity.unit].suffix}".strip()


def _major(minor: Decimal, currency: str) -> Decimal:
    return minor.scaleb(-minor_digits(currency))


def _grouped(value: Decimal, places: int, *, signed: bool) -> str:
    rounded = _rounded(value, places)
    if rounded == 0:
        return f"{abs(rounded):,}"
    return f"{rounded:+,}" if signed else f"{rounded:,}"


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
