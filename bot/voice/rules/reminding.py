"""When somebody who was asked and did not answer is reminded: once, and in the morning."""

from datetime import datetime, time, timedelta

WORKING_DAYS = 5
MORNING = time(9)
SATURDAY = 5


def reminder_slot(opened: datetime, closes: datetime) -> datetime | None:
    """Return the wall-clock morning after five working days; None if too little is left by then.

    `opened` and `closes` are on one clock; a day must be left to answer.
    """
    day, left = opened, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    slot = datetime.combine(day.date(), MORNING)
    return slot if slot + timedelta(days=1) < closes.replace(tzinfo=None) else None
