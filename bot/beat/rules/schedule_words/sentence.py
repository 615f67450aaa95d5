"""Says a schedule back in a sentence that is itself read as the same rule."""

from datetime import date

from bot.beat.rules.left_out import left_out, note
from bot.beat.rules.schedule_words.calendar import spelled
from bot.beat.rules.schedule_words.german_sentence import left_out_in_german, said_in_german
from bot.beat.rules.schedule_words.naming import (
    CODES,
    MOST_NAMED,
    WEEKDAY_NAMES,
    WORKING,
    months_of,
    ordinal,
)
from bot.beat.rules.schedule_words.schedule import Schedule

_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def sentence_of(schedule: Schedule, language: str = "en") -> str:
    """Return the sentence, with what the rule leaves out in brackets behind it.

    It is in German for who reads German, else in English: those are the languages we read.
    """
    said = said_in_german(schedule) if _is_german(language) else said_of(schedule)
    behind = note_behind(schedule, language)
    return f"{said}." + (f" {behind}" if behind else "")


def note_behind(schedule: Schedule, language: str = "en") -> str:
    """Return what the rule leaves out, in brackets; empty where that is nothing."""
    if schedule.is_once:
        return ""
    rule, start = schedule.rule, schedule.cadence.starts_on
    if _is_german(language):
        found = left_out(rule, start)
        said = left_out_in_german(found) if found else ""
    else:
        said = note(rule, start)
    return f"({said})" if said else ""


def _is_german(language: str) -> bool:
    return language.partition("-")[0] == "de"


def said_of(schedule: Schedule) -> str:
    """Return the sentence without its end."""
    start = schedule.cadence.starts_on
    parts = dict(part.split("=", 1) for part in schedule.rule.split(";"))
    zone = f"{schedule.zone} time" if schedule.zone else "in the reader's time"
    if schedule.is_once:
        day = f"{WEEKDAY_NAMES[start.weekday()]} {spelled(start.date())}"
        return f"Once, on {day} at {_times(parts)}, {zone}"
    said = [f"{_days(parts)} at {_times(parts)}", *_kept_months(parts)]
    if schedule.begins:
        said.append(f"from {spelled(start.date())}")
    if "UNTIL" in parts:
        said.append(f"until {spelled(date.fromisoformat(parts['UNTIL'][:8]))}")
    if "COUNT" in parts:
        said.append(f"{parts['COUNT']} times")
    return ", ".join([*said, zone])


def _days(parts: dict[str, str]) -> str:
    interval = int(parts.get("INTERVAL", "1"))
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[parts["FREQ"]]
    every = f"Every {interval} {unit}s" if interval > 1 else f"Every {unit}"
    if unit == "day":
        return every
    if unit == "week":
        return f"{every} on {_weekdays(parts)}" if interval > 1 else f"Every {_weekdays(parts)}"
    day = _day_in_month(parts)
    if unit == "month" and interval > 1:
        return f"{every} on {day}"
    if not _names_months(parts):
        return f"On {day} of each month{_counting(parts)}"
    named = _joined([_MONTH_NAMES[month - 1] for month in months_of(parts)])
    every = "Every year" if interval == 1 else every
    return f"{every} on {day} of {named}{_counting(parts)}"


def _weekdays(parts: dict[str, str]) -> str:
    if parts["BYDAY"] == WORKING:
        return "Monday to Friday"
    return _joined([WEEKDAY_NAMES[CODES.index(code)] for code in parts["BYDAY"].split(",")])


def _day_in_month(parts: dict[str, str]) -> str:
    if "BYSETPOS" in parts:
        return f"the {_joined(_places(parts['BYSETPOS']))} working day"
    if "BYDAY" in parts:
        days = [
            f"{_place(int(day[:-2]))} {WEEKDAY_NAMES[CODES.index(day[-2:])]}"
            for day in parts["BYDAY"].split(",")
        ]
        return f"the {_joined(days)}"
    ending = " day" if "-" in parts["BYMONTHDAY"] else ""
    return f"the {_joined(_places(parts['BYMONTHDAY']))}{ending}"


def _counting(parts: dict[str, str]) -> str:
    return ", counting Monday to Friday," if "BYSETPOS" in parts else ""


def _kept_months(parts: dict[str, str]) -> list[str]:
    """Name the months, or those left out, where the days have not done so."""
    months = months_of(parts)
    if not months:
        return []
    if not _names_months(parts):
        others = [name for n, name in enumerate(_MONTH_NAMES, 1) if n not in months]
        return [f"except in {_joined(others)}"]
    is_named = parts["FREQ"] == "YEARLY" or (
        parts["FREQ"] == "MONTHLY" and "INTERVAL" not in parts
    )
    return [] if is_named else [f"every {_joined([_MONTH_NAMES[m - 1] for m in months])}"]


def _names_months(parts: dict[str, str]) -> bool:
    return 0 < len(months_of(parts)) <= MOST_NAMED


def _times(parts: dict[str, str]) -> str:
    minute = int(parts["BYMINUTE"])
    times = [f"{int(hour):02}:{minute:02}" for hour in parts["BYHOUR"].split(",")]
    return _joined(times) + (" as the day begins" if times == ["00:00"] else "")


def _places(numbers: str) -> list[str]:
    return [_place(int(number)) for number in numbers.split(",")]


def _place(number: int) -> str:
    if number == -1:
        return "last"
    return f"{ordinal(-number)} last" if number < 0 else ordinal(number)


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
