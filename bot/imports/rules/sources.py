"""Where rows come from by themselves: a source, when it is expected, and from when it is late."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from bot.beat.rules.cadence import Cadence, instant, slots_after

A_DAY = timedelta(days=1)
FIRST_REST, LONGEST_REST = timedelta(minutes=5), timedelta(hours=1)
MOST_DOUBLINGS = 8


class Until(StrEnum):
    """Up to which day what a source gives lacks nothing, where it is always the same."""

    TODAY = "today"
    YESTERDAY = "yesterday"


class Place(StrEnum):
    """What kind of place a source is."""

    FOLDER = "folder"
    DATABASE = "database"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Source:
    """A place that gives rows of one kind, in a rhythm; an owner hears when it does not.

    `at` is the folder, or the address of a database or a file; with `at_variable` it stands in
    the environment, for it holds a secret. The moments of the cadence are those from which
    something new is expected; `late_after` them it is late.
    """

    key: str
    kind: str
    place: Place
    at: str
    at_variable: str
    query: str
    mapping: str
    cadence: Cadence
    zone: str
    late_after: timedelta
    owner: str
    until: Until | None = None

    def slots(self, after: datetime) -> tuple[datetime, ...]:
        """Return the next moments of the cadence later than a moment, in UTC."""
        local = after.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        found = (instant(slot, self.zone) for slot in slots_after(self.cadence, local - A_DAY))
        return tuple(islice((moment for moment in found if moment > after), 2))


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a run: whether it was well (None: there was nothing), and in words."""

    is_well: bool | None
    said: str


def due_by(source: Source, came_at: datetime | None, since: datetime) -> datetime | None:
    """Return from when a source is late that came last at a moment, or is known since another.

    What comes a little early counts for the moment that follows: by no more than `late_after`,
    and than half of the time between two.
    """
    after = since - timedelta(microseconds=1) if came_at is None else came_at
    slots = source.slots(after)
    if not slots:
        return None
    expected = slots[0]
    if came_at is not None and len(slots) > 1:
        early = min([source.late_after, *((b - a) / 2 for a, b in pairwise(slots))])
        if expected - came_at <= early:
            expected = slots[1]
    return expected + source.late_after


_LOOK_BACK = timedelta(days=370)
"""What was asked longer ago is asked at the next moment of its rhythm."""


def rest_after(failures: int) -> timedelta:
    """Return how long a source is left alone that failed so often in a row."""
    doubled = 1 << min(max(failures - 1, 0), MOST_DOUBLINGS)
    return min(FIRST_REST * doubled, LONGEST_REST)


def is_due(source: Source, tried_at: datetime | None, failures: int, now: datetime) -> bool:
    """Say whether a source is to be asked now: at first, in its rhythm, and after it failed."""
    if tried_at is None:
        return True
    if failures:
        return now >= tried_at + rest_after(failures)
    upcoming = source.slots(max(tried_at, now - _LOOK_BACK))
    return bool(upcoming) and upcoming[0] <= now


def placed(sources: Iterable[Source], zone: str) -> tuple[Source, ...]:
    """Return sources on the vendor's clock, where they name none of their own."""
    return tuple(replace(one, zone=one.zone or zone) for one in sources)
