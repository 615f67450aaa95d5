"""How days are named: in a rule, in a sentence, and by their place in a row."""

from collections.abc import Mapping

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING = "MO,TU,WE,TH,FR"
MOST_NAMED = 6
"""Months that are named in a sentence; of more the others are, as exceptions."""


def ordinal(number: int) -> str:
    """Write a number as a place in a row: 1st, 22nd."""
    tens, ones = divmod(number, 10)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(ones, "th") if tens % 10 != 1 else "th"
    return f"{number}{ending}"


def months_of(parts: Mapping[str, str]) -> list[int]:
    """Return the months that a rule names."""
    return [int(month) for month in parts.get("BYMONTH", "").split(",") if month]
