"""What a plan does to people's weeks: who would get too much, and when."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from bot.beat.rules.audience import Audience
from bot.beat.rules.budget import Push, walk
from bot.beat.rules.cadence import Cadence, first_slot_from, slots_after

SLOTS = 100
"""So many slots of a cadence are simulated: what comes more often fills weeks all the same."""


@dataclass(frozen=True, slots=True)
class Added:
    """Something that nobody promised yet: whom it is for, and when.

    What is promised of it already is `planned_as` a cadence. An edition fills the slot of its
    `newsletter`, which is promised without it too.
    """

    audience: Audience
    cadence: Cadence
    topic: str = ""
    must_read: bool = False
    planned_as: str = ""
    newsletter: str = ""

    def slots(self, now: datetime) -> Sequence[datetime]:
        """Return its next slots, on the wall clock."""
        first = first_slot_from(self.cadence, now)
        after = islice(slots_after(self.cadence, first), SLOTS - 1) if first else ()
        return (first, *after) if first else ()


@dataclass(slots=True)
class Recipients:
    """The pushes of many recipients: those that left lately, and those that are planned."""

    had: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    planned: defaultdict[str, list[Push]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class TooMuch:
    """Of each recipient whose week is too full the moments at which there is no room."""

    budget: int
    moments: Mapping[str, Sequence[datetime]]

    @property
    def recipients(self) -> Sequence[str]:
        """All whose week would be too full, the first to be so before the others."""
        return sorted(self.moments, key=lambda who: (self.moments[who][0], who))

    def weeks(self) -> Sequence[tuple[date, int]]:
        """Return by the Monday of each week how many would get too much in it."""
        return self._by(lambda at: at.date() - timedelta(days=at.weekday()))

    def months(self) -> Sequence[tuple[date, int]]:
        """Return likewise by the first day of each month."""
        return self._by(lambda at: at.date().replace(day=1))

    def _by(self, named: Callable[[datetime], date]) -> Sequence[tuple[date, int]]:
        counted = Counter(
            day for moments in self.moments.values() for day in {named(at) for at in moments}
        )
        return sorted(counted.items())


def too_much(found: Recipients, budget: int, added: str = "") -> TooMuch:
    """Walk all of them through their plans; with `added` only what that push adds is told.

    What it adds is also what gives way to it, or is over because of it.
    """
    moments: dict[str, Sequence[datetime]] = {}
    for who, planned in found.planned.items():
        over = walk(planned, budget, found.had[who]).over
        if added:
            before = [one for one in planned if one.what != added]
            over = _beyond(over, walk(before, budget, found.had[who]).over)
        if over:
            moments[who] = sorted(one.at for one in over)
    return TooMuch(budget, moments)


def _beyond(over: Iterable[Push], before: Iterable[Push]) -> tuple[Push, ...]:
    return tuple((Counter(over) - Counter(before)).elements())
