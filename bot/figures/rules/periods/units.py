"""Units counted from today: "yesterday", "last quarter", "trailing 12 months", "year to date"."""

from datetime import timedelta

from bot.figures.rules.periods.found import Found, Period
from bot.figures.rules.periods.vocabulary import (
    FISCAL,
    LAST,
    NEXT,
    NUMBERS,
    PRIOR,
    SHORT_TRAILING,
    THIS,
    TO_DATE,
    TRAILING,
    UNITS,
)
from bot.figures.rules.windows import DAY, Calendar, Unit, Window

_LONGEST_COUNT = 3  # digits: "last 400 days" yes, "last 2025" no


def near_day(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "today" and "yesterday"."""
    if tokens[at] not in {"today", "yesterday"}:
        return None
    steps = 0 if tokens[at] == "today" else -1
    return Found(at + 1, Period(calendar.unit(Unit.DAY, steps), unit=Unit.DAY, offset=steps))


def to_date_word(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "ytd", "quarter to date" and "ytd last year"."""
    unit, end = TO_DATE.get(tokens[at]), at + 1
    if unit is None and tokens[at + 1 : at + 3] == ("to", "date"):
        unit, end = UNITS.get(tokens[at]), at + 3
    if unit is None and tokens[at] in FISCAL and tokens[at + 1 : at + 4] == ("year", "to", "date"):
        unit, end = Unit.FISCAL_YEAR, at + 4
    if unit is None:
        return None
    window = Window(calendar.unit(unit).start, calendar.today + DAY)
    if offset((*tokens, "")[end]) == -1 and tokens[end + 1 : end + 2] == ("year",):
        return Found(end + 2, Period(calendar.back(window, Unit.YEAR)))
    return Found(end, Period(window))


def relative(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "last quarter", "this fiscal year", "next month"."""
    steps = offset(tokens[at])
    if steps is None:
        return None
    found = _unit(tokens, at + 1)
    if found is None:
        return None
    end, unit = found
    window = calendar.unit(unit, steps)
    ahead = window
    if steps == 0 and window.end > calendar.today:
        ahead = Window(calendar.today, window.end)
    prior = tokens[at] in PRIOR
    return Found(end, Period(window, unit=unit, offset=steps, ahead=ahead, prior=prior))


def this_unit(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read the "year" of "beginning of the year"."""
    found = _unit(tokens, at)
    return Found(found[0], Period(calendar.unit(found[1]))) if found else None


def offset(word: str) -> int | None:
    """Say by how many units "last", "this" and "next" step."""
    return -1 if word in LAST else 0 if word in THIS else 1 if word in NEXT else None


def _unit(tokens: tuple[str, ...], at: int) -> tuple[int, Unit] | None:
    word = tokens[at] if at < len(tokens) else ""
    if word in FISCAL or word == "calendar":
        inner = _unit(tokens, at + 1)
        if inner is None:
            return None
        fiscal_year = word in FISCAL and inner[1] is Unit.YEAR
        return inner[0], Unit.FISCAL_YEAR if fiscal_year else inner[1]
    unit = UNITS.get(word) if len(word) > 1 else None
    if unit is None:
        return None
    long_half = unit is Unit.HALF and tokens[at + 1 : at + 2] in {("year",), ("yr",)}
    return at + (2 if long_half else 1), unit


def counted(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "last 12 months", "trailing 4 quarters", "next 30 days", "ttm"."""
    if tokens[at] in SHORT_TRAILING:
        return Found(at + 1, Period(calendar.trailing(Unit.MONTH, SHORT_TRAILING[tokens[at]])))
    if tokens[at] not in TRAILING | NEXT:
        return None
    place = _past(tokens, at + 1, {"a", "the"})
    count = _number(tokens[place]) if place < len(tokens) else None
    place = _past(tokens, place + 1, {"of", "complete", "full", "whole", "calendar"})
    unit = UNITS.get(tokens[place]) if place < len(tokens) else None
    if count is None or unit is None:
        return None
    if tokens[at] in NEXT:
        return Found(place + 1, _ahead(count, unit, calendar))
    window = calendar.trailing(unit, count)
    return Found(place + 1, Period(window, prior=tokens[at] in PRIOR, steps=unit))


def before_that(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "6 months before", "month before that", "quarter prior": told of another time."""
    count = _number(tokens[at])
    place = at if count is None else at + 1
    unit = _unit(tokens, place)
    if unit is None or tokens[unit[0] : unit[0] + 1] not in _BEFORE:
        return None
    end = unit[0] + 1
    end += tokens[end : end + 1] in {("that",), ("it",), ("this",)}
    window = calendar.trailing(unit[1], count or 1)
    return Found(end, Period(window, unit=unit[1], prior=True))


_BEFORE = {("before",), ("prior",), ("earlier",), ("preceding",)}


def ago(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "3 months ago", "a year ago today", "this time last year": that day, or that unit."""
    if tokens[at : at + 4] in _THIS_TIME_LAST_YEAR:
        return Found(at + 4, _back(calendar, Unit.YEAR, 1))
    count = _number(tokens[at])
    place = at if count is None else at + 1
    unit = UNITS.get(tokens[place]) if place < len(tokens) and len(tokens[place]) > 1 else None
    if unit is None or tokens[place + 1 : place + 2] != ("ago",):
        return None
    end = place + 2
    end += tokens[end : end + 1] == ("today",)
    return Found(end, _back(calendar, unit, count or 1))


_THIS_TIME_LAST_YEAR = {
    ("this", "time", "last", "year"),
    ("same", "time", "last", "year"),
    ("same", "day", "last", "year"),
    ("this", "day", "last", "year"),
    ("today", "a", "year", "ago"),
}


def _back(calendar: Calendar, unit: Unit, count: int) -> Period:
    """Find the day so many units before today."""
    window = calendar.unit(Unit.DAY)
    for _ in range(count):
        window = calendar.back(window, unit)
    return Period(window, unit=unit, offset=-count, instant=unit is not Unit.DAY)


def _past(tokens: tuple[str, ...], at: int, words: set[str]) -> int:
    while at < len(tokens) and tokens[at] in words:
        at += 1
    return at


def _ahead(count: int, unit: Unit, calendar: Calendar) -> Period:
    days = {Unit.DAY: 1, Unit.WEEK: 7}.get(unit)
    if days is None:
        return Period(None, problem="days_or_months")
    window = Window(calendar.today, calendar.today + timedelta(days=count * days))
    return Period(window, ahead=window)


def _number(word: str) -> int | None:
    number = int(word) if word.isdecimal() and len(word) <= _LONGEST_COUNT else NUMBERS.get(word)
    return number if number and number > 0 else None
