"""What a monthly rule leaves out without saying so, and the rule that was probably meant."""

from calendar import month_name
from dataclasses import dataclass
from datetime import datetime

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALWAYS, _WEEKS, _LEAP = 28, 5, 29
"""Days and weeks that every month has, but for the fifth week; and of a leap February."""
_WEEKDAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_ORDINALS = ("29th", "30th", "31st")
_OF_MONTHS = {"MONTHLY", "YEARLY"}
_FIXES_THE_DAY = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why months are left out, as a sentence without its end, and the rule probably meant.

    These `months` have no such `days`, or of these `weekdays` months have four only.
    """

    why: str
    meant: str
    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    weekdays: tuple[str, ...] = ()

    @property
    def is_leap_day(self) -> bool:
        """Whether it is 29 February, which comes in leap years."""
        return max(self.days, default=0) == _LEAP


def left_out(rule: str, starts_on: datetime) -> LeftOut | None:
    """Return what a rule that can be read leaves out; None where every month has its day."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if parts["FREQ"] not in _OF_MONTHS:
        return None
    if not _FIXES_THE_DAY & parts.keys():
        parts["BYMONTHDAY"] = str(starts_on.day)
        if parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts:
            parts["BYMONTH"] = str(starts_on.month)
    return _missing_days(parts, starts_on) or _missing_weeks(parts)


def note(rule: str, starts_on: datetime) -> str:
    """Return it as one sentence without its end; empty where nothing is left out."""
    found = left_out(rule, starts_on)
    return f"{found.why}; probably meant: {found.meant}" if found else ""


def _missing_days(parts: dict[str, str], starts_on: datetime) -> LeftOut | None:
    days = [int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day]
    rare = [day for day in days if abs(day) > _ALWAYS]
    months = [
        month
        for month in _months(parts, starts_on)
        if any(abs(day) > _LENGTHS[month - 1] for day in rare)
    ]
    if not months or "BYDAY" in parts:
        return None
    kept = [str(1 if day < 0 else -1) if day in rare else str(day) for day in days]
    meant = ";".join(
        f"{name}={','.join(dict.fromkeys(kept)) if name == 'BYMONTHDAY' else value}"
        for name, value in parts.items()
    )
    names = [month_name[month] for month in months]
    if max(map(abs, rare)) == _LEAP:
        return LeftOut("29 February comes in leap years only", meant, days=(_LEAP,))
    has, is_left = ("have", "are") if len(names) > 1 else ("has", "is")
    wanting = _joined([_ORDINALS[abs(day) - _LEAP] for day in rare])
    why = f"{_joined(names)} {has} no {wanting} and {is_left} left out"
    return LeftOut(why, meant, tuple(months), tuple(map(abs, rare)))


def _missing_weeks(parts: dict[str, str]) -> LeftOut | None:
    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    position = parts.get("BYSETPOS", "").lstrip("+")
    rare = [day for day in days if day[:-2].lstrip("+-") == str(_WEEKS)]
    is_set = position.lstrip("-") == str(_WEEKS) and len(days) == 1
    is_of_year = parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts
    if is_of_year or not (rare or is_set):
        return None
    if is_set:
        rare = days
        meant = parts | {"BYSETPOS": "1" if position.startswith("-") else "-1"}
    else:
        kept = [f"{'1' if d.startswith('-') else '-1'}{d[-2:]}" if d in rare else d for d in days]
        meant = parts | {"BYDAY": ",".join(dict.fromkeys(kept))}
    names = _joined([_WEEKDAYS[day[-2:]] for day in rare])
    why = f"months with only four {names}s are left out, two of three"
    told = ";".join(f"{name}={value}" for name, value in meant.items())
    return LeftOut(why, told, weekdays=tuple(day[-2:] for day in rare))


def _months(parts: dict[str, str], starts_on: datetime) -> list[int]:
    named = [int(month) for month in parts.get("BYMONTH", "").split(",") if month]
    interval = int(parts.get("INTERVAL", "1")) if parts["FREQ"] == "MONTHLY" else 1
    met = {(starts_on.month - 1 + interval * n) % 12 + 1 for n in range(12)}
    return [month for month in named or range(1, 13) if month in met]


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
