"""Reads which days: weekdays, days of a month, working days, months, and one day alone."""

from datetime import timedelta
from typing import NoReturn

from bot.beat.rules.schedule_words.calendar import first_days, months_later, next_weekday
from bot.beat.rules.schedule_words.dates import read_written
from bot.beat.rules.schedule_words.naming import ordinal
from bot.beat.rules.schedule_words.parts import Cursor, Parts
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.spans import days_from_to, months_from_to, weekdays_in
from bot.beat.rules.schedule_words.terms import Term

_MOST_MONTH_DAYS = 31
_WEEK_DAYS = 7
_QUICK = {"hour": "hours", "minute": "minutes", "second": "seconds"}


def read_every(cursor: Cursor, parts: Parts) -> bool:
    """Take "every" with what it counts: a unit, two weeks, every other Friday."""
    begin = cursor.at
    word = cursor.take_if("every", "every_other")
    if word is None:
        return False
    parts.every = True
    parts.said.setdefault("every", word.text)
    if word.kind == "every_other" and not cursor.kinds("unit"):
        parts.take_unit("week", 2, word.text)
        if not cursor.kinds("weekday|weekdays"):
            _not_understood(cursor, begin)
        return True
    interval = 2 if word.kind == "every_other" else 1
    if cursor.kinds("number|ordinal", "unit") and _int(cursor.peek()) > 0:
        interval = _int(cursor.take())
    if _is_ordinal(cursor) and not cursor.kinds("ordinal|number", "month|of"):
        parts.nth_after_every = word.text
    if cursor.kinds("daypart"):
        parts.take_unit("day", 1, f"{word.text} {cursor.peek().text}")
    if cursor.kinds("unit"):
        _take_unit(parts, str(cursor.take().value), interval, cursor.text(begin))
    return True


def read_unit(cursor: Cursor, parts: Parts) -> bool:
    """Take a frequency of one word, or the unit behind "of the"."""
    begin = cursor.at
    term = cursor.take_if("often", "twofold")
    if term is not None and term.kind == "twofold":
        parts.once_only("twofold", term.text)
        parts.twofold = (str(term.value), term.text)
        return True
    if term is not None and isinstance(term.value, tuple):
        unit, interval = term.value
        _take_unit(parts, unit, interval, term.text)
        return True
    if cursor.peek(-1).kind not in {"the", "of", "in", "per", "every"}:
        return False
    cursor.skip("every")
    if not cursor.kinds("unit"):
        cursor.at = begin
        return False
    _take_unit(parts, str(cursor.take().value), 1, cursor.text(begin))
    return True


def read_weekdays(cursor: Cursor, parts: Parts) -> bool:
    """Take one weekday, or a stretch of them; several are taken one after the other."""
    begin = cursor.at
    if cursor.kinds("next|this", "weekday"):
        word, day = cursor.take(), _int(cursor.take())
        parts.once_only("day", cursor.text(begin))
        parts.day = next_weekday(day, word, cursor.text(begin), parts.today)
        return True
    term = cursor.take_if("weekday", "weekdays", "weekend", "working", "workings")
    if term is None:
        return False
    days = set(weekdays_in(term))
    if term.kind in {"weekday", "weekdays"} and cursor.kinds("to|until", "weekday|weekdays"):
        cursor.take()
        (last,) = weekdays_in(cursor.take())
        days = days_from_to(min(days), last, _WEEK_DAYS)
    parts.plural |= term.kind not in {"weekday", "working"}
    parts.weekdays |= days
    parts.said.setdefault("weekdays", cursor.text(begin))
    return True


def read_nth(cursor: Cursor, parts: Parts) -> bool:
    """Take the 1st and 15th, the second Tuesday, the last working day."""
    begin = cursor.at
    if not _is_ordinal(cursor):
        return False
    numbers = [_ordinal(cursor)]
    while (more := _next_ordinal(cursor)) is not None:
        numbers.append(more)
    text = cursor.text(begin)
    if cursor.kinds("weekday|weekdays"):
        (day,) = weekdays_in(cursor.take())
        parts.nth += [(number, day) for number in numbers]
    elif cursor.take_if("working", "workings"):
        parts.nth_working += numbers
    else:
        _days_of_month(cursor, parts, numbers, text)
    parts.said.setdefault("nth", cursor.text(begin))
    return True


def read_months(cursor: Cursor, parts: Parts) -> bool:
    """Take months that a rule keeps to."""
    if not cursor.kinds("month"):
        return False
    begin = cursor.at
    first = _int(cursor.take())
    if cursor.kinds("to|until", "month"):
        cursor.take()
        parts.months |= months_from_to(first, _int(cursor.take()))
    parts.months.add(first)
    parts.said.setdefault("months", cursor.text(begin))
    return True


