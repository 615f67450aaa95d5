"""Days, weeks and months by name: "15 oct", "2026-03-01", "week of nov 3", "december 2025"."""

import re
from datetime import date

from bot.figures.rules.periods.found import Found, Period, nearest
from bot.figures.rules.periods.units import offset
from bot.figures.rules.periods.vocabulary import MONTHS
from bot.figures.rules.periods.years import year_behind
from bot.figures.rules.windows import DAY, Calendar, Unit, Window

_PRONOUNS = {"i", "we", "you", "it", "be", "have", "see", "one", "they"}
_DAY_NUMBER = re.compile(r"(\d{1,2})(st|nd|rd|th)?$")
_WEEK = re.compile(r"(?:w|kw|cw)(\d{1,2})$")
_NO_SUCH_DAY = Period(None, problem="no_such_day")
_SURELY_A_DAY = 20


def month(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "march", "last march", "dec 2025", "august of last year"; not the "may" in "may i"."""
    before = offset(tokens[at])
    place = at if before is None else at + 1
    number = MONTHS.get(tokens[place]) if place < len(tokens) else None
    if number is None or (
        tokens[place] == "may" and tokens[place + 1 : place + 2] and tokens[place + 1] in _PRONOUNS
    ):
        return None
    behind = year_behind(tokens, place + 1, calendar)
    if behind is not None and behind.period.window is not None:
        year = behind.period.window
        named = Period(_month_in(year, number), part=(Unit.MONTH, number), year=year)
        return Found(behind.end, named)
    window = calendar.part(calendar.unit(Unit.YEAR), Unit.MONTH, number)
    return Found(place + 1, nearest(window, before, calendar, (Unit.MONTH, number)))


def day(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "15 oct", "15th of october 2026", "oct 15", "october 15th, 2026"."""
    number, end, name = _DAY_NUMBER.match(tokens[at]), at + 1, None
    if number is not None:
        end += tokens[end : end + 1] == ("of",)
        name = tokens[end] if end < len(tokens) else None
    elif tokens[at] in MONTHS and end < len(tokens):
        name = tokens[at]
        number = _DAY_NUMBER.match(tokens[end])
        if number and not number[2] and int(number[1]) > _SURELY_A_DAY:
            doubtful = year_behind(tokens, end + 1, calendar) is None
            if doubtful:
                return Found(end + 1, Period(None, problem="day_or_year"))
    if number is None or name not in MONTHS:
        return None
    behind = year_behind(tokens, end + 1, calendar)
    window = behind.period.window if behind else None
    if behind is not None and window is not None:
        year = _month_in(window, MONTHS[name]).start.year
        return Found(behind.end, _one_day(year, MONTHS[name], int(number[1])))
    this_year = _one_day(calendar.today.year, MONTHS[name], int(number[1]))
    if this_year.window is None:
        return Found(end + 1, this_year)
    return Found(end + 1, nearest(this_year.window, None, calendar))


def numeric(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "2026-03-15", "2026-03" and, day first, "15/3/2026"."""
    if match := re.match(r"(\d{4})-(\d{2})-(\d{2})$", tokens[at]):
        return Found(at + 1, _one_day(int(match[1]), int(match[2]), int(match[3])))
    if match := re.match(r"(\d{1,2})[./](\d{1,2})[./](\d{4})$", tokens[at]):
        return Found(at + 1, _one_day(int(match[3]), int(match[2]), int(match[1])))
    if match := re.match(r"(20\d{2})-(\d{2})$", tokens[at]):
        if not 1 <= int(match[2]) <= 12:  # noqa: PLR2004 - the months of a year
            return Found(at + 1, _NO_SUCH_DAY)
        whole = calendar.year(int(match[1]))
        return Found(at + 1, Period(calendar.part(whole, Unit.MONTH, int(match[2]))))
    return None


def week(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "week of 3 nov", "week 45" and "w45 2026" (ISO weeks)."""
    if tokens[at : at + 2] in {("week", "of"), ("week", "from")} and at + 2 < len(tokens):
        place = at + 3 if tokens[at + 2] == "the" else at + 2
        found = _first(tokens, place, calendar)
        if found is None or found.period.window is None:
            return found
        return Found(found.end, Period(calendar.unit(Unit.WEEK, of=found.period.window.start)))
    match = _WEEK.match(tokens[at])
    number, end = (int(match[1]) if match else None), at + 1
    if tokens[at] == "week" and tokens[end : end + 1] and tokens[end].isdecimal():
        number, end = int(tokens[end]), end + 1
    if number is None:
        return None
    behind = year_behind(tokens, end, calendar)
    year = behind.period.window.start.year if behind and behind.period.window else None
    period = _iso_week(number, year, calendar)
    return Found(behind.end if behind else end, period)


def numbered_month(tokens: tuple[str, ...], at: int, _calendar: Calendar) -> Found | None:
    """Meet "month 13": numbers name no months here, so the reader is asked."""
    number = tokens[at + 1] if tokens[at] == "month" and at + 1 < len(tokens) else ""
    if not re.fullmatch(r"\d{1,2}", number):
        return None
    return Found(at + 2, Period(None, problem="name_the_month"))


def _first(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    if at >= len(tokens):
        return None
    return day(tokens, at, calendar) or numeric(tokens, at, calendar)


def _month_in(year: Window, number: int) -> Window:
    """Find the month of that number inside a calendar or fiscal year."""
    start = year.start.replace(month=number)
    if start < year.start:
        start = start.replace(year=start.year + 1)
    return Calendar(start).unit(Unit.MONTH)


def _one_day(year: int, month_number: int, number: int) -> Period:
    try:
        start = date(year, month_number, number)
    except ValueError:
        return _NO_SUCH_DAY
    return Period(Window(start, start + DAY))


def _iso_week(number: int, year: int | None, calendar: Calendar) -> Period:
    try:
        start = date.fromisocalendar(year or calendar.today.year, number, 1)
        if year is None and start > calendar.today:
            start = date.fromisocalendar(calendar.today.year - 1, number, 1)
    except ValueError:
        return Period(None, problem="no_such_week")
    return Period(calendar.unit(Unit.WEEK, of=start), yearless=False)
