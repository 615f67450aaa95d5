"""Finds the one day that words mean which promise nothing again, or asks."""

from datetime import date, timedelta
from typing import NoReturn

from bot.beat.rules.schedule_words.calendar import agree, day_of, months_later, spelled
from bot.beat.rules.schedule_words.naming import WEEKDAY_NAMES
from bot.beat.rules.schedule_words.parts import Parts
from bot.beat.rules.schedule_words.schedule import Asked

_WEEK_DAYS = 7
_A_YEAR = 13


def one_day(parts: Parts) -> date:
    """Return the day; where a weekday alone could be every one of them, ask."""
    _one_name(parts)
    if parts.within is not None:
        return _day_within(parts, *parts.within)
    day = parts.day
    if day is None and parts.dates:
        day = day_of(parts.dates[0], parts.today)
    if day is None and parts.once and len(parts.weekdays) == 1 and not _is_of_month(parts):
        day = _coming_weekday(parts)
    if day is None:
        _ask(parts)
    for weekday in parts.weekdays:
        agree(day, weekday)
    return day


def _one_name(parts: Parts) -> None:
    """Ask where a day has several names, of which one would have to be left out."""
    names = [each.text for each in parts.dates]
    if len(names) > 1:
        raise Asked("cadence_too_much", part=" / ".join(names))
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
    text = parts.said.get("day", "")
    if unit == "week" and len(parts.weekdays) == 1:
        return first + timedelta(days=min(parts.weekdays))
    if unit == "month" and not parts.weekdays:
        if len(parts.month_days) == 1 and not (parts.nth or parts.nth_working):
            return _nth_day(parts, first)
        if len(parts.nth) == 1 and not parts.month_days:
            return _nth_weekday(parts, first)
    raise Asked("cadence_which_day", part=text)


def _nth_weekday(parts: Parts, first: date) -> date:
    ((number, weekday),) = parts.nth
    if number < 0:
        start, weeks = months_later(first, 1), number
    else:
        start, weeks = first, number - 1
    ahead = (weekday - start.weekday()) % _WEEK_DAYS + weeks * _WEEK_DAYS
    day = start + timedelta(days=ahead)
    if day.month != first.month:
        raise Asked("cadence_no_such_day", part=parts.said["nth"])
    return day


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
        choices = f"every {WEEKDAY_NAMES[weekday]}; {spelled(_coming_weekday(parts))}"
        raise Asked("cadence_which", part=parts.said["weekdays"], choices=choices)
    if _is_of_month(parts):
        day = parts.said["nth"]
        months = parts.said.get("months")
        every = f"every year on the {day} of {months}" if months else f"{day} of each month"
        raise Asked("cadence_which", part=day, choices="; ".join([every, *_coming(parts)]))
    said = next(iter(parts.said.values()), "") or parts.part_of_day_text
    if not said:
        raise Asked("cadence_empty")
    raise Asked("cadence_which_day", part=said)


def _coming_weekday(parts: Parts) -> date:
    (weekday,) = parts.weekdays
    return parts.today + timedelta(days=(weekday - parts.today.weekday()) % _WEEK_DAYS)


def _coming(parts: Parts) -> list[str]:
    """Name the first day to come that is meant if it is one day."""
    if parts.nth_working:
        return [f"{parts.said['nth']} of the quarter"] if not parts.months else []
    first = parts.today.replace(day=1)
    for _ in range(_A_YEAR):
        if not parts.months or first.month in parts.months:
            try:
                day = _day_within(parts, "month", first)
            except Asked:
                day = parts.today - timedelta(days=1)
            if day >= parts.today:
                return [spelled(day)]
        first = months_later(first, 1)
    return []


def _is_of_month(parts: Parts) -> bool:
    return bool(parts.month_days or parts.nth or parts.nth_working)
