"""How much one recipient is pushed: what fits into a week, and when the rest is rounded up."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from bot.beat.rules.cadence import instant
from bot.errors import CadenceUnreadable

WINDOW = timedelta(days=7)
"""The week rolls: no seven days, wherever they begin, hold more pushes than the budget."""
OWED = 0
"""The priority of what somebody waits for or has to see to, such as an answer: no push of ours."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Weekly:
    """A quiet moment once a week, on the reader's own clock; days count from Monday, 0."""

    day: int = 4
    at: time = time(10)

    def slots(self, now: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
        """Yield the moments that come after `now`: each as a wall clock shows it, and in UTC."""
        today = now.replace(tzinfo=None) - timedelta(days=1)
        first = today + timedelta(days=(self.day - today.weekday()) % 7)
        for week in count():
            slot = datetime.combine(first.date() + timedelta(weeks=week), self.at)
            due_at = instant_for(slot, zone)
            if due_at > now:
                yield slot, due_at


WEEKLY = Weekly()
"""Friday at ten, unless the operator says otherwise."""


def read_weekly(words: str) -> Weekly:
    """Read words of this form, such as "friday 10:00"."""
    day, _, at = words.casefold().partition(" ")
    hour, _, minute = at.partition(":")
    return Weekly(DAYS.index(day), time(int(hour), int(minute)))


def share(had: Collection[datetime], planned: Collection[datetime], now: datetime) -> int:
    """Return how many pushes share seven days with one that leaves now, at the most.

    `had` are those that left, `planned` those before which it stands back. Where that is less
    than the budget it may leave: nobody gets too many, and what comes before it has its place.
    """
    ends = [now, *(due_at for due_at in planned if now < due_at < now + WINDOW)]
    return max(
        sum(at > end - WINDOW for at in had) + sum(due_at <= end for due_at in planned)
        for end in ends
    )


def stands_back(priority: int, before: int) -> bool:
    """Say whether what has this priority leaves room for what has that one and is planned."""
    return OWED < before < priority


def added(priority: int, beside: Iterable[int]) -> int:
    """Return how many of those that leave just now take a place from one of this priority.

    That it stands back for them is reckoned already, and what is owed takes nobody's place.
    """
    return sum(other != OWED and not stands_back(priority, other) for other in beside)


@dataclass(frozen=True, slots=True)
class Push:
    """Something that is to be pushed to one recipient; what `passes` leaves whatever came."""

    at: datetime
    priority: int
    what: str
    passes: bool = False
    known_at: datetime | None = None
    """Since when it is planned, so that others stand back; None is from the beginning."""

    def is_known(self, now: datetime) -> bool:
        """Say whether it was planned by then."""
        return self.known_at is None or self.known_at <= now


@dataclass(frozen=True, slots=True)
class Walked:
    """What became of pushes: those that left, and those that go into the round-up."""

    left: tuple[Push, ...]
    over: tuple[Push, ...]


def walk(pushes: Iterable[Push], budget: int, had: Iterable[datetime] = ()) -> Walked:
    """Walk through one recipient's pushes as the budget lets them leave, moment by moment."""
    rest = sorted(pushes, key=lambda one: (one.at, one.priority))
    told, left, over = list(had), list[Push](), list[Push]()
    for place, push in enumerate(rest):
        told = [at for at in told if at > push.at - WINDOW]
        before = [one.at for one in _before(push, rest[place + 1 :])]
        if push.priority != OWED and not push.passes and share(told, before, push.at) >= budget:
            over.append(push)
            continue
        left.append(push)
        if push.priority != OWED:
            told.append(push.at)
    return Walked(tuple(left), tuple(over))


def _before(push: Push, later: Sequence[Push]) -> Iterator[Push]:
    for one in later:
        if one.at >= push.at + WINDOW:
            return
        if stands_back(push.priority, one.priority) and one.is_known(push.at):
            yield one


def instant_for(slot: datetime, zone: str) -> datetime:
    """Return when a slot comes for a reader; who has no zone we know reads in UTC."""
    try:
        return instant(slot, zone)
    except CadenceUnreadable:
        return instant(slot, "UTC")
