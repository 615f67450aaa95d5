"""Finds the one day that words mean which promise nothing again, or asks."""

from datetime import date, timedelta
from typing import NoReturn

from bot.beat.rules.schedule_words.calendar import agree, day_of, spelled
from bot.beat.rules.schedule_words.parts import Parts
from bot.beat.rules.schedule_words.ruling import WEEKDAY_NAMES
from bot.beat.rules.schedule_words.schedule import Asked

_WEEK_DAYS = 7


def one_day(parts: Parts) -> date:
    """Return the day; where a weekday alone could be every one of them, ask."""
    _one_name(parts)
    if parts.within is not None:
        return _day_within(parts, *parts.within)
    day = parts.day
    if day is None and parts.dates:
        day = day_of(parts.dates[0], parts.today)
    if day is None:
        _ask(parts)
    for weekday in parts.weekdays:
        agree(day, weekday)
    return day


def _one_name(parts: Parts) -> None:
    """Ask where a day has several names, of which one would have to be left out."""
    names = [each.text for each in parts.dates]
    if parts.day is not None or parts.within is not None:
        names.insert(0, parts.said["day"])
    is_within_month = parts.within is not None and parts.within[0] == "month"
    if _is_of_month(parts) and not is_within_month and names:
        names.append(parts.said["nth"])
    if parts.months and names:
        names.append(parts.said["months"])
    if len(names) > 1:
        raise Asked("cadence_contradicts", one=names[0], other=names[1])
    if parts.without_weekdays:
        raise Asked("cadence_never")


def _day_within(parts: Parts, unit: str, first: date) -> date:
    text = parts.said["day"]
    if unit == "week" and len(parts.weekdays) == 1:
        return first + timedelta(days=min(parts.weekdays))
    if unit == "month" and not parts.weekdays:
        if len(parts.month_days) == 1 and not (parts.nth or parts.nth_working):
            return _nth_day(parts, first)
        if len(parts.nth) == 1 and parts.nth[0][0] > 0 and not parts.month_days:
            ((number, weekday),) = parts.nth
            ahead = (weekday - first.weekday()) % _WEEK_DAYS + (number - 1) * _WEEK_DAYS
            day = first + timedelta(days=ahead)
            if day.month == first.month:
                return day
    raise Asked("cadence_which_day", part=text)


def _nth_day(parts: Parts, first: date) -> date:
    (number,) = parts.month_days
    try:
        if number > 0:
            return first.replace(day=number)
        following = (first + timedelta(days=31)).replace(day=1)
        return following + timedelta(days=number)
    except ValueError:
        raise Asked("cadence_no_such_day", part=parts.said["nth"]) from None


def _ask(parts: Parts) -> NoReturn:
    if len(parts.weekdays) == 1 and not parts.months and not _is_of_month(parts):
        (weekday,) = parts.weekdays
        ahead = (weekday - parts.today.weekday()) % _WEEK_DAYS
        coming = spelled(parts.today + timedelta(days=ahead))
        choices = f"every {WEEKDAY_NAMES[weekday]}; {coming}"
        raise Asked("cadence_which", part=parts.said["weekdays"], choices=choices)
    if _is_of_month(parts):
        day = parts.said["nth"]
        months = parts.said.get("months")
        every = f"every year on the {day} of {months}" if months else f"{day} of each month"
        raise Asked("cadence_which", part=day, choices=f"{every}; {day} of next month")
    said = next(iter(parts.said.values()), "") or parts.part_of_day_text
    if not said:
        raise Asked("cadence_empty")
    raise Asked("cadence_which_day", part=said)


def _is_of_month(parts: Parts) -> bool:
    return bool(parts.month_days or parts.nth or parts.nth_working)
