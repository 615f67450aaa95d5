"""When not to disturb somebody: holidays, blackouts and quiet hours, as they fall where they live.

A holiday or a blackout moves a slot to another day; quiet hours let a message wait until they
end. Both look at the reader's own day and clock, whatever clock the promise hangs on.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Protocol, TypeVar

from bot.beat.rules.cadence import Cadence, earliest, instant, slots_from, zone_named
from bot.beat.rules.suppression import Skip
from bot.errors import CadenceUnreadable

LONGEST = 31
"""Days that a slot is moved at most; where no day is free within them, it is left out."""
_DAY = timedelta(days=1)
LOOKED_AT = 20
"""Slots of a promise that are looked at for one in quiet time."""
WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, where nothing else is known."""
Day = TypeVar("Day", date, datetime)


class Shift(StrEnum):
    """What becomes of a slot on a closed day."""

    SKIP = "skip"
    BEFORE = "day before"
    AFTER = "day after"


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days, the last included, on which the vendor says nothing by the calendar."""

    first: date
    last: date
    shift: Shift


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which nobody is disturbed, and whether their weekend is quiet all day."""

    begins: time = time(20)
    ends: time = time(7)
    weekend: bool = True

    def holds_at(self, clock: time) -> bool:
        """Say whether a clock on the wall shows a quiet hour."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


class DaysOff(Protocol):
    """What is known of countries, by two letters; of others nothing is."""

    def is_holiday(self, country: str, day: date) -> bool:
        """Say whether a day is a public holiday there."""

    def weekend(self, country: str) -> Collection[int]:
        """Return the days of the weekend there, Monday being 0."""


class NoDaysOff(DaysOff):
    """Knows no country."""

    def is_holiday(self, country: str, day: date) -> bool:
        del country, day
        return False

    def weekend(self, country: str) -> Collection[int]:
        del country
        return WEEKEND


@dataclass(frozen=True, slots=True)
class Home:
    """Where a reader lives: the zone of their clock, and their country if we know it."""

    zone: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When something comes for a reader, or why it does not."""

    at: datetime
    skip: Skip | None = None


@dataclass(frozen=True, slots=True)
class Manners:
    """What the vendor set: the rule for holidays, the blackouts, and the quiet hours."""

    holidays: Shift | None = None
    blackouts: tuple[Blackout, ...] = ()
    quiet: Quiet | None = None
    days_off: DaysOff = field(default_factory=NoDaysOff)

    @property
    def looks_ahead(self) -> timedelta:
        """How long before its slot something may have to go out."""
        shifts = {self.holidays, *(one.shift for one in self.blackouts)}
        return LONGEST * _DAY if Shift.BEFORE in shifts else timedelta(0)

    @property
    def onwards(self) -> "Manners":
        """The same where the day before is over: then something comes on the day after."""
        if not self.looks_ahead:
            return self
        closed = tuple(replace(one, shift=_onwards(one.shift)) for one in self.blackouts)
        holidays = _onwards(self.holidays) if self.holidays else None
        return replace(self, holidays=holidays, blackouts=closed)

    @property
    def never_waits(self) -> bool:
        """Whether everything comes when it was promised."""
        return not (self.holidays or self.blackouts or self.quiet)

    def closed(self, day: date, country: str | None) -> tuple[Shift, Skip] | None:
        """Return what becomes of a slot on this day there; None where it stays."""
        for one in self.blackouts:
            if one.first <= day <= one.last:
                return one.shift, Skip.BLACKOUT
        if self.holidays and country and self.days_off.is_holiday(country, day):
            return self.holidays, Skip.HOLIDAY
        return None

    def is_weekend(self, day: date, country: str | None) -> bool:
        """Say whether a day is of the weekend there."""
        weekend = self.days_off.weekend(country) if country else WEEKEND
        return day.weekday() in weekend


def _onwards(shift: Shift) -> Shift:
    return Shift.AFTER if shift is Shift.BEFORE else shift


NO_MANNERS = Manners()
"""Disturbs whenever it was promised."""


def due(
    manners: Manners, slot: datetime, zone: str | None, home: Home, *, kept: bool = False
) -> Due:
    """Return when a slot comes for a reader; without a zone it is on their own clock.

    One that was `kept` comes when it was promised, whatever day or hour that is for them.
    """
    home = Home(_known(home.zone), home.country)
    clock = _known(zone or home.zone)
    if kept:
        return Due(instant(slot, clock))
    day = _local(slot, clock, home.zone).date()
    found = manners.closed(day, home.country)
    if found is not None:
        moved = _moved(manners, slot, clock, home, found[0])
        if moved is None:
            return Due(instant(slot, clock), found[1])
        slot = moved
    return comes_on(manners, instant(slot, clock), home, by_slot=True)


