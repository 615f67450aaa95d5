"""Makes a rule of what recurs, and asks where that is more or less than one rule can say."""

from collections.abc import Sequence

from bot.beat.rules.schedule_words.naming import CODES
from bot.beat.rules.schedule_words.parts import Parts
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.settling import month_slots, settle
from bot.beat.rules.schedule_words.spans import WORKING

FIRST_OF_QUARTERS, LAST_OF_QUARTERS = {1, 4, 7, 10}, {3, 6, 9, 12}
_ALL_MONTHS = frozenset(range(1, 13))
_MOST_WORKING, _MOST_WEEKS, _MOST_DAYS = 20, 5, 31
Rule = dict[str, str]


def recurs(parts: Parts) -> bool:
    """Say whether the words promise more than one moment."""
    if parts.unit is not None or parts.every or parts.plural or parts.twofold is not None:
        return True
    if len(parts.weekdays) > 1 or len(parts.months) > 1 or parts.without_months:
        return True
    return len(parts.month_days) > 1 and not parts.months and parts.within is None


def days_of_rule(parts: Parts) -> Rule:
    """Return the parts of the rule that name its days, or ask."""
    settle(parts)
    unit = parts.unit or "week"
    if unit in {"day", "week"}:
        return _weekly(parts, unit)
    if unit == "year" and (len(parts.months) == 1 or parts.interval > 1):
        return _yearly(parts)
    rule = _monthly(parts, unit)
    is_of_one_month = rule.get("BYMONTH", ",").isdecimal() and "INTERVAL" not in rule
    return rule | ({"FREQ": "YEARLY"} if is_of_one_month and "BYMONTHDAY" in rule else {})


def _weekly(parts: Parts, unit: str) -> Rule:
    if month_slots(parts):
        raise Asked("cadence_contradicts", one=parts.said["unit"], other=parts.said["nth"])
    days = _days_of_day(parts) if unit == "day" else _days_of_week(parts)
    rule = {"FREQ": "WEEKLY" if days else "DAILY"} | _interval(parts) | _by_month(parts)
    if not days:
        return rule
    left = days - parts.without_weekdays
    if not left or (parts.without_weekdays and not parts.without_weekdays & days):
        raise Asked("cadence_never")
    return rule | {"BYDAY": _codes(left)}


def _days_of_day(parts: Parts) -> set[int]:
    """Return the weekdays to which "daily" keeps; none where it is every day."""
    if not parts.weekdays and not parts.without_weekdays:
        return set()
    if parts.interval > 1:
        raise Asked("cadence_too_much", part=parts.said["unit"])
    if len(parts.weekdays) == 1:
        one, other = parts.said["unit"], parts.said["weekdays"]
        raise Asked("cadence_contradicts", one=one, other=other)
    return parts.weekdays or set(range(len(CODES)))


def _days_of_week(parts: Parts) -> set[int]:
    if parts.weekdays:
        return parts.weekdays
    if parts.starts is None:
        raise Asked("cadence_which_day", part=parts.said["unit"])
    return {parts.starts.weekday()}


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
        raise Asked("cadence_too_much", part=parts.said.get("nth") or parts.said["unit"])
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


def _codes(days: set[int] | frozenset[int]) -> str:
    return ",".join(CODES[day] for day in sorted(days))


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _from_the_end(number: int) -> tuple[bool, int]:
    return number < 0, number
