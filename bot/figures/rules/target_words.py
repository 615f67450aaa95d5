"""Reads "target for acme arr 800k this year": whose figure, how much, and in which days."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.figures.rules.numbers_said import WRITTEN, is_percent, number_in
from bot.figures.rules.windows import DAY, MONTHS_A_YEAR, Calendar, Unit, Window, add_months

TARGET_CALLS = (
    *("set a target", "set a new target", "set the target", "set our target", "set target"),
    *("add a target", "add target", "new target", "change the target", "ziel", "neues ziel"),
)
"""What setting a target may begin with, beside "target"."""

_CALL = re.compile(
    r"(?:please\s+)?(?:(?:set|add|make|create|change|new|neues|setze)\s+(?:up\s+)?)?"
    r"(?:an?\s+|the\s+|our\s+|ein\s+|das\s+)?(?:new\s+|neues\s+)?"
    r"(?:target|ziel)\b(?:\s+(?:setzen|is|ist))?(?:\s+(?:for|of|on|für|fuer|von))?\s*:?\s*",
    re.IGNORECASE,
)
_MONTHS = (
    *("jan january januar", "feb february februar", "mar march mär märz maerz", "apr april"),
    *("may mai", "jun june juni", "jul july juli", "aug august", "sep sept september"),
    *("oct october okt oktober", "nov november", "dec december dez dezember"),
)
_MONTH_OF = {word: number for number, row in enumerate(_MONTHS, 1) for word in row.split()}
_MONTH = rf"(?P<named>{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>20\d\d)"
_BY = r"(?P<by>\b(?:by|until|till|up\s+to|before|bis)\s+(?:zum\s+)?(?:the\s+)?)"
_DAYS = (
    re.compile(rf"{_BY}{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", re.IGNORECASE),
    re.compile(rf"{_BY}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}?", re.IGNORECASE),
    re.compile(
        rf"{_BY}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_BY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?", re.IGNORECASE
    ),
)
_LEAD = (
    rf"(?:{_BY}|\b(?:for|in|during|over|im|für|in\s+the)\s+)?"
    r"(?P<end>(?:the\s+)?(?:end\s+of|ende)\s+)?(?:the\s+)?"
)
_STEPS = {
    **dict.fromkeys(("year", "jahr", "jahres"), Unit.YEAR),
    **dict.fromkeys(("half", "half year", "half-year", "halbjahr"), Unit.HALF),
    **dict.fromkeys(("quarter", "quartal"), Unit.QUARTER),
    **dict.fromkeys(("month", "monat"), Unit.MONTH),
}
_STEP = rf"(?P<step>{'|'.join(sorted(_STEPS, key=len, reverse=True))})\b"
_WHICH = r"(?P<which>this|current|our|next|dieses|diesen|laufendes|nächstes|nächsten|naechstes)\s+"
_PERIODS = (
    re.compile(
        rf"{_LEAD}(?<![\w.,]){_YEAR}-(?:(?P<part>[QH])(?P<number>[1-4])|(?P<month>\d\d))\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_LEAD}\b(?P<part>[qh])(?P<number>[1-4])\b(?:\s*(?:of\s+|/)?\s*{_YEAR}\b)?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_LEAD}\b{_MONTH}(?:\s+{_YEAR}\b)?", re.IGNORECASE),
    re.compile(rf"{_LEAD}\b{_WHICH}{_STEP}", re.IGNORECASE),
    re.compile(
        rf"{_BY}?(?:the\s+)?(?P<end>year[\s-]?end|end\s+of\s+year|jahresende)", re.IGNORECASE
    ),
    re.compile(rf"{_BY}(?:the\s+)?(?P<end>end\s+of\s+(?:the\s+)?){_STEP}", re.IGNORECASE),
    re.compile(rf"(?:{_BY}|\b(?:for|in|im|für)\s+){_YEAR}\b", re.IGNORECASE),
    re.compile(rf"{_LEAD}(?<![\w.,$€£]){_YEAR}(?![\w.,]|\s*(?:%|k\b|m\b))", re.IGNORECASE),
)
_NUMBER = re.compile(
    rf"(?:\b(?:of|at|to|is|reach|auf|von|=|:)\s*)?(?<![\w.,-]){WRITTEN}(?![\w-])", re.IGNORECASE
)
_ENGLISH = {"von": "of", "für": "for", "fuer": "for", "unser": "our", "unsere": "our"}
"""Figures are asked for in English; the small words between are said in German too."""
_UNITS = {"Q": (Unit.QUARTER, 4), "H": (Unit.HALF, 2)}


@dataclass(frozen=True, slots=True)
class TargetWish:
    """What was said of a target; the words of the figure are read as any question is."""

    figure: str
    number: Decimal | None = None
    is_percent: bool = False
    window: Window | None = None


def read_wish(said: str, calendar: Calendar) -> TargetWish:
    """Read what was said of a target; what was not said is None."""
    call = _CALL.match(said)
    words = " ".join(said[call.end() if call else 0 :].split()).strip(" .!?")
    window, words = _period(words, calendar)
    found = _NUMBER.search(words)
    if found is None:
        return TargetWish(_tidy(words), window=window)
    left = f"{words[: found.start()]} {words[found.end() :]}"
    return TargetWish(_tidy(left), number_in(found), is_percent(found), window)


def part_of_year(year: int, letter: str, number: int) -> Window | None:
    """Return the quarter (Q) or half (H) of a calendar year; None where it has no such one."""
    unit, most = _UNITS[letter.upper()]
    calendar = Calendar(date(year, 1, 1))
    return calendar.part(calendar.year(year), unit, number) if 1 <= number <= most else None


def month_of_year(year: int, month: int) -> Window | None:
    """Return a month of a calendar year; None where there is none of that number."""
    if not 1 <= month <= MONTHS_A_YEAR:
        return None
    start = date(year, month, 1)
    return Window(start, add_months(start, 1))


def until(last: date, calendar: Calendar) -> Window:
    """Return the days of a target that is to be reached by a day: of its year, or from now on."""
    start = date(last.year, 1, 1)
    if start > calendar.today:
        start = calendar.today.replace(day=1)
    return Window(start, last + DAY)


def _period(words: str, calendar: Calendar) -> tuple[Window | None, str]:
    for pattern in _DAYS:
        if found := pattern.search(words):
            last = _day(found.groupdict(), calendar)
            return (until(last, calendar) if last else None), _without(words, found)
    for pattern in _PERIODS:
        if found := pattern.search(words):
            said = found.groupdict()
            window = _window(said, calendar)
            if window is not None and (said.get("by") or said.get("end")):
                window = until(window.last, calendar)
            return window, _without(words, found)
    return None, words


def _day(said: dict[str, str | None], calendar: Calendar) -> date | None:
    month = _MONTH_OF[(said.get("named") or "").casefold()] if said.get("named") else None
    year = int(said.get("year") or calendar.today.year)
    try:
        found = date(year, month or int(said.get("month") or 0), int(said["day"] or 0))
    except ValueError:
        return None
    is_next = not said.get("year") and found < calendar.today
    return add_months(found, MONTHS_A_YEAR) if is_next else found


def _window(said: dict[str, str | None], calendar: Calendar) -> Window | None:
    today, named = calendar.today, said.get("named")
    year = int(said.get("year") or today.year)
    if (letter := said.get("part")) and (number := said.get("number")):
        return part_of_year(year, letter, int(number))
    if named is not None:
        month = _MONTH_OF[named.casefold()]
        is_next = not said.get("year") and month < today.month
        return month_of_year(year + is_next, month)
    if said.get("month"):
        return month_of_year(year, int(said["month"] or 0))
    step = _STEPS[(said.get("step") or "year").casefold()]
    if said.get("year"):
        return calendar.year(year)
    is_next = (said.get("which") or "").casefold().startswith("n")
    return calendar.unit(step, 1 if is_next else 0)


def _without(words: str, found: re.Match[str]) -> str:
    return " ".join(f"{words[: found.start()]} {words[found.end() :]}".split())


def _tidy(words: str) -> str:
    """Leave out what joined the words that were taken out."""
    words = " ".join(_ENGLISH.get(word.casefold(), word) for word in words.split())
    words = words.strip(" ,;:=-")
    words = re.sub(r"\s+(?:of|at|to|is|for|by|in|auf|bis)$", "", words)
    return words.removeprefix("for ").removeprefix("of ").strip(" ,;:=-")