def _rested(manners: Manners, until: datetime, home: Home) -> Due:
    """Return when quiet time is over for what the calendar brings: never on a closed day."""
    home = Home(_known(home.zone), home.country)
    local = until.astimezone(zone_named(home.zone)).replace(tzinfo=None)
    found = manners.closed(local.date(), home.country)
    if found is None:
        return Due(until)
    for one in _days(local, Shift.AFTER):
        if _is_open(manners, one.date(), home.country):
            return Due(instant(one, home.zone))
    return Due(until, found[1])


def comes_on(manners: Manners, now: datetime, home: Home, *, by_slot: bool) -> Due:
    """Return when something that is about to leave may: now, or when quiet time is over.

    What the calendar brings comes on no closed day even then.
    """
    until = quiet_until(manners, now, home)
    return _rested(manners, until, home) if by_slot and until > now else Due(until)


def quiet_until(manners: Manners, moment: datetime, home: Home) -> datetime:
    """Return the moment itself, or the end of the quiet time it falls into for a reader."""
    until = _quiet_ends(manners, moment, home)
    # Where a zone left out a whole day, the end of quiet time fell into that day.
    return until if until == moment else _quiet_ends(manners, until, home)


def _quiet_ends(manners: Manners, moment: datetime, home: Home) -> datetime:
    quiet, place = manners.quiet, zone_named(_known(home.zone))
    local = moment.astimezone(place)
    if quiet is None or not is_quiet(manners, local.replace(tzinfo=None), home.country):
        return moment
    day = local.date() + (_DAY if local.time() >= quiet.ends else timedelta(0))
    while quiet.weekend and manners.is_weekend(day, home.country):
        day += _DAY
    ends = instant(datetime.combine(day, quiet.ends), place.key)
    # Where clocks are put back the hour of its end may come twice.
    second = datetime.combine(day, quiet.ends, place).replace(fold=1).astimezone(UTC)
    return ends if ends >= moment else second


def is_quiet(manners: Manners, moment: datetime, country: str | None) -> bool:
    """Say whether a wall-clock moment falls into quiet time there."""
    quiet = manners.quiet
    if quiet is None:
        return False
    weekend = quiet.weekend and manners.is_weekend(moment.date(), country)
    return weekend or quiet.holds_at(moment.time())


def quiet_slot(manners: Manners, cadence: Cadence) -> datetime | None:
    """Return one of the first slots that falls into quiet time on its own clock, if one does."""
    first = islice(slots_from(cadence), LOOKED_AT)
    return next((slot for slot in first if is_quiet(manners, slot, None)), None)


def opens_at(
    manners: Manners, slot: datetime, zone: str | None, countries: Collection[str]
) -> datetime:
    """Return when a slot comes for the first reader, were they in any of these countries.

    Where it has to come on the day before somewhere, it opens so much earlier.
    """
    days = (slot.date(),) if zone is None else tuple(slot.date() + n * _DAY for n in (-1, 0, 1))
    leads = (_lead(manners, day, country) for day in days for country in (*countries, None))
    return earliest(slot, zone) - max(leads) * _DAY


def _lead(manners: Manners, day: date, country: str | None) -> int:
    found = manners.closed(day, country)
    if found is None or found[0] is not Shift.BEFORE:
        return 0
    steps = enumerate(_days(day, Shift.BEFORE), 1)
    return next((n for n, one in steps if _is_open(manners, one, country)), 0)


def _moved(
    manners: Manners, slot: datetime, clock: str, home: Home, shift: Shift
) -> datetime | None:
    """Return the slot at its own hour on the nearest open day; None where it is left out."""
    if shift is Shift.SKIP:
        return None
    for candidate in _days(slot, shift):
        if _is_open(manners, _local(candidate, clock, home.zone).date(), home.country):
            return candidate
    return None


def _is_open(manners: Manners, day: date, country: str | None) -> bool:
    return manners.closed(day, country) is None and not manners.is_weekend(day, country)


def _days(day: Day, shift: Shift) -> Iterator[Day]:
    step = -_DAY if shift is Shift.BEFORE else _DAY
    return (day + n * step for n in range(1, LONGEST + 1))


def _local(slot: datetime, clock: str, zone: str) -> datetime:
    """Return what a reader's clock shows when the promise's own shows the slot."""
    if clock == zone:
        return slot
    return instant(slot, clock).astimezone(zone_named(zone)).replace(tzinfo=None)


def _known(zone: str) -> str:
    """Return the zone, or UTC where nobody knows it."""
    try:
        return zone_named(zone).key
    except CadenceUnreadable:
        return "UTC"