def read_date(cursor: Cursor, parts: Parts) -> bool:
    """Take a written day; days of several months are a rule, and not read here."""
    begin = cursor.at
    written = read_written(cursor)
    if written is None:
        return False
    if _more_months_follow(cursor):
        cursor.at = begin
        return False
    parts.dates.append(written)
    return True


def read_one_day(cursor: Cursor, parts: Parts) -> bool:
    """Take today, in two weeks, next month, now: what counts from this day."""
    begin = cursor.at
    if cursor.kinds("day"):
        parts.once_only("day", cursor.peek().text)
        parts.day = parts.today + timedelta(days=_int(cursor.take()))
        return True
    if cursor.kinds("now"):
        parts.once_only("day", cursor.take().text)
        parts.in_time = timedelta(0)
        return True
    if cursor.kinds("next|this", "unit"):
        word, unit = cursor.take(), str(cursor.take().value)
        if unit not in {"week", "month"}:
            _not_understood(cursor, begin)
        parts.once_only("day", cursor.text(begin))
        parts.within = (unit, first_days(unit, parts.today)[word.kind == "next"])
        return True
    if cursor.kinds("in", "number|a", "unit"):
        cursor.take()
        number, unit = max(_int(cursor.take()), 1), str(cursor.take().value)
        parts.once_only("day", cursor.text(begin))
        _in_time(parts, number, unit)
        return True
    return False


def _more_months_follow(cursor: Cursor) -> bool:
    """Say whether months without days of their own follow: 10 January, April and July."""
    back = cursor.at
    cursor.skip("sep", "and")
    follow = cursor.at > back and cursor.kinds("month")
    is_date = cursor.kinds("month", "number|ordinal") and not cursor.kinds(
        "month", "number", "ampm|oclock"
    )
    cursor.at = back
    return follow and not is_date


def _in_time(parts: Parts, number: int, unit: str) -> None:
    if unit in _QUICK:
        parts.in_time = timedelta(**{_QUICK[unit]: number})
    elif unit in {"day", "week"}:
        parts.day = parts.today + timedelta(days=number * (7 if unit == "week" else 1))
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        parts.day = months_later(parts.today, number * months)


def _take_unit(parts: Parts, unit: str, interval: int, text: str) -> None:
    if unit in _QUICK:
        raise Asked("cadence_too_often", part=text)
    parts.take_unit(unit, interval, text)


def _is_ordinal(cursor: Cursor) -> bool:
    term = cursor.peek()
    if term.kind == "number":
        return term.text.endswith(".") or cursor.kinds("number", "month")
    return term.kind == "ordinal"


def _next_ordinal(cursor: Cursor) -> int | None:
    back = cursor.at
    cursor.skip("sep", "and", "the", "on", "every")
    if cursor.at > back and _is_ordinal(cursor) and not cursor.kinds("ordinal|number", "month"):
        return _ordinal(cursor)
    cursor.at = back
    return None


def _ordinal(cursor: Cursor) -> int:
    number = _int(cursor.take())
    if number > 0 and cursor.kinds("ordinal") and cursor.peek().value == -1:
        cursor.take()
        return -number
    return number


def _days_of_month(cursor: Cursor, parts: Parts, numbers: list[int], text: str) -> None:
    if cursor.kinds("unit") and cursor.peek().value != "day":
        cursor.take()
        raise Asked("cadence_not_understood", part=f"{text} {cursor.peek(-1).text}")
    has_day = cursor.take_if("unit") is not None
    wrong = [n for n in numbers if n > _MOST_MONTH_DAYS or n == 0]
    if wrong:
        raise Asked("cadence_no_such_day", part=text)
    if parts.nth_after_every and not has_day and text.isalpha() and not cursor.kinds("month|of"):
        text = f"{parts.nth_after_every} {text}"
        choices = f"{text} day; on the {ordinal(numbers[0])} of each month"
        raise Asked("cadence_which", part=text, choices=choices)
    if min(numbers) < 0 and not has_day:
        raise Asked(
            "cadence_which", part=text, choices=f"{text} day of each month; {text} working day"
        )
    parts.month_days += numbers


def _not_understood(cursor: Cursor, begin: int) -> NoReturn:
    raise Asked("cadence_not_understood", part=cursor.rest(begin))


def _int(term: Term) -> int:
    return term.value if isinstance(term.value, int) else 0
