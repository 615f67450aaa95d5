"""Read the words of somebody who goes away, or is back."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=366)
"""Who is away for longer has left, or mistyped the year."""

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SAID = re.compile(
    r"(?:i am |i'm |i\u2019m )?(?:away|out of office)(?: (?P<rest>.*))?", re.IGNORECASE
)
UNTIL = re.compile(r"(?:until|till|to) (?:the )?(?P<day>.+?)[.!]?", re.IGNORECASE)
"""What may follow "away"."""
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<month>[a-z]{3,9})\.?,?(?: (?P<year>\d{4}))?",
    re.ASCII,
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3,9})\.? (?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>\d{4}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody says they are away; `last` is the last day of it, None where it is unclear."""

    last: date | None = None


def read_absence(text: str, today: date) -> Away:
    """Return the last day of an absence; a day that has gone by, or is over a year off, is none.

    A day without a year is the next one of that name. Days written in digits only are read as
    2026-03-12 and in no other way: 12/03 is two days, and we do not guess.
    """
    said = _SAID.fullmatch(text.strip())
    until = UNTIL.fullmatch((said["rest"] or "").strip()) if said else None
    last = _day(until["day"].lower(), today) if until else None
    if last is None or not today <= last <= today + LONGEST:
        return Away()
    return Away(last)


def _day(words: str, today: date) -> date | None:
    if words in ("today", "tonight"):
        return today
    if words == "tomorrow":
        return today + timedelta(days=1)
    weekday = words.removeprefix("next ")
    if weekday in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    for form in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        found = form.fullmatch(words)
        if found is not None:
            return _written(found, today)
    return None


def _written(found: re.Match[str], today: date) -> date | None:
    month = _month(found["month"])
    if month is None:
        return None
    if found["year"]:
        return _date(int(found["year"]), month, int(found["day"]))
    # 29 February comes in some years only; the absence may not be longer than a year anyway.
    years = (today.year, today.year + 1)
    days = (_date(year, month, int(found["day"])) for year in years)
    return next((day for day in days if day is not None and day >= today), None)


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    fitting = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)]
    return fitting[0] if len(fitting) == 1 else 9 if word == "sept" else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
