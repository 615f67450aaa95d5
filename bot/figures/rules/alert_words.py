"""Reads "tell me when acme's churn is over 2 % for two months": figure, side, line and time."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.figures.rules.alert_manners import AS_USUAL, Manner, read_manner
from bot.figures.rules.alerts import Side
from bot.figures.rules.numbers_said import WRITTEN, is_percent, number_in
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
_SIDE = "|".join(re.escape(one) for one in _SIDES)
_SAID = re.compile(
    rf"(?P<what>.+?)\s+(?:(?:{'|'.join(_VERBS)})\s+)?(?:(?:up|down|to)\s+)?"
    rf"(?P<side>{_SIDE})\s*{WRITTEN}(?P<rest>.*)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    rf"\b(?:for|over)\s+(?:at least\s+)?(?:the last\s+)?(?P<count>\d+|{'|'.join(_NUMBERS)})\s+"
    r"(?P<step>month|quarter)s?(?:\s+(?:in a row|running|straight))?\b|"
    rf"\b(?P<count2>\d+|{'|'.join(_NUMBERS)})\s+(?P<step2>month|quarter)s?\s+"
    r"(?:in a row|running|straight)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said of an alert: the words of the figure are read as any question is."""

    figure: str
    side: Side
    number: Decimal
    is_percent: bool = False
    periods: int = 1
    step: Unit = Unit.MONTH
    manner: Manner = AS_USUAL


def read_wish(said: str) -> Wish | None:
    """Read what follows "tell me when"; None where it names no line."""
    manner, words = read_manner(" ".join(said.split()).strip(" .!?"))
    found = _SAID.fullmatch(words)
    number = number_in(found) if found is not None else None
    if found is None or number is None:
        return None
    rest, periods, step = _lasting(found["rest"])
    figure = f"{found['what']} {rest}".strip(" ,.")
    return Wish(
        figure,
        Side.UNDER if found["side"].casefold() in _UNDER else Side.OVER,
        number,
        is_percent(found),
        periods,
        step,
        manner,
    )


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
