"""Reads how an alert is to be silent: "quiet for 3 days", "back at 1.5 %", "margin 0.5 %"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.figures.rules.alerts import COOL_DOWN, Side, usual_margin
from bot.figures.rules.numbers_said import WRITTEN, in_units, is_percent, number_in

MOST_QUIET = 90
"""Days: whoever wants to hear nothing for longer wants no alert."""

_WORDS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {"one": 1} | {word: number for number, word in enumerate(_WORDS, 1)}
_DAYS = {"day": 1, "week": 7, "month": 30}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_STEP = r"(?P<step>day|week|month)s?\b"
_JOINT = r"[,;]?\s*(?:(?:and|but|then|with)\s+)*"
_QUIETS = (
    re.compile(
        rf"{_JOINT}(?:(?:i\s+want\s+it\s+)?(?:stay|stays|keep|be|remain)\s+)?"
        r"\b(?:quiet|silent|cool(?:ing)?[- ]?(?:down|off))(?:\s+period)?\s+"
        rf"(?:(?:for|of)\s+)?(?:at\s+least\s+)?{_COUNT}\s+{_STEP}"
        r"(?:\s+(?:after(?:wards)?|then|in\s+between|between))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_JOINT}\b(?:at\s+most|no\s+more\s+than|not\s+more\s+than)\s+(?:once\s+)?"
        rf"(?:every\s+|per\s+|in\s+)?(?:{_COUNT}\s+)?{_STEP}",
        re.IGNORECASE,
    ),
)
_BACK = re.compile(
    rf"{_JOINT}(?:until\s+(?:it\s+)?(?:is\s+)?|(?:it\s+)?(?:is\s+)?)?"
    rf"\bback\s+(?:at|to|under|over|below|above)\s+{WRITTEN}",
    re.IGNORECASE,
)
_MARGINS = (
    re.compile(
        rf"(?:[,;]\s*|\b(?:with|and)\s+)+(?:a\s+)?(?:margin|hysteresis)\s+(?:of\s+)?{WRITTEN}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:[,;]\s*)?\bwith\s+(?:a\s+)?{WRITTEN}\s+(?:margin|hysteresis)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How silent an alert is to be, as far as somebody said.

    `back` is where the figure is back for good, or `margin` how far that is from the line, in
    percent of it where `is_share`; `quiet` are the days between two crossings that are told.
    """

    back: Decimal | None = None
    margin: Decimal | None = None
    is_share: bool = False
    quiet: int = COOL_DOWN.days

    def margin_of(self, side: Side, at: Decimal, unit: str, currency: str) -> Decimal:
        """Return how far from a line a figure is back; below zero where it cannot be so."""
        if self.back is not None:
            back = in_units(self.back, unit, currency)
            return at - back if side is Side.OVER else back - at
        if self.margin is None:
            return usual_margin(at)
        if self.is_share and unit != "percent":
            return abs(at) * self.margin / 100
        return in_units(self.margin, unit, currency)


AS_USUAL = Manner()
"""A tenth of the line, and a week."""


def read_manner(said: str) -> tuple[Manner, str]:
    """Take out of what was said how silent an alert is to be; return the rest of the words."""
    quiet, back, margin, is_share = COOL_DOWN.days, None, None, False
    found, said = _taken(_QUIETS, said)
    if found is not None:
        counted = (found["count"] or "a").casefold()
        quiet = (_NUMBERS.get(counted) or int(counted)) * _DAYS[found["step"].casefold()]
    found, said = _taken((_BACK,), said)
    if found is not None:
        back = number_in(found)
    found, said = _taken(_MARGINS, said)
    if found is not None:
        margin, is_share = number_in(found), is_percent(found)
    return Manner(back, margin, is_share, quiet), said


def _taken(patterns: tuple[re.Pattern[str], ...], said: str) -> tuple[re.Match[str] | None, str]:
    for pattern in patterns:
        if found := pattern.search(said):
            left = f"{said[: found.start()]} {said[found.end() :]}"
            return found, " ".join(left.split()).strip(" ,;")
    return None, said
