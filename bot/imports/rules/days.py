"""Days and moments from text; a day that could be read in two ways is never guessed."""

import re
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
    r"(?:[ T](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?: ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_OTHER_WAY = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})(?:-01)?")
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Days:
    """Reads days in one notation, ISO unless told otherwise."""

    pattern: re.Pattern[str]
    example: str
    is_iso: bool

    def day(self, text: str) -> date:
        """Read a day; a time of day other than midnight is refused."""
        found = self._found(text)
        if any(int(found[part] or 0) for part in ("hour", "minute", "second")):
            raise CellUnreadable("a day is wanted here, without a time")
        return _day(found)

    def moment(self, text: str, zone: tzinfo) -> datetime:
        """Read a moment; without an offset it is that zone's clock, without a time midnight."""
        found = self._found(text)
        day = _day(found)
        hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
        try:
            local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
        except ValueError:
            raise CellUnreadable("there is no such time of day") from None
        if found["offset"]:
            local = local.replace(tzinfo=_offset(found["offset"]))
        return local.astimezone(UTC)

    def _found(self, text: str) -> re.Match[str]:
        found = self.pattern.fullmatch(text)
        if found is not None:
            return found
        if self.is_iso and _OTHER_WAY.match(text):
            raise CellUnreadable(
                "this day could be read in two ways: say --date-format dd-mm-yyyy or mm-dd-yyyy, "
                "with the marks as in the file"
            )
        raise CellUnreadable(f"write the day as {self.example}")


def days_written(notation: str | None) -> Days:
    """Return the reader of a notation such as dd-mm-yyyy or %d.%m.%Y; None means ISO."""
    form = notation or "%Y-%m-%d"
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
    if notation is None:
        pattern = pattern.replace("{1,2}", "{2}")
    return Days(re.compile(pattern + _TIME), example, is_iso=notation is None)


def read_month(text: str) -> str:
    """Read a month such as 2026-11, or its first day."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months of a year
        raise CellUnreadable("write the month as 2026-11")
    return f"{found[1]}-{found[2]}"


def _day(found: re.Match[str]) -> date:
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise CellUnreadable("there is no such day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellUnreadable(f"a year between {FIRST_YEAR} and {LAST_YEAR} is wanted")
    return day


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    if span >= timedelta(hours=24):
        raise CellUnreadable("there is no such offset from UTC")
    return timezone(-span if text[0] == "-" else span)
