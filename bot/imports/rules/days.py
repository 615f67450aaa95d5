"""Days and moments from text; a day that could be read in two ways is never guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from bot.errors import ConfigurationInvalid
from bot.imports.rules.faults import CellUnreadable

_PARTS = {
    "%Y": r"(?P<year>[0-9]{4})",
    "%m": r"(?P<month>[0-9]{1,2})",
    "%d": r"(?P<day>[0-9]{1,2})",
}
_LETTERS = (("yyyy", "%Y"), ("mm", "%m"), ("dd", "%d"))
_TIME = (
    r"(?:(?:[ T]|, )(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?: ?(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WORD = r"(?P<word>[A-Za-z]{3,9})\.?"
_WITHOUT_ORDER = tuple(
    re.compile(form + _TIME)
    for form in (
        r"(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
        rf"{_WORD} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\.?[- ]{_WORD},?[- ](?P<year>[0-9]{{4}})",
    )
)
"""Days that can be read in one way only, whatever notation was named."""
_TWO_ORDERS = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<mark>[-./])(?P<second_>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})"
    + _TIME
)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})(?:-01)?")
FIRST_YEAR, LAST_YEAR = 1900, 2199
FARTHEST = timedelta(hours=14)
"""No clock on earth is farther from UTC."""
NOON = 12


@dataclass(frozen=True, slots=True)
class _Read:
    """A day that was read, and the rest of its cell."""

    day: date
    rest: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Days:
    """Reads days that can be read in one way, and those of one notation if one was named."""

    pattern: re.Pattern[str] | None
    example: str

    def day(self, text: str, zone: tzinfo = UTC) -> date:
        """Read a day; a moment is the day it has on that zone's clock."""
        found = self._found(text)
        if not found.rest("offset"):
            _time_of(found)
            return found.day
        return self.moment(text, zone).astimezone(zone).date()

    def moment(self, text: str, zone: tzinfo) -> datetime:
        """Read a moment; without an offset it is that zone's clock, without a time midnight."""
        found = self._found(text)
        local = datetime.combine(found.day, _time_of(found).time(), zone)
        if offset := found.rest("offset"):
            local = local.replace(tzinfo=_offset(offset))
        return local.astimezone(UTC)

    def _found(self, text: str) -> _Read:
        if self.pattern is not None and (named := self.pattern.fullmatch(text)):
            return _Read(_day(named["year"], named["month"], named["day"]), named.group)
        for pattern in _WITHOUT_ORDER:
            if found := pattern.fullmatch(text):
                return _Read(_day(found["year"], _month_of(found), found["day"]), found.group)
        if found := _TWO_ORDERS.fullmatch(text):
            return _Read(self._in_one_order(found), found.group)
        raise CellUnreadable(f"write the day as {self.example}")

    def _in_one_order(self, found: re.Match[str]) -> date:
        """Read a day whose month is plain, because the other number is too large for one."""
        first, second = int(found["first"]), int(found["second_"])
        if self.pattern is None and (first == second or max(first, second) > len(_MONTHS)):
            day, month = max(first, second), min(first, second)
            return _day(found["year"], month, day)
        if self.pattern is not None:
            raise CellUnreadable(f"write the day as {self.example}")
        raise CellUnreadable(
            "this day could be read in two ways: say --date-format dd-mm-yyyy or mm-dd-yyyy, "
            "with the marks as in the file"
        )


def days_written(notation: str | None) -> Days:
    """Return the reader of a notation such as dd-mm-yyyy or %d.%m.%Y; None means no order."""
    if notation is None:
        return Days(None, "2026-11-30")
    form = notation
    if "%" not in form:
        form = form.lower()
        for letters, part in _LETTERS:
            form = form.replace(letters, part, 1)
    pieces = re.split(r"(%[Ymd])", form)
    marks = "".join(pieces[::2])
    if sorted(pieces[1::2]) != sorted(_PARTS) or not re.fullmatch(r"[-./ ]*", marks):
        raise ConfigurationInvalid(
            f"--date-format {notation}: write yyyy, mm and dd once each, such as dd-mm-yyyy"
        )
    pattern = "".join(_PARTS.get(piece) or re.escape(piece) for piece in pieces)
    example = form.replace("%Y", "2026").replace("%m", "11").replace("%d", "30")
    return Days(re.compile(pattern + _TIME), example)


def read_month(text: str) -> str:
    """Read a month such as 2026-11, or its first day."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= len(_MONTHS):
        raise CellUnreadable("write the month as 2026-11")
    _refuse_year(int(found[1]))
    return f"{found[1]}-{found[2]}"


def _month_of(found: re.Match[str]) -> int:
    named = found.groupdict()
    if not named.get("word"):
        return int(named["month"])
    word = named["word"].lower()
    for number, month in enumerate(_MONTHS, 1):
        if month.startswith(word):
            return number
    raise CellUnreadable(f"{named['word']} is no month: write the day as 2026-11-30")


def _day(year: str | int, month: str | int, day: str | int) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise CellUnreadable(
            "there is no such day: write one of the calendar, as 2026-11-30"
        ) from None
    _refuse_year(found.year)
    return found


def _refuse_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellUnreadable(f"a year between {FIRST_YEAR} and {LAST_YEAR} is wanted")


def _time_of(found: _Read) -> datetime:
    hour, minute, second = (int(found.rest(part) or 0) for part in ("hour", "minute", "second"))
    if half := found.rest("half"):
        if not 1 <= hour <= NOON:
            raise CellUnreadable("there is no such time of day: write one such as 14:22")
        hour = hour % NOON + (NOON if half in "Pp" else 0)
    try:
        return datetime(found.day.year, found.day.month, found.day.day, hour, minute, second)  # noqa: DTZ001 - a wall clock
    except ValueError:
        raise CellUnreadable("there is no such time of day: write one such as 14:22") from None


def _offset(text: str) -> tzinfo:
    if not text.startswith(("+", "-")):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    if span > FARTHEST or minutes >= 60:  # noqa: PLR2004 - minutes of an hour
        raise CellUnreadable("there is no such offset from UTC: write one such as +02:00")
    return timezone(-span if text[0] == "-" else span)
