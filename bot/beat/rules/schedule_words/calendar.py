"""Days that are meant by what was said: pure arithmetic, or a question back."""

from calendar import monthrange
from datetime import date, timedelta

from bot.beat.rules.schedule_words.parts import Written
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.terms import Term

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Numbers that are taken for years."""
_MONTHS = 12
_WEEK = timedelta(days=7)
_FAR = timedelta(days=366)


def day_of(written: Written, today: date) -> date:
    """Return the day meant: without a year the next of that name, at most a year ahead."""
    if written.year is not None:
        return _existing(written, written.year)
    if (written.day, written.month) == (29, 2):
        return _leap_day(written, today)
    this = _existing(written, today.year)
    return this if this >= today else _existing(written, today.year + 1)


def next_weekday(weekday: int, term: Term, text: str, today: date) -> date:
    """Return the day that "next Tuesday" or "this Tuesday" means, or ask which."""
    monday = today - timedelta(days=today.weekday())
    here, there = monday + timedelta(days=weekday), monday + _WEEK + timedelta(days=weekday)
    if term.kind == "next":
        if here > today:
            raise Asked("cadence_which", part=text, choices=f"{spelled(here)}; {spelled(there)}")
        return there
    return here if here >= today else there


def last_of_month(day: date) -> date:
    """Return the last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """Return the day so many months later, or the last one where its month is shorter."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def spelled(day: date) -> str:
    """Write a day so that it is read as the same day."""
    return f"{day.day} {day:%B %Y}"


def first_days(unit: str, today: date) -> tuple[date, date]:
    """Return the first day of the week, month, quarter or year of today, and of the next one."""
    if unit == "week":
        monday = today - timedelta(days=today.weekday())
        return monday, monday + _WEEK
    length = {"month": 1, "quarter": 3, "year": _MONTHS}[unit]
    first = today.replace(day=1, month=(today.month - 1) // length * length + 1)
    return first, months_later(first, length)


def agree(day: date, weekday: int) -> None:
    """Ask where a date was said with a weekday that it is not."""
    if day.weekday() != weekday:
        raise Asked("cadence_weekday_differs", day=spelled(day), weekday=f"{day:%A}")


def _existing(written: Written, year: int) -> date:
    try:
        day = date(year, written.month, written.day)
    except ValueError:
        raise Asked("cadence_no_such_day", part=written.text) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Asked("cadence_no_such_day", part=written.text)
    return day


def _leap_day(written: Written, today: date) -> date:
    year = today.year
    while monthrange(year, 2)[1] != written.day or date(year, 2, 29) < today:
        year += 1
    leap = date(year, 2, 29)
    if leap - today > _FAR:
        sooner = date(today.year + ((today.month, today.day) > (2, 28)), 2, 28)
        choices = f"{spelled(leap)}; {spelled(sooner)}; every year on the last day of February"
        raise Asked("cadence_which", part=written.text, choices=choices)
    return leap
