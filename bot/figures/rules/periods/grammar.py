"""The grammar of times: words in, the span of days they name out.

Rules (own conventions): a bare quarter, half, month or date is its most recent one that has
begun; "last" is the previous complete unit; "last N" are N complete units; "since" and
"to date" end with today; the named end of a range is included.
"""

from dataclasses import replace

from bot.figures.rules.periods.found import Found, Period
from bot.figures.rules.periods.points import point
from bot.figures.rules.windows import DAY, Calendar, Unit, Window

__all__ = ["Calendar", "Found", "Period", "Unit", "Window", "period_at"]

_JOINS = {"to", "until", "till", "through", "thru", "and", "up"}
_UNTIL = {"until", "till", "through", "thru", "before", "after", "by", "to"}
_TO_DATE = (("to", "date"), ("so", "far"), ("until", "now"), ("till", "now"), ("to", "now"))


def period_at(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Find the longest period whose words begin at this token, if one does."""
    head = tokens[at]
    if head == "since":
        return _since(tokens, at + 1, calendar)
    if head in _UNTIL or tokens[at : at + 2] == ("up", "to"):
        return _until(tokens, at, calendar)
    if head == "between":
        return _range(tokens, at + 1, calendar, {"and", "to"})
    if head == "from":
        return _range(tokens, at + 1, calendar, _JOINS - {"and"}) or _since_from(
            tokens, at, calendar
        )
    return (
        _range(tokens, at, calendar, _JOINS - {"and", "up"})
        or _day_range(tokens, at, calendar)
        or _to_date(tokens, point(tokens, at, calendar), calendar)
    )


def _until(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Meet "up to september": it does not say since when."""
    if tokens[at] == "by" and tokens[at + 1 : at + 2] == ("year",):
        return None
    if tokens[at : at + 2] in _TO_DATE:
        return None
    skip = at + (2 if tokens[at] == "up" else 1)
    skip += tokens[skip : skip + 1] in {("to",), ("until",)}
    found = point(tokens, skip, calendar)
    return Found(found.end, Period(None, problem="since_when")) if found else None


def _since(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    found = point(tokens, at, calendar)
    if found is None or found.period.window is None:
        return found
    window = found.period.window
    if window.start > calendar.today:
        return Found(found.end, Period(None, problem="not_begun"))
    return Found(found.end, Period(Window(window.start, calendar.today + DAY)))


def _since_from(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    found = point(tokens, at + 1, calendar)
    if found is None:
        return None
    rest = tokens[found.end : found.end + 2]
    if rest[:1] in {("on",), ("onwards",), ("onward",)}:
        open_ended = _since(tokens, at + 1, calendar)
        return replace(open_ended, end=open_ended.end + 1) if open_ended else None
    if rest[:2] in {("to", "now"), ("to", "date"), ("to", "today"), ("until", "now")}:
        open_ended = _since(tokens, at + 1, calendar)
        return replace(open_ended, end=open_ended.end + 2) if open_ended else None
    return None


def _range(tokens: tuple[str, ...], at: int, calendar: Calendar, joins: set[str]) -> Found | None:
    first = point(tokens, at, calendar)
    if first is None or first.end >= len(tokens) or tokens[first.end] not in joins:
        return None
    skip = 2 if tokens[first.end : first.end + 2] == ("up", "to") else 1
    second = point(tokens, first.end + skip, calendar)
    if second is None:
        return None
    return Found(second.end, _joined(first.period, second.period))


def _day_range(tokens: tuple[str, ...], at: int, calendar: Calendar) -> Found | None:
    """Read "1 to 15 oct": the first day borrows its month from the second."""
    if not tokens[at].isdecimal() or tokens[at + 1 : at + 2] != ("to",):
        return None
    second = point(tokens, at + 2, calendar)
    window = second.period.window if second else None
    if second is None or window is None or window.days != 1 or int(tokens[at]) > window.start.day:
        return None
    start = window.start.replace(day=max(1, int(tokens[at])))
    return Found(second.end, Period(Window(start, window.end)))


def _to_date(tokens: tuple[str, ...], found: Found | None, calendar: Calendar) -> Found | None:
    if found is None or found.period.window is None:
        return found
    if tokens[found.end : found.end + 2] not in _TO_DATE:
        return found
    window = found.period.window.clipped(calendar.today)
    return Found(found.end + 2, replace(found.period, window=window, ahead=None))


def _joined(first: Period, second: Period) -> Period:
    past = _span(_latest_before(first, second), _earliest_after(first, second))
    ahead = None
    if first.ahead and (second.ahead or second.window):
        begin = replace(first, window=first.ahead, yearless=False)
        ahead = _span(begin.window, _earliest_after(begin, second))
    if past is None:
        return Period(None, problem="ends_first")
    return Period(past, ahead=ahead)


def _latest_before(first: Period, second: Period) -> Window | None:
    """Date the start of a range: without a year it is the last such time before the end."""
    window, end = first.window, second.window
    if window is None or end is None or not first.yearless:
        return window
    if not second.yearless:
        while window.shifted_months(12).start < end.end:
            window = window.shifted_months(12)
    while window.start >= end.end:
        window = window.shifted_months(-12)
    return window


def _earliest_after(first: Period, second: Period) -> Window | None:
    """Date the end of a range: without a year it is the next such time after a dated start."""
    window, start = second.window, first.window
    if window is None or start is None or not second.yearless or first.yearless:
        return window
    while window.end <= start.start:
        window = window.shifted_months(12)
    while window.shifted_months(-12).end > start.start:
        window = window.shifted_months(-12)
    return window


def _span(first: Window | None, second: Window | None) -> Window | None:
    if first is None or second is None or second.end <= first.start:
        return None
    return Window(first.start, second.end)
