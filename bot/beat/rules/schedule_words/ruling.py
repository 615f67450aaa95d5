"""Makes a rule of what recurs, and asks where that is more or less than one rule can say."""

from collections.abc import Sequence

from bot.beat.rules.schedule_words.parts import Parts
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.spans import WORKING

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST_OF_QUARTERS, LAST_OF_QUARTERS = {1, 4, 7, 10}, {3, 6, 9, 12}
_ALL_MONTHS = frozenset(range(1, 13))
_MOST_WORKING, _MOST_WEEKS, _MOST_DAYS = 20, 5, 31
Rule = dict[str, str]


def recurs(parts: Parts) -> bool:
    """Say whether the words promise more than one moment."""
    if parts.unit is not None or parts.every or parts.plural or parts.twofold is not None:
        return True
    return len(parts.weekdays) > 1 or len(parts.months) > 1 or bool(parts.without_months)


def days_of_rule(parts: Parts) -> Rule:
    """Return the parts of the rule that name its days, or ask."""
    _settle_dates(parts)
    _settle_every_nth(parts)
    _settle_twofold(parts)
    _settle_unit(parts)
    _one_kind_of_day(parts)
    _bears_out_times(parts)
    unit = parts.unit or "week"
    if unit in {"day", "week"}:
        return _weekly(parts, unit)
    if unit == "year" and (len(parts.months) == 1 or parts.interval > 1):
        return _yearly(parts)
    rule = _monthly(parts, unit)
    is_of_one_month = rule.get("BYMONTH", ",").isdecimal() and "INTERVAL" not in rule
    return rule | ({"FREQ": "YEARLY"} if is_of_one_month and "BYMONTHDAY" in rule else {})


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
        if number == 2:  # noqa: PLR2004 - every second one is every other one
            parts.nth = []
            parts.weekdays.add(day)
            parts.take_unit("week", 2, text)
            return
        if number > 2:  # noqa: PLR2004 - likewise
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
    days = len(parts.weekdays) if unit == "week" else _month_slots(parts)
    if days == 1 and not (unit == "week" and _month_slots(parts)):
        parts.take_unit(unit, 2, text)
        return
    twice = "Monday and Thursday" if unit == "week" else "the 1st and 15th"
    every = "on Thursday" if unit == "week" else "on the 15th"
    choices = f"every 2 {unit}s {every}; every {unit} on {twice}"
    raise Asked("cadence_which", part=text, choices=choices)


def _settle_unit(parts: Parts) -> None:
    if parts.unit is None and parts.months and _month_slots(parts):
        parts.take_unit("year", 1, parts.said.get("months", ""))
    if parts.unit is None and _month_slots(parts):
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
    number, unit = parts.times_in
    clocks = len(parts.clocks or (None,))
    slots = {
        "day": clocks,
        "week": len(parts.weekdays) * clocks,
        "month": _month_slots(parts) * clocks,
    }.get(unit, max(_month_slots(parts), 1) * len(parts.months))
    if slots != number:
        raise Asked("cadence_which_day", part=parts.said["times_in"])


def _month_slots(parts: Parts) -> int:
    return len(parts.nth) + len(parts.nth_working) + len(parts.month_days)


def _weekly(parts: Parts, unit: str) -> Rule:
    if _month_slots(parts):
        raise Asked("cadence_contradicts", one=parts.said["unit"], other=parts.said["nth"])
    days = set(parts.weekdays)
    if unit == "day" and (days or parts.without_weekdays):
        if parts.interval > 1:
            raise Asked("cadence_too_much", part=parts.said["unit"])
        days = days or set(range(7))
    if unit == "week" and not days:
        if parts.starts is None:
            raise Asked("cadence_which_day", part=parts.said["unit"])
        days = {parts.starts.weekday()}
    rule = {"FREQ": "WEEKLY" if days else "DAILY"} | _interval(parts) | _by_month(parts)
    if not days:
        return rule
    left = days - parts.without_weekdays
    if not left or (parts.without_weekdays and not parts.without_weekdays & days):
        raise Asked("cadence_never")
    return rule | {"BYDAY": _codes(left)}


