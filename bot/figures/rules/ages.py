"""How far figures reach: never past the day to which the rows they are made of are complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.figures.rules.catalogue import DefaultPeriod, Metric, MetricKind
from bot.figures.rules.windows import DAY, Unit, Window, add_months


class Rows(StrEnum):
    """A kind of row that an import brings, by the import's name; each knows its own age.

    What is recorded here as it happens (answers, cases) is no kind: it is complete at any moment.
    """

    SUBSCRIPTIONS = "subscriptions"
    TERMS = "terms"
    TRIALS = "trials"
    REVENUE = "revenue"
    COSTS = "costs"
    TOUCHES = "touches"
    DEALS = "deals"
    PAYOUTS = "payouts"
    CERTIFICATIONS = "certifications"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A source of rows that is late since `due_by`, or whose last attempt failed (None)."""

    kind: Rows
    due_by: datetime | None
    came_at: datetime | None


_TWO_MONTHS, _TWO_WEEKS = 58, 14
_MONTH, _WEEK = timedelta(days=31), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Age:
    """Up to which day the rows of a figure are complete, and what that does to the time asked for.

    `kinds` are those that end first; `until` is None where nothing of them was ever imported.
    `asked` is the time as it was asked for. With `is_cut` the figure ends with `until`, in a
    series `left_out` are the pieces that are not covered, and with `is_refused` nothing is.
    """

    kinds: tuple[Rows, ...]
    until: date | None
    asked: Window
    is_cut: bool = False
    left_out: tuple[Window, ...] = ()
    is_refused: bool = False


def oldest(
    reads: frozenset[Rows], known: Mapping[Rows, date], today: date
) -> tuple[tuple[Rows, ...], date | None]:
    """Return which of these kinds end first, and when; nobody's data is younger than today."""
    missing = tuple(kind for kind in Rows if kind in reads and kind not in known)
    if missing:
        return missing, None
    until = min((min(known[kind], today) for kind in reads), default=today)
    return tuple(k for k in Rows if k in reads and min(known[k], today) == until), until


def read_as(metric: Metric) -> MetricKind:
    """Return how the time of a metric is read: what is asked to date is read on a day."""
    is_to_date = metric.default_period is DefaultPeriod.TODAY
    return MetricKind.BALANCE if is_to_date else metric.kind


def covered(
    kind: MetricKind, piece: Window, grain: Unit | None, until: date, today: date
) -> Window | None:
    """Return as much of a piece of time (clipped to today) as can be answered; None: nothing.

    A balance is read on its last complete day. Anything else needs every day of its piece up
    to today; the piece that runs today may end with the last complete day, if that lies in it
    and is not older than one grain. What is due is told by what stands now.
    """
    if kind is MetricKind.LOOKAHEAD:
        return piece if until >= add_months(today, -1) else None
    if until >= today or piece.last <= until:
        return piece
    if kind is MetricKind.BALANCE and grain is None:
        return Window(min(piece.start, until), until + DAY)
    if piece.start > until:
        return None
    if kind is not MetricKind.BALANCE and not _may_end_early(piece, grain, until, today):
        return None
    return Window(piece.start, until + DAY)


def covered_before(asked: Window, until: date) -> Window | None:
    """Find the last window of the same length before this one that is covered whole."""
    window = asked
    while window.last > until:
        earlier = window.before()
        if (asked.start - earlier.start).days > _FURTHEST:
            return None
        window = earlier
    return None if window == asked else window


_FURTHEST = 2 * 366
"""Further back nobody means by what they asked."""


def _may_end_early(piece: Window, grain: Unit | None, until: date, today: date) -> bool:
    """Say whether a piece runs today and lacks no more than its data may be late."""
    if piece.last < today:
        return False
    return grain is not None or today - until <= _grain_of(piece)


def _grain_of(window: Window) -> timedelta:
    """Return how long the next finer step of the calendar is."""
    if window.days >= _TWO_MONTHS:
        return _MONTH
    return _WEEK if window.days >= _TWO_WEEKS else DAY
