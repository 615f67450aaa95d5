"""The windows that a piece of time looks at beside itself."""

from bot.figures.rules.windows import DAY, Calendar, Unit, Window

_LOOK_BACK = 12


def month_ends(piece: Window, calendar: Calendar) -> tuple[Window, ...]:
    """Return the complete months of a piece of time; where there is none, the piece."""
    months = calendar.cut(piece, Unit.MONTH)
    whole = tuple(m for m in months if m.months == 1 and m.last <= calendar.today)
    return whole or (piece,)


def twelve_months(piece: Window, calendar: Calendar) -> tuple[Window, ...]:
    """Return the twelve complete months before the end of a piece, each apart."""
    end = min(piece.end, calendar.today + DAY)
    return tuple(calendar.unit(Unit.MONTH, -back, of=end) for back in range(_LOOK_BACK, 0, -1))


def twelve_months_in_one(piece: Window, calendar: Calendar) -> tuple[Window, ...]:
    """Return the twelve complete months before the end of a piece as one window."""
    months = twelve_months(piece, calendar)
    return (Window(months[0].start, months[-1].end),)
