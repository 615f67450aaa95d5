"""Reads numbers as people write them: 2, 2.5 %, 1,000,000, $800k or 1.2m."""

import re
from decimal import Decimal, InvalidOperation

from bot.currencies import minor_digits

_SCALES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions"), 6),
    **dict.fromkeys(("bn", "billion"), 9),
}
WRITTEN = (
    r"(?P<sign>[-\u2212]?)\s*(?:[$\u20ac\u00a3]\s*)?"
    r"(?P<number>\d[\d.,]*\d|\d)\s*"
    rf"(?P<scale>(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b)?\s*"
    r"(?P<unit>%|percent\b|per cent\b|points?\b|usd\b|eur\b|gbp\b|[$\u20ac\u00a3])?"
)
"""The pattern of a number within other words; what it found, `number_in` reads."""
_ALONE = re.compile(WRITTEN, re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


def read_number(said: str) -> Decimal | None:
    """Read a number that stands alone; None where it is none, or more."""
    found = _ALONE.fullmatch(said.strip())
    return number_in(found) if found is not None else None


def number_in(found: re.Match[str]) -> Decimal | None:
    """Return the number that `WRITTEN` found; None where its points and commas mean nothing."""
    written = found["number"]
    if _THOUSANDS.fullmatch(written):
        written = written.replace(",", "")
    elif written.count(",") == 1 and "." not in written:
        written = written.replace(",", ".")
    try:
        number = Decimal(written).scaleb(_SCALES.get((found["scale"] or "").casefold(), 0))
    except InvalidOperation:
        return None
    return -number if found["sign"] else number


def is_percent(found: re.Match[str]) -> bool:
    """Say whether a number was written as a share."""
    return (found["unit"] or "").casefold() in {"%", "percent", "per cent"}


def in_units(number: Decimal, unit: str, currency: str) -> Decimal:
    """Return a number as a figure of this unit has it: money in its smallest coins."""
    return number.scaleb(minor_digits(currency)) if unit.startswith("money") else number
