"""Business hours: Monday to Friday, nine to five on the wall of whoever is waited for.

Where more is known of them, the days on which they work say which days count.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(17)
SATURDAY = 5
NOTHING = timedelta(0)
Works = Callable[[date], bool]
"""Says whether somebody works on a day; on one of seven or so they do."""


def on_weekdays(day: date) -> bool:
    """Say whether a day is one of Monday to Friday."""
    return day.weekday() < SATURDAY


def waited(since: datetime, until: datetime, zone: str, works: Works = on_weekdays) -> timedelta:
    """Return how many business hours lie between two moments in this zone; none backwards.

    Where clocks change within a day's hours, the hours that really passed are what counts.
    """
    begun = takewhile(lambda day: day[0] < until, _days(since, zone, works))
    spans = (min(closes, until) - max(opens, since) for opens, closes in begun)
    return sum((max(span, NOTHING) for span in spans), NOTHING)


def after(since: datetime, hours: timedelta, zone: str, works: Works = on_weekdays) -> datetime:
    """Return the first moment at which so many business hours have passed."""
    left = hours
    for opens, closes in _days(since, zone, works):
        begins = max(opens, since)
        span = max(closes - begins, NOTHING)
        if left <= span:
            return begins + left
        left -= span
    raise AssertionError("the days never end")


def _days(since: datetime, zone: str, works: Works) -> Iterator[tuple[datetime, datetime]]:
    """Yield the business hours of each working day, from the one of that moment on, in UTC."""
    here = ZoneInfo(zone)
    day = since.astimezone(here).date()
    while True:
        if works(day):
            hours = (datetime.combine(day, wall, here) for wall in (OPENS, CLOSES))
            opens, closes = (moment.astimezone(UTC) for moment in hours)
            yield opens, closes
        day += timedelta(days=1)
