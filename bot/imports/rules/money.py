"""Money from text to whole minor units and back, by the year and into another currency.

No amount ever passes through a floating-point number.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from bot.currencies import minor_digits
from bot.imports.rules.faults import CellUnreadable

_PLAIN = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,12})?")
_PERIOD = re.compile(r"(?:every )?([1-9][0-9]{0,2}) (day|week|month|year)s?")
_SPAN = re.compile(r"p([1-9][0-9]{0,2})([ymwd])")
"""How ISO 8601 writes a span: P1Y."""
_SPANS = {"y": "year", "m": "month", "w": "week", "d": "day"}
_TIMES_A_YEAR = {"year": 1, "month": 12, "week": 52, "day": 365}
_PERIODS = {
    **dict.fromkeys(("yearly", "annual", "annually", "year"), Fraction(1)),
    **dict.fromkeys(("half-yearly", "semiannual", "semi-annually"), Fraction(2)),
    **dict.fromkeys(("quarterly", "quarter"), Fraction(4)),
    **dict.fromkeys(("monthly", "month"), Fraction(12)),
    **dict.fromkeys(("weekly", "week"), Fraction(52)),
    **dict.fromkeys(("daily", "day"), Fraction(365)),
}
FARTHEST_RATE = Decimal(10**7)
"""No currency is worth so many of another one."""
LARGEST = 10**15
"""In minor units: what a year of daily payments and any rate may come to."""


def read_rate(text: str) -> Decimal:
    """Read what one unit of a currency is worth in the reporting currency."""
    if not _PLAIN.fullmatch(text) or Decimal(text) <= 0:
        raise CellUnreadable("write the rate as a number above zero such as 1.0845")
    rate = Decimal(text)
    if not 1 / FARTHEST_RATE <= rate <= FARTHEST_RATE:
        raise CellUnreadable("no two currencies are so far apart: is it the other way round?")
    return rate


def read_period(text: str) -> Fraction:
    """Read a billing period as how often a year it comes: `monthly` is 12, `2 years` is 1/2."""
    word = text.lower().replace("_", "-")
    if word in _PERIODS:
        return _PERIODS[word]
    if span := _SPAN.fullmatch(word):
        return Fraction(_TIMES_A_YEAR[_SPANS[span[2]]], int(span[1]))
    counted = _PERIOD.fullmatch(word.replace("-", " "))
    if counted is None:
        raise CellUnreadable(
            "write yearly, quarterly, monthly, weekly, daily, or such as 2 years or P2Y"
        )
    return Fraction(_TIMES_A_YEAR[counted[2]], int(counted[1]))


def minor_units(amount: Decimal, currency: str) -> int:
    """Count an amount in minor units; a fraction of one is refused."""
    digits = minor_digits(currency)
    scaled = amount.scaleb(digits)
    if scaled != scaled.to_integral_value():
        nearest = scaled.to_integral_value(ROUND_HALF_UP).scaleb(-digits)
        raise CellUnreadable(
            f"{currency} has {digits} decimals and no more: write {nearest:f}, if that is meant"
        )
    return int(scaled)


def annualised(minor: int, times_a_year: Fraction) -> int:
    """Return the amount of a year, rounded once where a term is longer than a year."""
    times, parts = times_a_year.numerator, times_a_year.denominator
    if parts == 1:
        return minor * times
    rounded = (2 * abs(minor) * times + parts) // (2 * parts)
    return -rounded if minor < 0 else rounded


def converted(minor: int, currency: str, reporting: str, rate: Decimal) -> int:
    """Return minor units of the reporting currency, rounded half up."""
    with localcontext() as exact:
        exact.prec = 60
        shift = minor_digits(reporting) - minor_digits(currency)
        value = (Decimal(minor) * rate).scaleb(shift)
        return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
