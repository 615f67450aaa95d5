"""Which hour is meant by a time of day as it was written."""

from datetime import time

from bot.beat.rules.schedule_words.parts import Clock, Parts
from bot.beat.rules.schedule_words.schedule import Asked

NOON = 12
EARLIEST_ALONE = 7
"""From seven to noon an hour alone is in the morning; earlier ones are asked about."""
_NIGHTFALL = 6
HOURS, MINUTES = 24, 60
_AT_NINE = time(9)
_HALVES = {"morning": "am", "afternoon": "pm", "evening": "pm"}


def times_meant(parts: Parts) -> list[time]:
    """Return the times of day in order; none was said: nine in the morning."""
    if parts.clocks is None:
        if parts.part_of_day is not None:
            raise Asked("cadence_time_wanted", part=parts.part_of_day_text)
        return [_AT_NINE]
    spoken = {clock.half for clock in parts.clocks}
    if len(parts.clocks) > 1 and "pm" in spoken and None in spoken:
        loose = [clock for clock in parts.clocks if not clock.half and _is_loose(clock)]
        if loose:
            _ask_half(loose[0], parts.said["clocks"])
    return sorted({_meant(clock, parts.part_of_day) for clock in parts.clocks})


def _meant(clock: Clock, part_of_day: str | None) -> time:
    of_day = half_of(part_of_day, clock.hour) if part_of_day else None
    if part_of_day in {"evening", "night"} and clock.hour == NOON and not clock.half:
        raise Asked("cadence_which", part=clock.text, choices="at 12:00; at 0:00")
    if clock.half and of_day and clock.half != of_day:
        raise Asked("cadence_contradicts", one=clock.text, other=part_of_day or "")
    half = clock.half or of_day
    if clock.hour >= HOURS or clock.minute >= MINUTES:
        raise Asked("cadence_no_such_time", part=clock.text)
    if half is None or (clock.is_exact and clock.half is None and part_of_day is None):
        if _is_loose(clock) and clock.hour < EARLIEST_ALONE:
            _ask_half(clock, clock.text)
        return time(clock.hour, clock.minute)
    return _in_half(clock, half)


def half_of(part_of_day: str, hour: int) -> str:
    """Return am or pm, as a part of the day has it at this hour."""
    if part_of_day == "night":
        return "pm" if _NIGHTFALL <= hour < NOON else "am"
    return _HALVES[part_of_day]


def _in_half(clock: Clock, half: str) -> time:
    if clock.hour > NOON or clock.hour == 0:
        if (half == "pm") == (clock.hour > NOON) and clock.half is None:
            return time(clock.hour, clock.minute)
        raise Asked("cadence_no_such_time", part=clock.text)
    hour = clock.hour % NOON + (NOON if half == "pm" else 0)
    if clock.half is None and clock.hour == NOON:
        hour = NOON
    return time(hour, clock.minute)


def _is_loose(clock: Clock) -> bool:
    return not clock.is_exact and 1 <= clock.hour < NOON


def _ask_half(clock: Clock, text: str) -> None:
    said = f"{clock.hour}:{clock.minute:02}"
    raise Asked("cadence_which", part=text, choices=f"{said} am; {said} pm")
