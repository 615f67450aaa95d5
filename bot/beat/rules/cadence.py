"""When we promised to speak: slots of a cadence, and the instant of a slot in a zone.

A slot is a wall-clock moment and therefore naive; an instant is aware and in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from bot.errors import CadenceUnreadable

EXAMPLE = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
MOST_TIMES = 1000

# People who name a last day mean that something still comes on it.
_DATE_LENGTH, _DAYS_END = len("20261231"), "T235959"
_QUICK = {"SECONDLY", "MINUTELY"}
_FREQUENCIES = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"}
_PARTS = {
    *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS"),
    *("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE"),
}
# The zones furthest ahead of and behind UTC: Kiritimati and Baker Island.
_FURTHEST_AHEAD = timedelta(hours=14)
_FURTHEST_BEHIND = timedelta(hours=12)
# dateutil looks for a first slot until the year 9999, so a rule that never comes is looked
# for in the last years of it. A leap year, so that 29 February stays one.
_LATE_YEAR = 9956


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rule on local time from its first moment; without a zone it is the reader's own."""

    rule: str
    starts_on: datetime
    zone: str | None = None


def read_cadence(rule: str, starts_on: datetime, zone: str | None = None) -> Cadence:
    """Read a rule of RFC 5545, or raise `CadenceUnreadable` saying what to write instead.

    A day as UNTIL includes that day.
    """
    if starts_on.tzinfo is not None:
        raise CadenceUnreadable(
            "starts_on is a wall-clock moment: leave the offset out and name a zone instead"
        )
    if zone is not None:
        zone_named(zone)
    parts = _parts(rule)
    starts_on = starts_on.replace(second=0, microsecond=0)
    _must_come(parts, starts_on)
    if "COUNT" in parts:
        parts = _with_end(parts, starts_on)
    if _parse(parts, starts_on).after(starts_on, inc=True) is None:
        raise CadenceUnreadable("the rule has no moment at all: move UNTIL or starts_on")
    return Cadence(_text(parts), starts_on, zone)


def slots_after(cadence: Cadence, moment: datetime) -> Iterator[datetime]:
    """Walk the slots later than a wall-clock moment."""
    yield from _parse(_parts(cadence.rule), cadence.starts_on).xafter(moment)


def slots_from(cadence: Cadence) -> Iterator[datetime]:
    """Walk the slots from the first on."""
    yield from _parse(_parts(cadence.rule), cadence.starts_on)


def next_slot(cadence: Cadence, moment: datetime) -> datetime | None:
    """Return the first slot later than a wall-clock moment; None when the cadence has ended."""
    return next(slots_after(cadence, moment), None)


def slot_behind(cadence: Cadence, slot: datetime) -> datetime | None:
    """Return the slot that follows one of this cadence's own slots, quick however old it is.

    A slot keeps weekday, hour and the phase of the interval, so it can stand for the start;
    walking from the true start takes longer with every year.
    """
    return next_slot(Cadence(cadence.rule, slot, cadence.zone), slot)


def has_slot(cadence: Cadence, known: datetime, slot: datetime) -> bool:
    """Say whether this moment is a slot, walking on from one that is known to be one."""
    onwards = Cadence(cadence.rule, known, cadence.zone)
    return slot == next_slot(onwards, slot - timedelta(seconds=1))


def first_slot_from(
    cadence: Cadence, now: datetime, behind: date | None = None
) -> datetime | None:
    """Return the first slot that somebody, somewhere, has not passed yet.

    With `behind` it is on a later day: whoever had something on that one gets nothing more on
    it because a rule was changed.
    """
    about = (now.astimezone(UTC) - _FURTHEST_BEHIND - timedelta(days=1)).replace(tzinfo=None)
    for slot in slots_after(cadence, about):
        if latest(slot, cadence.zone) >= now and (behind is None or slot.date() > behind):
            return slot
    return None


