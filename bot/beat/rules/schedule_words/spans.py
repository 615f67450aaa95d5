"""Reads from when, until when, how often, and when not."""

from datetime import date, timedelta
from typing import NoReturn

from bot.beat.rules.schedule_words.calendar import last_of_month, months_later
from bot.beat.rules.schedule_words.dates import read_day, read_last_day, read_written_ahead
from bot.beat.rules.schedule_words.parts import Cursor, Parts
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.terms import Term

WORKING = frozenset(range(5))
WEEKEND = frozenset({5, 6})
_MONTHS = 12
_THE_FIRST = date(2000, 1, 1)


def read_from(cursor: Cursor, parts: Parts) -> bool:
    """Take the first day, and the last one where "to" follows."""
    begin = cursor.at
    word = cursor.take_if("from", "after", "between")
    if word is None:
        return False
    if cursor.kinds("weekday|weekdays", "to|until", "weekday|weekdays"):
        return True  # from Monday to Friday: a stretch of the week, and no first day
    if word.kind == "between" and read_written_ahead(cursor) is None:
        raise Asked("cadence_time_wanted", part=cursor.rest(begin))
    cursor.skip("the", "on", "in")
    _no_hours(cursor, begin)
    _no_season(cursor)
    day = read_day(cursor, parts)
    if day is None:
        _not_understood(cursor, begin)
    if word.kind == "after":
        day += timedelta(days=1)
    parts.once_only("starts", cursor.text(begin))
    parts.starts = day
    if cursor.kinds("to") or (word.kind == "between" and cursor.kinds("and")):
        _end(cursor, parts, cursor.take())
    return True


def read_until(cursor: Cursor, parts: Parts) -> bool:
    """Take the last day, which counts as a whole; "until further notice" has none."""
    if cursor.take_if("forever"):
        return True
    word = cursor.take_if("until")
    if word is None and cursor.kinds("to"):
        word = cursor.take()
        if read_written_ahead(cursor) is None:
            cursor.at -= 1
            return False
    if word is None:
        return False
    _end(cursor, parts, word)
    return True


def read_for(cursor: Cursor, parts: Parts) -> bool:
    """Take how long it lasts: for six weeks."""
    begin = cursor.at
    if not cursor.take_if("for"):
        return False
    cursor.skip("the", "next")
    if cursor.kinds("number|a", "unit"):
        number, unit = cursor.take(), cursor.take()
        if unit.value in {"hour", "minute", "second"}:
            _not_understood(cursor, begin)
        parts.once_only("lasting", cursor.text(begin))
        parts.lasting = (_int(number), str(unit.value))
        return True
    if not cursor.kinds("number|count", "times"):
        _not_understood(cursor, begin)
    return read_count(cursor, parts)


def last_day_of_lasting(parts: Parts) -> timedelta | int:
    """Return how long it lasts: days, or a number of months."""
    number, unit = parts.lasting or (0, "day")
    if unit in {"day", "week"}:
        return timedelta(days=number * (7 if unit == "week" else 1))
    return number * {"month": 1, "quarter": 3, "year": _MONTHS}[unit]


def read_count(cursor: Cursor, parts: Parts) -> bool:
    """Take "twice a week", which days have to bear out, and "8 times", after which it ends."""
    begin, is_twice = cursor.at, cursor.kinds("count")
    if cursor.take_if("once"):
        number = 1
    elif cursor.kinds("count") or cursor.kinds("number", "times"):
        number = _int(cursor.take())
    else:
        return False
    cursor.take_if("times")
    if cursor.kinds("a|per|every", "unit") or cursor.kinds("in", "unit"):
        cursor.take()
        return _per(cursor, parts, number, begin)
    if cursor.kinds("in", "a|the|every", "unit"):
        cursor.at += 2
        return _per(cursor, parts, number, begin)
    text = cursor.text(begin)
    if number == 1:
        parts.once = True
        parts.said["once"] = text
        return True
    if is_twice or cursor.kinds("every"):
        parts.once_only("times_in", text)
        parts.times_in = (number, "")
        return True
    parts.once_only("count", text)
    parts.count = number
    return True


