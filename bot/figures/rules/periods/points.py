"""One named time: a day, a month, a quarter, a unit counted from today."""

import re
from collections.abc import Callable

from bot.figures.rules.periods import days, units, years
from bot.figures.rules.periods.found import Found, Period
from bot.figures.rules.periods.vocabulary import UNITS
from bot.figures.rules.windows import DAY, Calendar, Window

Rule = Callable[[tuple[str, ...], int, Calendar], Found | None]

_RULES: tuple[Rule, ...] = (
    units.near_day,
    units.to_date_word,
    units.relative,
    units.counted,
    units.before_that,
    units.ago,
    years.fiscal,
    years.part,
    years.year,
    days.month,
    days.day,
    days.numeric,
    days.week,
    days.numbered_month,
)


def point(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Find the longest single time whose words begin at this token."""
    if at >= len(tokens):
        return None
    edge = _edge(tokens, at, calendar) or _vague(tokens, at, calendar)
    if edge is not None:
        return edge
    if tokens[at : at + 1] == ("year",) and re.fullmatch(r"20\d\d", (*tokens, "")[at + 1]):
        return point(tokens, at + 1, calendar)
    if tokens[at] in {"calendar", "the", "in"} and at + 1 < len(tokens):
        return point(tokens, at + 1, calendar)
    found = [match for rule in _RULES if (match := rule(tokens, at, calendar)) is not None]
    return max(found, key=lambda match: match.end, default=None)


_NEARLY = {"early", "late", "mid", "around", "circa"}


def _vague(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Meet "early 2026" and "around june": nobody can say which days these are."""
    if tokens[at] not in _NEARLY:
        return None
    skip = at + 1
    while tokens[skip : skip + 1] in {("in",), ("the",), ("of",), ("to",), ("late",)}:
        skip += 1
    found = point(tokens, skip, calendar)
    return Found(found.end, Period(None, problem="no_exact_days")) if found else None


def _edge(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "end of march" and "start of q3" as one day."""
    unit_end = tokens[at] in UNITS and tokens[at + 1 : at + 2] == ("end",)
    if unit_end:
        at += 1
    if tokens[at] not in {"end", "start", "beginning", "close", "eoy"}:
        return None
    skip = at + (2 if tokens[at + 1 : at + 2] == ("of",) else 1)
    while tokens[skip : skip + 1] == ("the",):
        skip += 1
    first = tokens[at] in {"start", "beginning"}
    found = point(tokens, skip, calendar)
    if found is None and first:
        found = units.this_unit(tokens, skip, calendar)
    if found is None or found.period.window is None:
        return found
    window = found.period.window
    day = window.start if first else window.last
    return Found(found.end, Period(Window(day, day + DAY)))
