"""Typed figures, and the arithmetic of them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.currencies import minor_digits

_PLACES = {"percent": 1, "points": 1, "months": 1, "ratio": 1, "hours": 1}
"""The units that are written with places behind the point; the others are whole."""
STEPS = {"percent": "points", "score": "whole points"}
"""The unit of how far apart two figures are, where it is another one than theirs."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; money in minor units, shares in percent; no value: not defined."""

    value: Decimal | int | None
    unit: str
    currency: str = ""
    withheld: bool = False

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
    unit = STEPS.get(now.unit, now.unit)
    return Quantity(Decimal(now.value) - Decimal(then.value), unit, now.currency)


def places_of(unit: str) -> int:
    """Return with how many places a figure of this unit is written."""
    return _PLACES.get(unit, 0)


def in_major_units(quantity: Quantity) -> Decimal:
    """Return the number as it is written: money in whole units of its currency, not in cents."""
    value = Decimal(quantity.value or 0)
    if quantity.unit.startswith("money"):
        return value.scaleb(-minor_digits(quantity.currency))
    return value


def plotted(quantity: Quantity) -> float | None:
    """Return the number as a chart draws it, as fine as it is written; None if not shown."""
    if quantity.value is None or quantity.withheld:
        return None
    return float(_rounded(in_major_units(quantity), places_of(quantity.unit)))


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