def read_except(cursor: Cursor, parts: Parts) -> bool:
    """Take months and weekdays that are left out; single days cannot be."""
    begin = cursor.at
    if not cursor.take_if("except"):
        return False
    taken = 0
    while True:
        back = cursor.at
        if taken and _goes_on_otherwise(cursor, parts):
            break
        cursor.skip("sep", "and", "or", "the", "in", "on", "every", "of", "except", "at")
        if read_written_ahead(cursor) or cursor.kinds("day|date|next|this"):
            _single_day(cursor, begin)
        if not _left_out(cursor, parts):
            cursor.at = back
            break
        taken += 1
    if not taken:
        _not_understood(cursor, begin)
    parts.said["without"] = cursor.text(begin)
    return True


def _goes_on_otherwise(cursor: Cursor, parts: Parts) -> bool:
    """Say whether the exceptions are over, and the days begin that they are exceptions from."""
    back = cursor.at
    comma = cursor.take_if("sep") is not None and not cursor.kinds("and|or|except")
    cursor.skip("on", "in", "the")
    begins = cursor.kinds("every|often|ordinal|weekdays|workings")
    cursor.at = back
    return comma and begins and parts.unit is None and not parts.weekdays


def days_from_to(first: int, last: int, length: int) -> set[int]:
    """Return what lies from one to the other, around the end of the week or year."""
    return {(first + n) % length for n in range((last - first) % length + 1)}


def months_from_to(first: int, last: int) -> set[int]:
    """Return the months from one to the other, over the turn of the year as well."""
    return {number + 1 for number in days_from_to(first - 1, last - 1, _MONTHS)}


def _left_out(cursor: Cursor, parts: Parts) -> bool:
    if cursor.kinds("month"):
        first = _int(cursor.take())
        months = {first}
        if cursor.kinds("to|until", "month"):
            cursor.take()
            months = months_from_to(first, _int(cursor.take()))
        parts.without_months |= months
        return True
    term = cursor.take_if("weekday", "weekdays", "weekend", "working", "workings")
    if term is None:
        return False
    parts.without_weekdays |= weekdays_in(term)
    return True


def weekdays_in(term: Term) -> frozenset[int]:
    """Return the weekdays that one term stands for."""
    if term.kind in {"working", "workings"}:
        return WORKING
    if term.kind == "weekend":
        return WEEKEND
    days = term.value if isinstance(term.value, tuple) else (term.value,)
    return frozenset(day for day in days if isinstance(day, int))


def _per(cursor: Cursor, parts: Parts, number: int, begin: int) -> bool:
    unit = str(cursor.take().value)
    parts.take_unit(unit, 1, cursor.text(begin))
    if number > 1:
        parts.once_only("times_in", cursor.text(begin))
        parts.times_in = (number, unit)
    return True


def _end(cursor: Cursor, parts: Parts, word: Term) -> None:
    begin = cursor.at - 1
    day = read_last_day(cursor, parts, word)
    if day is None:
        _not_understood(cursor, begin)
    parts.once_only("until", cursor.text(begin))
    parts.until = day


def _no_hours(cursor: Cursor, begin: int) -> None:
    """Ask where it is a stretch of hours: a promise names one."""
    if cursor.kinds("clock|fixed") or cursor.kinds("number", "ampm|oclock|to|until"):
        cursor.take()
        raise Asked("cadence_time_wanted", part=cursor.rest(begin))


def _no_season(cursor: Cursor) -> None:
    """Ask whether months from one to another come every year."""
    if not cursor.kinds("month", "to|until", "month"):
        return
    first, last = cursor.peek(), cursor.peek(2)
    begin = cursor.at
    cursor.at += 3
    part = cursor.text(begin)
    end = last_of_month(months_later(_THE_FIRST, _int(last) - 1))
    once = f"from 1 {first.text} until {end.day} {last.text}"
    months = sorted(months_from_to(_int(first), _int(last)))
    names = [f"{months_later(_THE_FIRST, month - 1):%B}" for month in months]
    yearly = f"every {' and '.join(names)}"
    raise Asked("cadence_which", part=part, choices=f"{once}; {yearly}")


def _single_day(cursor: Cursor, begin: int) -> NoReturn:
    written = read_written_ahead(cursor)
    raise Asked("cadence_single_day", part=written.text if written else cursor.rest(begin))


def _not_understood(cursor: Cursor, begin: int) -> NoReturn:
    raise Asked("cadence_not_understood", part=cursor.rest(begin))


def _int(term: Term) -> int:
    return term.value if isinstance(term.value, int) else 1
