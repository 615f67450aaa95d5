"""What a reader of times hands back."""

from dataclasses import dataclass

from bot.figures.rules.windows import Calendar, Unit, Window


@dataclass(frozen=True, slots=True)
class Period:
    """What words of time mean.

    `unit` is set where they name one calendar unit counted from today, `yearless` where the year
    was left out, `ahead` is the same words read forwards, and `problem` names why they name no
    time (then `window` is `None`): the end of a wording key `hint_…`. `part` is what was named of
    a year, and `year` the year that was named with it. `prior` says "the … before" of another
    time, `instant` that only a day is meant, so that what is counted over days has no answer.
    `steps` are the units that were counted.
    """

    window: Window | None
    unit: Unit | None = None
    offset: int = 0
    yearless: bool = False
    ahead: Window | None = None
    problem: str | None = None
    part: tuple[Unit, int] | None = None
    year: Window | None = None
    prior: bool = False
    instant: bool = False
    steps: Unit | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A period, and the index of the token behind its last."""

    end: int
    period: Period


def nearest(
    window: Window, before: int | None, calendar: Calendar, part: tuple[Unit, int] | None = None
) -> Period:
    """Choose the year of a time named without one; `window` is this year's."""
    if before == 0:
        return Period(window)
    past = window if window.start <= calendar.today else window.shifted_months(-12)
    ahead = window if window.end > calendar.today else window.shifted_months(12)
    if before == -1:
        return Period(past if past.end <= calendar.today else past.shifted_months(-12))
    if before == 1:
        return Period(ahead if ahead.start > calendar.today else ahead.shifted_months(12))
    return Period(past, yearless=True, ahead=ahead, part=part)


def in_year(period: Period, year: Window, calendar: Calendar) -> Period:
    """Read a part of a year that was named without one in that year; a day only moves there."""
    if period.part is None or period.window is None:
        return period
    unit, number = period.part
    if unit is Unit.MONTH:
        start = period.window.start.replace(year=year.start.year)
        if start < year.start:
            start = start.replace(year=start.year + 1)
        window = calendar.unit(Unit.MONTH, of=start)
    else:
        window = calendar.part(year, unit, number)
    return Period(window, part=period.part, year=year)
