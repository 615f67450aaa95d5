"""Makes a schedule of the parts: one moment, or a cadence from its first slot."""

from datetime import datetime, time, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

from bot.beat.rules.cadence import Cadence, next_slot, read_cadence
from bot.beat.rules.schedule_words.calendar import months_later, spelled
from bot.beat.rules.schedule_words.hours import times_meant
from bot.beat.rules.schedule_words.one_day import one_day
from bot.beat.rules.schedule_words.parts import Parts
from bot.beat.rules.schedule_words.ruling import Rule, days_of_rule
from bot.beat.rules.schedule_words.schedule import Asked, Schedule
from bot.beat.rules.schedule_words.spans import last_day_of_lasting
from bot.beat.rules.schedule_words.zones import check_season
from bot.errors import CadenceUnreadable

_JUST_BEFORE = timedelta(microseconds=1)


def wall_clock(now: datetime, zone: str | None) -> datetime:
    """Return what the clock shows now; a moment that is naive already is what it shows.

    In no zone it is the clock that `now` was read on: of whoever says "tomorrow".
    """
    if now.tzinfo is None:
        return now
    return (now.astimezone(ZoneInfo(zone)) if zone else now).replace(tzinfo=None)


def one_moment(parts: Parts, now: datetime) -> Schedule:
    """Return the one moment that the words name."""
    for part in ("starts", "until", "count", "lasting", "times_in"):
        if part in parts.said:
            raise Asked("cadence_which_day", part=parts.said[part])
    if parts.in_time is not None:
        return _at_once(parts, now)
    day = one_day(parts)
    times = times_meant(parts)
    if len(times) > 1:
        raise Asked("cadence_too_much", part=parts.said["clocks"])
    slot = datetime.combine(day, times[0])
    if slot < wall_clock(now, parts.zone).replace(second=0, microsecond=0):
        raise Asked("cadence_passed", moment=f"{spelled(day)} {slot:%H:%M}")
    check_season(slot, parts)
    return _once(slot, parts.zone)


def cadence_of(parts: Parts, now: datetime) -> Schedule:
    """Return the cadence that the words promise, from its first slot."""
    if parts.in_time is not None or parts.day is not None or parts.within is not None:
        _contradict(parts, parts.said["day"])
    if parts.once and parts.unit is None and (parts.weekdays or parts.months):
        _contradict(parts, parts.said["once"])
    ends = [parts.said[name] for name in ("count", "lasting", "until") if name in parts.said]
    if len(ends) > 1:
        raise Asked("cadence_contradicts", one=ends[0], other=ends[1])
    rule = days_of_rule(parts) | _clock_of_rule(parts)
    if "BYSETPOS" in rule and "," in rule["BYHOUR"]:
        raise Asked("cadence_too_much", part=parts.said["clocks"])
    first = _first_slot(rule, parts, now)
    rule |= _end(parts, first)
    begins = bool({"INTERVAL", "COUNT"} & rule.keys()) or parts.starts is not None
    return Schedule(_checked(rule, first, parts), begins=begins or parts.lasting is not None)


def _contradict(parts: Parts, text: str) -> NoReturn:
    """Ask which is meant: that it comes again, or the one day or once that was said too."""
    names = ("unit", "weekdays", "nth", "months", "twofold", "without", "every")
    again = next((parts.said[name] for name in names if name in parts.said), "")
    if not again:
        raise Asked("cadence_not_understood", part=text)
    raise Asked("cadence_contradicts", one=again, other=text)


def _at_once(parts: Parts, now: datetime) -> Schedule:
    """Name an instant; in the reader's own time it would be many, so UTC says which."""
    if parts.clocks is not None or parts.part_of_day is not None:
        other = parts.said.get("clocks", parts.part_of_day_text)
        raise Asked("cadence_contradicts", one=parts.said["day"], other=other)
    if parts.dates or parts.weekdays:
        other = parts.dates[0].text if parts.dates else parts.said["weekdays"]
        raise Asked("cadence_contradicts", one=parts.said["day"], other=other)
    zone = parts.zone or "UTC"
    moment = wall_clock(now, zone) + (parts.in_time or timedelta(0))
    return _once(moment.replace(second=0, microsecond=0), zone)


def _once(slot: datetime, zone: str | None) -> Schedule:
    rule = f"FREQ=YEARLY;BYMONTH={slot.month};BYMONTHDAY={slot.day}"
    rule += f";BYHOUR={slot.hour};BYMINUTE={slot.minute};COUNT=1"
    return Schedule(Cadence(rule, slot, zone), is_once=True)


def _clock_of_rule(parts: Parts) -> Rule:
    times = times_meant(parts)
    if len({each.minute for each in times}) > 1:
        raise Asked("cadence_too_much", part=parts.said["clocks"])
    hours = ",".join(str(each.hour) for each in times)
    return {"BYHOUR": hours, "BYMINUTE": str(times[0].minute)}


def _first_slot(rule: Rule, parts: Parts, now: datetime) -> datetime:
    """Return the first slot that is still to come, in the interval's step from the start."""
    clock = wall_clock(now, parts.zone) - _JUST_BEFORE
    start = datetime.combine(parts.starts, time()) - _JUST_BEFORE if parts.starts else clock
    if start < clock and parts.count is not None:
        raise Asked("cadence_passed", moment=spelled(parts.starts or parts.today))
    each = {name: value for name, value in rule.items() if name != "INTERVAL"}
    anchor = _next(each, start, start)
    if anchor < clock:
        anchor = _next(rule, anchor, clock)
    return anchor


def _next(rule: Rule, start: datetime, after: datetime) -> datetime:
    begin = start.replace(second=0, microsecond=0)
    slot = next_slot(_checked(rule, begin), after)
    if slot is None:
        raise Asked("cadence_never")
    return slot


def _end(parts: Parts, first: datetime) -> Rule:
    if parts.count is not None:
        return {"COUNT": str(parts.count)}
    last = parts.until
    if last is not None and last < first.date() and not parts.until_has_year:
        last = months_later(last, 12)
    if parts.lasting is not None:
        span = last_day_of_lasting(parts)
        begin = first.date()
        ended = begin + span if isinstance(span, timedelta) else months_later(begin, span)
        last = ended - timedelta(days=1)
    if last is None:
        return {}
    if last < first.date():
        raise Asked("cadence_ends_before", day=spelled(last), first=spelled(first.date()))
    return {"UNTIL": f"{last:%Y%m%d}T235959"}


def _checked(rule: Rule, start: datetime, parts: Parts | None = None) -> Cadence:
    text = ";".join(f"{name}={value}" for name, value in rule.items())
    zone = parts.zone if parts else None
    try:
        read_cadence(text, start, zone)
    except (CadenceUnreadable, OverflowError):
        raise Asked("cadence_never") from None
    return Cadence(text, start, zone)
