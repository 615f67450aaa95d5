"""Reads "tell me when acme's churn is over 2 % for two months": figure, side, line and time."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.currencies import minor_digits
from bot.figures.rules.alerts import Side
from bot.figures.rules.windows import Unit

CALLS = tuple(
    f"{call} {joint}"
    for call in ("tell me", "let me know", "warn me", "notify me", "ping me", "alert me")
    for joint in ("when", "if", "once", "as soon as")
)
"""What an alert may begin with."""

_UNDER = {"under", "below", "beneath", "less than", "lower than", "fewer than", "<"}
_SIDES = (
    *("more than", "greater than", "higher than", "less than", "lower than", "fewer than"),
    *("over", "above", "beyond", "exceeds", "exceed", "under", "below", "beneath", ">", "<"),
)
_VERBS = (
    *("has been", "have been", "is at", "is", "are", "was", "gets", "goes", "falls", "drops"),
    *("fall", "drop", "go", "get", "rise", "climb", "sinks", "rises", "climbs", "stays", "stay"),
    *("comes", "grows", "jumps", "dips", "slips", "moves", "exceeds"),
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SCALES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions"), 6),
    **dict.fromkeys(("bn", "billion"), 9),
}
_SIDE = "|".join(re.escape(one) for one in _SIDES)
_SAID = re.compile(
    rf"(?P<what>.+?)\s+(?:(?:{'|'.join(_VERBS)})\s+)?(?:(?:up|down|to)\s+)?"
    rf"(?P<side>{_SIDE})\s*(?P<sign>[-\u2212]?)\s*(?:[$\u20ac\u00a3]\s*)?"
    r"(?P<number>\d[\d.,]*\d|\d)\s*"
    rf"(?P<scale>(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b)?\s*"
    r"(?P<unit>%|percent\b|per cent\b|points?\b|usd\b|eur\b|gbp\b|[$\u20ac\u00a3])?(?P<rest>.*)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    rf"\b(?:for|over)\s+(?:at least\s+)?(?:the last\s+)?(?P<count>\d+|{'|'.join(_NUMBERS)})\s+"
    r"(?P<step>month|quarter)s?(?:\s+(?:in a row|running|straight))?\b|"
    rf"\b(?P<count2>\d+|{'|'.join(_NUMBERS)})\s+(?P<step2>month|quarter)s?\s+"
    r"(?:in a row|running|straight)\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said of an alert: the words of the figure are read as any question is."""

    figure: str
    side: Side
    number: Decimal
    is_percent: bool = False
    periods: int = 1
    step: Unit = Unit.MONTH


def read_wish(said: str) -> Wish | None:
    """Read what follows "tell me when"; None where it names no line."""
    found = _SAID.fullmatch(" ".join(said.split()).strip(" .!?"))
    number = _number(found["number"]) if found is not None else None
    if found is None or number is None:
        return None
    value = number.scaleb(_SCALES.get((found["scale"] or "").casefold(), 0))
    rest, periods, step = _lasting(found["rest"])
    figure = f"{found['what']} {rest}".strip(" ,.")
    return Wish(
        figure,
        Side.UNDER if found["side"].casefold() in _UNDER else Side.OVER,
        -value if found["sign"] else value,
        (found["unit"] or "").casefold() in {"%", "percent", "per cent"},
        periods,
        step,
    )


def in_units(number: Decimal, unit: str, currency: str) -> Decimal:
    """Return a number as a figure of this unit has it: money in its smallest coins."""
    return number.scaleb(minor_digits(currency)) if unit.startswith("money") else number


def read_number(said: str) -> Decimal | None:
    """Read a number as people write one: 2, 2.5 %, 1,000,000 or 1.2m."""
    found = _SAID.fullmatch(f"it over {said.strip()}")
    if found is None or found["rest"].strip():
        return None
    number = _number(found["number"])
    if number is None:
        return None
    value = number.scaleb(_SCALES.get((found["scale"] or "").casefold(), 0))
    return -value if found["sign"] else value


def _lasting(rest: str) -> tuple[str, int, Unit]:
    """Take how long it must last out of what follows the line."""
    found = _LASTS.search(rest)
    if found is None:
        return rest.strip(), 1, Unit.MONTH
    count = (found["count"] or found["count2"]).casefold()
    step = Unit((found["step"] or found["step2"]).casefold())
    left = f"{rest[: found.start()]} {rest[found.end() :]}"
    periods = _NUMBERS.get(count) or int(count)
    return " ".join(left.split()), max(periods, 1), step


def _number(written: str) -> Decimal | None:
    if _THOUSANDS.fullmatch(written):
        written = written.replace(",", "")
    elif written.count(",") == 1 and "." not in written:
        written = written.replace(",", ".")
    try:
        return Decimal(written)
    except InvalidOperation:
        return None
