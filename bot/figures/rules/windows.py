"""Spans of days, and the vendor's calendar that cuts them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS_A_YEAR = 12
DAY = timedelta(days=1)


class Unit(StrEnum):
    """A step of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_HALF = "fiscal_half"
    FISCAL_YEAR = "fiscal_year"


DAYS_A_WEEK = 7
_MONTHS = {
    Unit.MONTH: 1,
    Unit.QUARTER: 3,
    Unit.HALF: 6,
    Unit.YEAR: 12,
    Unit.FISCAL_QUARTER: 3,
    Unit.FISCAL_HALF: 6,
    Unit.FISCAL_YEAR: 12,
}
_PLAIN = {
    Unit.FISCAL_QUARTER: Unit.QUARTER,
    Unit.FISCAL_HALF: Unit.HALF,
    Unit.FISCAL_YEAR: Unit.YEAR,
}
"""The calendar's own step of the same length."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `start` up to, and without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a window holds at least one day")

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - DAY

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def months(self) -> int | None:
        """How many whole calendar months it is, or `None` where it does not begin and end so."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        return _month_number(self.end) - _month_number(self.start)

    def shifted_months(self, months: int) -> "Window":
        """Move the window this many months later (earlier if negative)."""
        return Window(add_months(self.start, months), add_months(self.end, months))

    def before(self) -> "Window":
        """Make the window of the same length that ends where this one begins."""
        if self.months is not None:
            return self.shifted_months(-self.months)
        return Window(self.start - timedelta(days=self.days), self.start)

    def clipped(self, today: date) -> "Window":
        """Leave out the days after today; a window that lies wholly ahead stays whole."""
        return Window(self.start, min(self.end, today + DAY)) if self.start <= today else self


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today, and how the vendor's years and weeks are cut (`week_start` 0 is Monday)."""

    today: date
    fiscal_year_start_month: int = 7
    week_start: int = 0

    def unit(self, unit: Unit, offset: int = 0, of: date | None = None) -> Window:
        """Find the calendar unit that holds a day (today), or the one `offset` units later."""
        day = of or self.today
        if unit is Unit.DAY:
            start = day + timedelta(days=offset)
            return Window(start, start + DAY)
        if unit is Unit.WEEK:
            start = day - timedelta(days=(day.weekday() - self.week_start) % 7 - 7 * offset)
            return Window(start, start + timedelta(days=DAYS_A_WEEK))
        length = _MONTHS[unit]
        anchor = self.fiscal_year_start_month - 1 if unit in _PLAIN else 0
        number = (_month_number(day) - anchor) // length * length + anchor + offset * length
        return Window(_month_start(number), _month_start(number + length))

    def trailing(self, unit: Unit, count: int) -> Window:
        """Span the last `count` complete units before the one that runs today."""
        return Window(self.unit(unit, -count).start, self.unit(unit).start)

    def year(self, year: int) -> Window:
        return Window(date(year, 1, 1), date(year + 1, 1, 1))

    def fiscal_year(self, name: int) -> Window:
        """Find the fiscal year of that name: the calendar year in which it ends."""
        year = name - 1 if self.fiscal_year_start_month > 1 else name
        start = date(year, self.fiscal_year_start_month, 1)
        return Window(start, add_months(start, MONTHS_A_YEAR))

    def part(self, year: Window, unit: Unit, number: int) -> Window:
        """Cut out the n-th (from 1) month, quarter or half of a year."""
        start = add_months(year.start, (number - 1) * _MONTHS[unit])
        return Window(start, add_months(start, _MONTHS[unit]))

    def plain(self, unit: Unit) -> Unit:
        """Name a fiscal step by the calendar's own, where the vendor's year cuts them alike."""
        like = _PLAIN.get(unit)
        same = like is not None and (self.fiscal_year_start_month - 1) % _MONTHS[like] == 0
        return like if like is not None and same else unit

    def back(self, window: Window, unit: Unit) -> Window:
        """Move a window one unit earlier; a week is held to the week of 52 weeks before."""
        if unit in {Unit.DAY, Unit.WEEK}:
            step = timedelta(days=1 if unit is Unit.DAY else DAYS_A_WEEK)
            return Window(window.start - step, window.end - step)
        is_year = _MONTHS[unit] == MONTHS_A_YEAR
        if is_year and window == self.unit(Unit.WEEK, of=window.start):
            step = timedelta(weeks=52)
            return Window(window.start - step, window.end - step)
        if window.months is not None:
            return window.shifted_months(-_MONTHS[unit])
        first, last = (add_months(day, -_MONTHS[unit]) for day in (window.start, window.last))
        return Window(first, last + DAY)

    def cut(self, window: Window, unit: Unit) -> tuple[Window, ...]:
        """Cut a window into calendar units; the first and the last may be shorter than whole."""
        pieces: list[Window] = []
        start = window.start
        while start < window.end:
            end = min(self.unit(unit, of=start).end, window.end)
            pieces.append(Window(start, end))
            start = end
        return tuple(pieces)


def add_months(day: date, months: int) -> date:
    """Move a day by months; a day the month does not have becomes its last."""
    number = _month_number(day) + months
    first = _month_start(number)
    last = _month_start(number + 1) - DAY
    return first.replace(day=min(day.day, last.day))


def _month_number(day: date) -> int:
    return day.year * MONTHS_A_YEAR + day.month - 1


def _month_start(number: int) -> date:
    return date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)