def instant(slot: datetime, zone: str) -> datetime:
    """Return the moment, in UTC, at which a clock in this zone shows the slot.

    A slot in a missing hour becomes the first moment after the gap, one in a doubled hour
    the first of the two.
    """
    place = zone_named(zone)
    before = slot.replace(tzinfo=place, fold=0)
    moment = before.astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == slot:
        return moment
    return _end_of_gap(slot.replace(tzinfo=place, fold=1).astimezone(UTC), moment, place)


def earliest(slot: datetime, zone: str | None) -> datetime:
    """Return the slot's instant; for a reader's own time, the first one on earth."""
    if zone is not None:
        return instant(slot, zone)
    return slot.replace(tzinfo=UTC) - _FURTHEST_AHEAD


def latest(slot: datetime, zone: str | None) -> datetime:
    """Return the slot's instant; for a reader's own time, the last one on earth."""
    if zone is not None:
        return instant(slot, zone)
    return slot.replace(tzinfo=UTC) + _FURTHEST_BEHIND


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of this IANA name, or raise `CadenceUnreadable`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CadenceUnreadable(
            f"there is no time zone {name!r}: write a name such as Europe/Berlin"
        ) from error


def _parts(rule: str) -> dict[str, str]:
    text = rule.strip().upper().removeprefix("RRULE:")
    pairs = [part.partition("=") for part in text.split(";") if part]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    unknown = sorted(set(parts) - _PARTS)
    if unknown or len(parts) < len(pairs) or not all(parts.values()):
        what = f"{unknown[0]!r} is not known here" if unknown else "a part is empty or twice there"
        raise CadenceUnreadable(f"{what}: write a rule such as {EXAMPLE}")
    _check_frequency(parts)
    if "UNTIL" in parts and not parts["UNTIL"].replace("T", "").isdecimal():
        raise CadenceUnreadable("UNTIL is local time too: write it as UNTIL=20261231T090000")
    if len(parts.get("UNTIL", "")) == _DATE_LENGTH:
        parts["UNTIL"] += _DAYS_END
    return parts


def _check_frequency(parts: dict[str, str]) -> None:
    frequency = parts.get("FREQ")
    if frequency in _QUICK:
        raise CadenceUnreadable(
            f"FREQ={frequency} is too quick for people: the quickest is FREQ=HOURLY"
        )
    if frequency not in _FREQUENCIES:
        raise CadenceUnreadable(f"the rule needs a FREQ: write a rule such as {EXAMPLE}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise CadenceUnreadable("COUNT and UNTIL contradict each other: keep one of them")


def _parse(parts: dict[str, str], starts_on: datetime) -> rrule:
    try:
        rule = rrulestr(_text(parts), dtstart=starts_on)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise CadenceUnreadable(
            f"the rule cannot be read ({error}): write a rule such as {EXAMPLE}"
        ) from error
    if not isinstance(rule, rrule):
        raise CadenceUnreadable(f"one rule, no list: write a rule such as {EXAMPLE}")
    return rule


def _text(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _must_come(parts: dict[str, str], starts_on: datetime) -> None:
    for name in ("INTERVAL", "COUNT"):
        value = parts.get(name, "1")
        if not value.isdecimal() or not 1 <= int(value) <= MOST_TIMES:
            raise CadenceUnreadable(f"{name} is a number from 1 to {MOST_TIMES}, not {value!r}")
    endless = {k: v for k, v in parts.items() if k not in {"COUNT", "UNTIL", "INTERVAL"}}
    late = starts_on.replace(year=_LATE_YEAR)
    if next(iter(_parse(endless, late)), None) is None:
        raise CadenceUnreadable("no day ever fits this rule: look at its BY… parts")


def _with_end(parts: dict[str, str], starts_on: datetime) -> dict[str, str]:
    """Say the end as a date: a count would start anew with every later start."""
    *_, last = _parse(parts, starts_on)
    rest = {name: value for name, value in parts.items() if name != "COUNT"}
    return rest | {"UNTIL": last.strftime("%Y%m%dT%H%M%S")}


def _end_of_gap(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    after = high.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high
