"""Says a schedule back in a German sentence that is itself read as the same rule."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.beat.rules.left_out import LeftOut
from bot.beat.rules.schedule_words.naming import CODES, MOST_NAMED, WORKING, months_of
from bot.beat.rules.schedule_words.schedule import Schedule

_WEEKDAYS = (
    *("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    *("Samstag", "Sonntag"),
)
_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"),
    *("Oktober", "November", "Dezember"),
)
_UNITS = {
    "DAILY": ("Jeden Tag", "Tage"),
    "WEEKLY": ("Jede Woche", "Wochen"),
    "MONTHLY": ("Jeden Monat", "Monate"),
    "YEARLY": ("Jedes Jahr", "Jahre"),
}
_LAST = ("letzten", "vorletzten", "drittletzten", "viertletzten", "fünftletzten")


def said_in_german(schedule: Schedule) -> str:
    """Return the sentence without its end."""
    start = schedule.cadence.starts_on
    parts = dict(part.split("=", 1) for part in schedule.rule.split(";"))
    zone = f"Zeitzone {schedule.zone}" if schedule.zone else "in der Ortszeit der Leser"
    if schedule.is_once:
        day = f"{_WEEKDAYS[start.weekday()]}, {_spelled(start.date())}"
        return f"Einmal, am {day}, um {_times(parts)}, {zone}"
    said = [f"{_days(parts)} um {_times(parts)}", *_kept_months(parts)]
    if schedule.begins:
        said.append(f"ab {_spelled(start.date())}")
    if "UNTIL" in parts:
        said.append(f"bis {_spelled(date.fromisoformat(parts['UNTIL'][:8]))}")
    if "COUNT" in parts:
        said.append(f"{parts['COUNT']} Mal")
    return ", ".join([*said, zone])


def left_out_in_german(found: LeftOut) -> str:
    """Say what a rule leaves out, and which was probably meant, without an end."""
    return f"{_why(found)}; gemeint war wohl: {found.meant}"


def _why(found: LeftOut) -> str:
    if found.weekdays:
        days = _joined([_WEEKDAYS[CODES.index(day)] for day in found.weekdays])
        return f"Monate, in denen es {days} nur viermal gibt, fallen aus: zwei von dreien"
    if found.is_leap_day:
        return "den 29. Februar gibt es nur in Schaltjahren"
    months = _joined([_MONTHS[month - 1] for month in found.months])
    wanting = _joined([f"{day}." for day in found.days])
    verbs = ("haben", "fallen") if len(found.months) > 1 else ("hat", "fällt")
    return f"{months} {verbs[0]} keinen {wanting} und {verbs[1]} aus"


def _spelled(day: date) -> str:
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _joined(names: Sequence[str]) -> str:
    return " und ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _days(parts: Mapping[str, str]) -> str:
    interval = int(parts.get("INTERVAL", "1"))
    one, several = _UNITS[parts["FREQ"]]
    every = f"Alle {interval} {several}" if interval > 1 else one
    if parts["FREQ"] == "DAILY":
        return every
    if parts["FREQ"] == "WEEKLY":
        return _in_week(parts, every if interval > 1 else "")
    day = _day_in_month(parts)
    if parts["FREQ"] == "MONTHLY" and interval > 1:
        return f"{every} am {day}"
    if not 0 < len(months_of(parts)) <= MOST_NAMED:
        return f"Am {day} jedes Monats{_counting(parts)}"
    every = "Jedes Jahr" if interval == 1 else every
    named = _joined([_MONTHS[month - 1] for month in months_of(parts)])
    within = "" if day.endswith(".") else "im "
    return f"{every} am {day} {within}{named}{_counting(parts)}"


def _in_week(parts: Mapping[str, str], every: str) -> str:
    if parts["BYDAY"] == WORKING:
        return f"{every} von Montag bis Freitag" if every else "Von Montag bis Freitag"
    days = _joined([_WEEKDAYS[CODES.index(code)] for code in parts["BYDAY"].split(",")])
    return f"{every} am {days}" if every else f"Jeden {days}"


def _day_in_month(parts: Mapping[str, str]) -> str:
    if "BYSETPOS" in parts:
        return f"{_joined(_places(parts['BYSETPOS']))} Werktag"
    if "BYDAY" in parts:
        return _joined(
            [
                f"{_place(int(day[:-2]))} {_WEEKDAYS[CODES.index(day[-2:])]}"
                for day in parts["BYDAY"].split(",")
            ]
        )
    ending = " Tag" if "-" in parts["BYMONTHDAY"] else ""
    return f"{_joined(_places(parts['BYMONTHDAY']))}{ending}"


def _counting(parts: Mapping[str, str]) -> str:
    return ", gezählt von Montag bis Freitag," if "BYSETPOS" in parts else ""


def _kept_months(parts: Mapping[str, str]) -> list[str]:
    months = months_of(parts)
    if not months:
        return []
    if len(months) > MOST_NAMED:
        others = [name for n, name in enumerate(_MONTHS, 1) if n not in months]
        return [f"außer im {_joined(others)}"]
    is_named = parts["FREQ"] == "YEARLY" or (
        parts["FREQ"] == "MONTHLY" and "INTERVAL" not in parts
    )
    return [] if is_named else [f"jeden {_joined([_MONTHS[month - 1] for month in months])}"]


def _times(parts: Mapping[str, str]) -> str:
    minute = int(parts["BYMINUTE"])
    times = [f"{int(hour):02}:{minute:02}" for hour in parts["BYHOUR"].split(",")]
    return f"{_joined(times)} Uhr" + (" zu Beginn des Tages" if times == ["00:00"] else "")


def _places(numbers: str) -> list[str]:
    return [_place(int(number)) for number in numbers.split(",")]


def _place(number: int) -> str:
    if number > 0:
        return f"{number}."
    return _LAST[-number - 1] if -number <= len(_LAST) else f"{-number}. letzten"
