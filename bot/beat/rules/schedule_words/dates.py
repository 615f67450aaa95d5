"""Reads days of the calendar: written ones, tomorrow, next Tuesday, the end of June."""

from datetime import date, timedelta

from bot.beat.rules.schedule_words.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    agree,
    day_of,
    first_days,
    last_of_month,
    next_weekday,
)
from bot.beat.rules.schedule_words.parts import Cursor, Parts, Written
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.terms import Term

_DAYS = 31


def read_written(cursor: Cursor) -> Written | None:
    """Take a date as 15 March, March 15th, 15.3.2027 or 2027-03-15."""
    begin = cursor.at
    term = cursor.take_if("date", "which_date")
    if term is not None:
        return _in_digits(term)
    found = _day_first(cursor) or _month_first(cursor)
    if found is None:
        cursor.at = begin
        return None
    day, month = found
    year = _year(cursor)
    return Written(day, month, year, cursor.text(begin))


def read_day(cursor: Cursor, parts: Parts) -> date | None:
    """Take a day that something starts on; of a week or month it is the first day."""
    begin = cursor.at
    cursor.skip("the", "on", "in")
    term = cursor.take_if("day")
    if term is not None and isinstance(term.value, int):
        return parts.today + timedelta(days=term.value)
    found = _named(cursor, parts)
    if found is None and cursor.kinds("month"):
        found = _first_of(cursor, parts.today)
    if found is None and cursor.kinds("weekday"):
        ahead = (_int(cursor.take()) - parts.today.weekday() - 1) % 7 + 1
        found = parts.today + timedelta(days=ahead)
    if found is None:
        cursor.at = begin
    return found


def read_last_day(cursor: Cursor, parts: Parts, word: Term) -> date | None:
    """Take the day after which nothing comes; a day counts as a whole."""
    begin = cursor.at
    cursor.skip("the", "on", "of", "in")
    of_month = cursor.kinds("month") and read_written_ahead(cursor) is None
    if of_month and word.value == "until":
        month = cursor.peek().text
        raise Asked(
            "cadence_which",
            part=f"{word.text} {month}",
            choices=f"through {month}; before {month}",
        )
    span = _span_ahead(cursor, parts)
    parts.until_has_year = span is not None
    if span is None and not of_month:
        written = read_written_ahead(cursor)
        parts.until_has_year = written is None or written.year is not None
    found = span[1] if span and word.value == "through" else None
    if found is None:
        found = read_day(cursor, parts)
        if found is not None and of_month and word.value == "through":
            found = last_of_month(found)
    if found is None:
        cursor.at = begin
    elif word.value == "before":
        found -= timedelta(days=1)
    return found


def read_written_ahead(cursor: Cursor) -> Written | None:
    """Return the date that comes, and stay where we are."""
    begin = cursor.at
    found = read_written(cursor)
    cursor.at = begin
    return found


def _named(cursor: Cursor, parts: Parts) -> date | None:
    begin = cursor.at
    if cursor.kinds("next|this", "weekday"):
        term, weekday = cursor.take(), _int(cursor.take())
        return next_weekday(weekday, term, cursor.text(begin), parts.today)
    if cursor.kinds("next|this", "unit") and cursor.peek(1).value in {"week", "month", "year"}:
        term, unit = cursor.take(), str(cursor.take().value)
        return first_days(unit, parts.today)[term.kind == "next"]
    if cursor.kinds("weekday"):
        cursor.take()
        cursor.skip("sep", "the")
        weekday = _int(cursor.peek(begin - cursor.at))
        written = read_written(cursor)
        if written is None:
            cursor.at = begin
            return None
        day = day_of(written, parts.today)
        agree(day, weekday)
        return day
    written = read_written(cursor)
    return day_of(written, parts.today) if written else None


def _span_ahead(cursor: Cursor, parts: Parts) -> tuple[date, date] | None:
    """Take "this month", "next year", "the quarter": its first and its last day."""
    begin = cursor.at
    cursor.skip("the")
    word = cursor.take_if("next", "this")
    term = cursor.take_if("unit")
    if term is None or term.value not in {"week", "month", "quarter", "year"}:
        cursor.at = begin
        return None
    first, following = first_days(str(term.value), parts.today)
    if word is not None and word.kind == "next":
        first, following = following, first_days(str(term.value), following)[1]
    return first, following - timedelta(days=1)


def _first_of(cursor: Cursor, today: date) -> date:
    month = _int(cursor.take())
    year = _year(cursor) or today.year + (month < today.month)
    return date(year, month, 1)


def _in_digits(term: Term) -> Written:
    value = term.value
    if term.kind == "which_date" and isinstance(value, tuple):
        year = f" {value[1]}" if value[1] else ""
        choices = [f"{day} {date(2000, month, 1):%B}{year}" for day, month in value[0]]
        raise Asked("cadence_which", part=term.text, choices="; ".join(choices))
    day, month, year = value if isinstance(value, tuple) else (0, 0, None)
    return Written(day, month, year, term.text)


def _day_first(cursor: Cursor) -> tuple[int, int] | None:
    if not cursor.kinds("number|ordinal"):
        return None
    day = _int(cursor.take())
    cursor.skip("of", "the")
    if not 1 <= day <= _DAYS or not cursor.kinds("month"):
        return None
    return day, _int(cursor.take())


def _month_first(cursor: Cursor) -> tuple[int, int] | None:
    if not cursor.kinds("month"):
        return None
    month = _int(cursor.take())
    cursor.skip("the")
    cursor.skip("sep") if cursor.peek().text == "." else None
    if not cursor.kinds("number|ordinal") or cursor.kinds("number", "ampm|oclock|past_word|unit"):
        return None
    day = _int(cursor.take())
    return (day, month) if 1 <= day <= _DAYS else None


def _year(cursor: Cursor) -> int | None:
    begin = cursor.at
    cursor.skip("sep")
    if cursor.kinds("number") and FIRST_YEAR <= _int(cursor.peek()) <= LAST_YEAR:
        return _int(cursor.take())
    cursor.at = begin
    return None


def _int(term: Term) -> int:
    return term.value if isinstance(term.value, int) else 0
