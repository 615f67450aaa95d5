"""Settles what the parts of a rule mean together, before it is written."""

from bot.beat.rules.schedule_words.naming import WEEKDAY_NAMES, ordinal
from bot.beat.rules.schedule_words.parts import Parts
from bot.beat.rules.schedule_words.schedule import Asked

_EVERY_OTHER = 2


def settle(parts: Parts) -> None:
    """Decide what has two meanings by what stands beside it, or ask; then there is a unit."""
    _settle_dates(parts)
    _settle_every_nth(parts)
    _settle_twofold(parts)
    _settle_unit(parts)
    _one_kind_of_day(parts)
    _bears_out_times(parts)


def _settle_dates(parts: Parts) -> None:
    """Take dates that recur for the days and months that they are."""
    if not parts.dates:
        return
    text = " / ".join(each.text for each in parts.dates)
    days = {each.day for each in parts.dates}
    dated = any(each.year for each in parts.dates)
    if dated or len(days) > 1 or parts.months or parts.month_days:
        raise Asked("cadence_too_much", part=text)
    if parts.unit not in {None, "year"}:
        raise Asked("cadence_contradicts", one=parts.said.get("unit", ""), other=text)
    if parts.weekdays:
        raise Asked("cadence_contradicts", one=parts.said["weekdays"], other=text)
    parts.month_days = sorted(days)
    parts.months = {each.month for each in parts.dates}
    parts.take_unit("year", 1, parts.said.get("unit", text))
    if not all(_may_be(parts.month_days[0], month) for month in parts.months):
        raise Asked("cadence_no_such_day", part=text)


def _settle_every_nth(parts: Parts) -> None:
    """Tell "every second Tuesday" from the second Tuesday of a month."""
    if not parts.nth_after_every or parts.unit is not None or parts.months:
        return
    text = f"{parts.nth_after_every} {parts.said['nth']}"
    if parts.nth_working and {*parts.nth_working} - {1, -1}:
        _ask_period(text, parts.said["nth"])
    if parts.nth and not parts.nth_working and not parts.month_days and len(parts.nth) == 1:
        ((number, day),) = parts.nth
        if number == _EVERY_OTHER:
            parts.nth = []
            parts.weekdays.add(day)
            parts.take_unit("week", 2, text)
            return
        if number > _EVERY_OTHER:
            name = WEEKDAY_NAMES[day]
            choices = f"every {number} weeks on {name}; on the {ordinal(number)} {name}"
            raise Asked("cadence_which", part=text, choices=f"{choices} of each month")
    if not parts.nth_working:
        parts.take_unit("month", 1, text)
    else:
        _ask_period(text, parts.said["nth"])


def _settle_twofold(parts: Parts) -> None:
    """Read "biweekly on Thursday" as every two weeks: twice a week would need two days."""
    if parts.twofold is None:
        return
    unit, text = parts.twofold
    days = len(parts.weekdays) if unit == "week" else month_slots(parts)
    if days == 1 and not (unit == "week" and month_slots(parts)):
        parts.take_unit(unit, 2, text)
        return
    twice = "Monday and Thursday" if unit == "week" else "the 1st and 15th"
    every = "on Thursday" if unit == "week" else "on the 15th"
    choices = f"every 2 {unit}s {every}; every {unit} on {twice}"
    raise Asked("cadence_which", part=text, choices=choices)


def _settle_unit(parts: Parts) -> None:
    if parts.unit is None and parts.months and month_slots(parts):
        parts.take_unit("year", 1, parts.said.get("months", ""))
    if parts.unit is None and len(parts.month_days) > 1:
        parts.take_unit("month", 1, parts.said["nth"])
    if parts.unit is None and month_slots(parts):
        _ask_period(parts.said["nth"], parts.said["nth"])
    if parts.unit is None and parts.weekdays:
        parts.take_unit("week", 1, parts.said["weekdays"])
    if parts.unit is None:
        raise Asked("cadence_which_day", part=parts.said.get("months", "every"))


def _ask_period(text: str, day: str) -> None:
    choices = f"{day} of each month; {day} of the quarter"
    raise Asked("cadence_which", part=text, choices=choices)


def _one_kind_of_day(parts: Parts) -> None:
    kinds = [parts.weekdays, parts.nth, parts.nth_working, parts.month_days]
    if sum(map(bool, kinds)) > 1:
        one, other = parts.said.get("weekdays"), parts.said.get("nth", "")
        raise Asked("cadence_contradicts", one=one or parts.said["nth"], other=other)


def _bears_out_times(parts: Parts) -> None:
    """Ask for the days where "twice a month" names none, or another number of them."""
    if parts.times_in is None:
        return
    number, unit = parts.times_in[0], parts.times_in[1] or parts.unit or "week"
    clocks = len(parts.clocks or (None,))
    slots = {
        "day": clocks,
        "week": len(parts.weekdays) * clocks,
        "month": month_slots(parts) * clocks,
    }.get(unit, max(month_slots(parts), 1) * len(parts.months))
    if slots != number and unit == "day":
        raise Asked("cadence_time_wanted", part=parts.said["times_in"])
    if slots != number:
        raise Asked("cadence_which_day", part=parts.said["times_in"])


def month_slots(parts: Parts) -> int:
    """Return how many days of a month were named."""
    return len(parts.nth) + len(parts.nth_working) + len(parts.month_days)


def _may_be(day: int, month: int) -> bool:
    return day <= {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
