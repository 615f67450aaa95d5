"""Years and their parts: "2025", "fy26", "q3", "h1 2026", "q1 of fy27"."""

import re
from dataclasses import dataclass, replace

from bot.figures.rules.periods.found import Found, Period, nearest
from bot.figures.rules.periods.units import offset, relative
from bot.figures.rules.periods.vocabulary import FISCAL, ORDINALS, UNITS
from bot.figures.rules.windows import Calendar, Unit, Window

_FISCAL_NAME = re.compile(r"fy(\d{2}|\d{4})$")
_PART = re.compile(r"([qh])([1-4])$")
_PARTS_A_YEAR = {Unit.HALF: 2, Unit.QUARTER: 4}
_MONTHS_A_YEAR = 12
_CENTURY, _CENTURIES = 100, 2000


def fiscal(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "fy26", "fiscal year 2026", "fy26 q4", "this fy h1", "q1 of fy27"."""
    match, end = _FISCAL_NAME.match(tokens[at]), at + 1
    name = match[1] if match else None
    if name is None and (tokens[at] == "fy" or tokens[at] in FISCAL):
        end += tokens[end : end + 1] in {("year",), ("y",)}
        named = end < len(tokens) and re.match(r"\d{2}$|20\d{2}$", tokens[end])
        name, end = (tokens[end] if named else None), end + 1
    whole: Window | None = None
    if name is not None:
        whole = calendar.fiscal_year(int(name) % _CENTURY + _CENTURIES)
    else:
        said = relative(tokens, at, calendar)
        if said is not None and said.period.unit is Unit.FISCAL_YEAR:
            whole, end = said.period.window, said.end
    if whole is None:
        return _bare_fiscal_part(tokens, at, calendar)
    piece = _part_number(tokens, end)
    if piece is None:
        return Found(end, Period(whole, year=whole))
    return _part_of(piece, whole, calendar)


def _bare_fiscal_part(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    ordinal = tokens[at] in ORDINALS and tokens[at + 1 : at + 2] and tokens[at + 1] in FISCAL
    part = _part_number(tokens, at if ordinal else at + 1)
    part = part if ordinal or tokens[at] in FISCAL else None
    if part is None:
        return None
    found = _part_of(part, calendar.unit(Unit.FISCAL_YEAR), calendar)
    window = found.period.window
    if window is not None and window.start > calendar.today:
        return replace(found, period=replace(found.period, window=window.shifted_months(-12)))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    end: int
    unit: Unit
    number: int


def _part_number(tokens: tuple[str, ...], at: int) -> _Part | None:
    """Read "q3", "h1", "second half", "quarter 2", "third quarter"."""
    word = tokens[at] if at < len(tokens) else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if match := _PART.match(word):
        unit = Unit.QUARTER if match[1] == "q" else Unit.HALF
        return _Part(at + 1, unit, int(match[2]))
    unit_after, unit_here = UNITS.get(after), UNITS.get(word)
    if word in ORDINALS and after in FISCAL:
        inner = _part_number((*tokens[: at + 1], *tokens[at + 2 :]), at)
        return replace(inner, end=inner.end + 1) if inner else None
    if word in ORDINALS and unit_after in _PARTS_A_YEAR:
        skip = tokens[at + 2 : at + 3] == ("year",) and unit_after is Unit.HALF
        return _Part(at + 2 + skip, unit_after, ORDINALS[word])
    if unit_here in _PARTS_A_YEAR and len(word) > 1 and after in {"1", "2", "3", "4"}:
        return _Part(at + 2, unit_here, int(after))
    return None


def _part_of(part: _Part, year: Window, calendar: Calendar) -> Found:
    if part.number > _PARTS_A_YEAR[part.unit]:
        return Found(part.end, Period(None, problem="not_that_many"))
    window = calendar.part(year, part.unit, part.number)
    return Found(part.end, Period(window, part=(part.unit, part.number), year=year))


def part(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "q3", "last h1", "q3 2025", "q1 of fy26", "q2 last year"."""
    before = offset(tokens[at])
    part = _part_number(tokens, at if before is None else at + 1)
    if part is None:
        return None
    whole = calendar.unit(Unit.YEAR)
    found = _part_of(part, whole, calendar)
    window = found.period.window
    year = year_behind(tokens, part.end, calendar) or _short_year(tokens, part.end, calendar)
    if window is None:
        return found
    if year is not None and year.period.window is not None:
        return replace(_part_of(part, year.period.window, calendar), end=year.end)
    return Found(part.end, nearest(window, before, calendar, (part.unit, part.number)))


def _short_year(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read the "25" of "q2 25"."""
    if at >= len(tokens) or not re.match(r"[1-3]\d$", tokens[at]):
        return None
    return Found(at + 1, Period(calendar.year(int(tokens[at]) + _CENTURIES)))


def year_behind(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Find the year that may follow a month, quarter, half or day."""
    skip = at + (tokens[at : at + 1] in {("of",), ("in",), (",",)})
    if skip >= len(tokens):
        return None
    found = year(tokens, skip, calendar) or _fiscal_name(tokens, skip, calendar)
    if found is not None:
        return found
    said = relative(tokens, skip, calendar)
    yearly = said is not None and said.period.unit in {Unit.YEAR, Unit.FISCAL_YEAR}
    return said if yearly else None


def _fiscal_name(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    found = fiscal(tokens, at, calendar) if tokens[at].startswith("fy") else None
    return (
        found
        if found and found.period.window and found.period.window.months == _MONTHS_A_YEAR
        else None
    )


def year(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "2025"."""
    if not re.match(r"20\d\d$", tokens[at]):
        return None
    whole = calendar.year(int(tokens[at]))
    return Found(at + 1, Period(whole, year=whole))
