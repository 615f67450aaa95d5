"""What somebody is asked after: an event, called as the vendor's own systems call it."""

import unicodedata
from enum import StrEnum

LONGEST = 120
"""Characters of an occasion: it stands on one line of a card."""
QUARTER = 3


class Refused(StrEnum):
    """Why somebody is not asked, beside what keeps any message from them."""

    ALREADY = "asked already"
    OURS = "works for the vendor"


class NotAsked(StrEnum):
    """Why nobody is asked by a survey after an event."""

    NONE = "no survey"
    ANONYMOUS = "anonymous"
    RELATIONSHIP = "about the relationship"
    CLOSED = "closed"


class BadOccasion(StrEnum):
    """Why words are no occasion."""

    EMPTY = "empty"
    LONG = "too long"
    UNPRINTABLE = "unprintable"


def read_occasion(words: str) -> str | BadOccasion:
    """Return an occasion as it is kept, or why these words are none."""
    said = unicodedata.normalize("NFC", " ".join(words.split()))
    if not said:
        return BadOccasion.EMPTY
    if len(said) > LONGEST:
        return BadOccasion.LONG
    return said if said.isprintable() else BadOccasion.UNPRINTABLE


def quarter_name(year: int, month: int) -> str:
    """Name a calendar quarter, such as 2026-Q4."""
    return f"{year}-Q{(month - 1) // QUARTER + 1}"