def _monthly(parts: Parts, unit: str) -> Rule:
    months = set(parts.months)
    if unit == "quarter":
        if parts.interval > 1 or months:
            raise Asked("cadence_too_much", part=parts.said["unit"])
        months = _quarter_months(parts)
    rule = {"FREQ": "MONTHLY"} | _interval(parts) | _by_month(parts, months)
    if unit == "year" and not months:
        months = _year_months(parts)
        rule = {"FREQ": "MONTHLY"} | _by_month(parts, months)
    return rule | _in_month(parts, unit)


def _yearly(parts: Parts) -> Rule:
    months = parts.months or _year_months(parts)
    if len(months) > 1 and parts.interval > 1:
        raise Asked("cadence_too_much", part=parts.said["unit"])
    frequency = "MONTHLY" if parts.interval == 1 and not parts.month_days else "YEARLY"
    rule = {"FREQ": frequency} | _interval(parts) | _by_month(parts, months)
    return rule | _in_month(parts, "year")


def _in_month(parts: Parts, unit: str) -> Rule:
    if parts.without_weekdays:
        raise Asked("cadence_too_much", part=parts.said["nth"])
    if parts.nth_working:
        numbers = sorted(set(parts.nth_working), key=_from_the_end)
        _within(parts, numbers, _MOST_WORKING)
        return {"BYDAY": _codes(WORKING), "BYSETPOS": _joined(numbers)}
    if parts.nth:
        _within(parts, [number for number, _ in parts.nth], _MOST_WEEKS)
        nth = sorted(set(parts.nth), key=lambda each: (_from_the_end(each[0]), each[1]))
        return {"BYDAY": ",".join(f"{number}{CODES[day]}" for number, day in nth)}
    if parts.month_days:
        _within(parts, parts.month_days, _MOST_DAYS)
        return {"BYMONTHDAY": _joined(sorted(set(parts.month_days), key=_from_the_end))}
    if parts.starts is not None and unit == "month" and not parts.weekdays:
        return {"BYMONTHDAY": str(parts.starts.day)}
    raise Asked("cadence_which_day", part=parts.said["unit"])


def _within(parts: Parts, numbers: Sequence[int], most: int) -> None:
    if any(abs(number) > most for number in numbers):
        raise Asked("cadence_no_such_day", part=parts.said["nth"])


def _quarter_months(parts: Parts) -> set[int]:
    """Return the months in which a quarter's first or last days lie; one rule has one kind."""
    numbers = [*parts.nth_working, *parts.month_days, *(number for number, _ in parts.nth)]
    if len({number > 0 for number in numbers}) > 1:
        raise Asked("cadence_too_much", part=parts.said["nth"])
    return LAST_OF_QUARTERS if numbers and numbers[0] < 0 else FIRST_OF_QUARTERS


def _year_months(parts: Parts) -> set[int]:
    numbers = [*parts.nth_working, *parts.month_days, *(number for number, _ in parts.nth)]
    if not numbers or len({number > 0 for number in numbers}) > 1 or parts.interval > 1:
        raise Asked("cadence_which_day", part=parts.said["unit"])
    return {1} if numbers[0] > 0 else {12}


def _by_month(parts: Parts, months: set[int] | None = None) -> Rule:
    chosen = (parts.months if months is None else months) or set(_ALL_MONTHS)
    left = chosen - parts.without_months
    if not left or (parts.without_months and not parts.without_months & chosen):
        raise Asked("cadence_never")
    return {"BYMONTH": _joined(sorted(left))} if left != _ALL_MONTHS else {}


def _interval(parts: Parts) -> Rule:
    return {"INTERVAL": str(parts.interval)} if parts.interval > 1 else {}


def _may_be(day: int, month: int) -> bool:
    return day <= {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)


def _codes(days: set[int] | frozenset[int]) -> str:
    return ",".join(CODES[day] for day in sorted(days))


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _from_the_end(number: int) -> tuple[bool, int]:
    return number < 0, number


def ordinal(number: int) -> str:
    """Write a number as a place in a row: 1st, 22nd."""
    tens, ones = divmod(number, 10)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(ones, "th") if tens % 10 != 1 else "th"
    return f"{number}{ending}"
