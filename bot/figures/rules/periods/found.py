"""What a reader of times hands back."""

from dataclasses import dataclass

from bot.figures.rules.windows import Calendar, Unit, Window


@dataclass(frozen=True, slots=True)
class Period:
    """What words of time mean.

    `unit` is set where they name one calendar unit counted from today, `yearless` where the year
    was left out, `ahead` is the same words read forwards, and `problem` names why they name no
    time (then `window` is `None`): the end of a wording key `hint_…`.
    """

    window: Window | None
    unit: Unit | None = None
    offset: int = 0
    yearless: bool = False
    ahead: Window | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A period, and the index of the token behind its last."""

    end: int
    period: Period


def nearest(window: Window, before: int | None, calendar: Calendar) -> Period:
    """Choose the year of a time named without one; `window` is this year's."""
    if before == 0:
        return Period(window)
    past = window if window.start <= calendar.today else window.shifted_months(-12)
    ahead = window if window.end > calendar.today else window.shifted_months(12)
    if before == -1:
        return Period(past if past.end <= calendar.today else past.shifted_months(-12))
    if before == 1:
        return Period(ahead if ahead.start > calendar.today else ahead.shifted_months(12))
    return Period(past, yearless=True, ahead=ahead)
