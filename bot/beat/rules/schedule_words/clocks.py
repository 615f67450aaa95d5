"""Reads times of day, as they are written and as they are meant."""

from bot.beat.rules.schedule_words.hours import HOURS, MINUTES, NOON, half_of
from bot.beat.rules.schedule_words.parts import Clock, Cursor, Parts
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.terms import Term


def read_clocks(cursor: Cursor, parts: Parts) -> bool:
    """Take times of day, one or several."""
    begin = cursor.at
    at = cursor.take_if("at")
    first = _clock(cursor, bare=at is not None, on_is_am=at is None or at.value != "um")
    if first is None and at is not None and cursor.kinds("number", "month"):
        hour, month = cursor.take().text, cursor.take().text
        choices = f"at {hour}:00; on {hour} {month}"
        raise Asked("cadence_which", part=cursor.text(begin), choices=choices)
    if first is None:
        cursor.at = begin
        return False
    found = [first]
    while (more := _next_clock(cursor, begin)) is not None:
        found.append(more)
    _no_choice(cursor, begin)
    if parts.clocks is not None and _said(parts.clocks) != _said(found):
        raise Asked("cadence_two_times", one=parts.said["clocks"], other=cursor.text(begin))
    parts.clocks = found
    parts.said["clocks"] = cursor.text(begin)
    return True


def read_part_of_day(cursor: Cursor, parts: Parts) -> bool:
    """Take "morning" and the like, which says which half of the day an hour is in."""
    term = cursor.take_if("daypart", "every_morning", "tonight")
    if term is None:
        return False
    if term.kind == "every_morning":
        parts.take_unit("day", 1, term.text)
    if term.kind == "tonight":
        parts.once_only("day", term.text)
        parts.day = parts.today
    value = str(term.value) if term.kind == "daypart" else "morning"
    value = "evening" if term.kind == "tonight" else value
    if parts.part_of_day not in {None, value}:
        raise Asked("cadence_contradicts", one=parts.part_of_day_text, other=term.text)
    parts.part_of_day, parts.part_of_day_text = value, term.text
    return True


def _said(clocks: list[Clock]) -> set[tuple[int, int, str | None]]:
    return {(clock.hour, clock.minute, clock.half) for clock in clocks}


def _next_clock(cursor: Cursor, begin: int) -> Clock | None:
    back = cursor.at
    comma = cursor.take_if("sep")
    joined = cursor.take_if("and")
    at = cursor.take_if("at")
    sure = joined is not None or at is not None
    if (comma or sure) and not _is_a_day(cursor):
        found = _clock(cursor, bare=sure, on_is_am=True)
        if found is not None and at is not None and joined is None:
            raise Asked("cadence_two_times", one=cursor.text(begin, back), other=found.text)
        if found is not None:
            return found
    cursor.at = back
    return None


def _no_choice(cursor: Cursor, begin: int) -> None:
    """Ask where a second time is an "or", or the end of a stretch."""
    back = cursor.at
    if cursor.take_if("or", "to") is not None:
        cursor.skip("at")
        if _clock(cursor, bare=True, on_is_am=True) is not None:
            raise Asked("cadence_time_wanted", part=cursor.text(begin))
    cursor.at = back


def _is_a_day(cursor: Cursor) -> bool:
    """Say whether a number that comes is the day of a date, or counts something."""
    if cursor.peek().text.endswith(".") and cursor.kinds("number", "month|sep"):
        return True
    return cursor.kinds("number", "month|unit|of|times")


def _clock(cursor: Cursor, *, bare: bool, on_is_am: bool) -> Clock | None:
    begin = cursor.at
    _no_stretch(cursor)
    found = _fixed(cursor) or _spoken(cursor) or _digits(cursor, bare=bare, on_is_am=on_is_am)
    if found is None:
        cursor.at = begin
        return None
    hour, minute, is_exact, half = found
    oclock = cursor.take_if("oclock") or cursor.peek(-1)
    on_is_am = on_is_am and oclock.text.lower() != "uhr"
    half = half or _half(cursor, hour, on_is_am=on_is_am)
    return Clock(hour, minute, half, is_exact, cursor.text(begin))


_Read = tuple[int, int, bool, str | None]


def _fixed(cursor: Cursor) -> _Read | None:
    if cursor.kinds("number", "fixed") and cursor.peek().value == NOON:
        cursor.take()
    if cursor.kinds("clock", "fixed") and cursor.peek().value == (NOON, 0, False):
        cursor.take()
    if cursor.kinds("number", "oclock", "fixed") and cursor.peek().value == NOON:
        cursor.at += 2
    term = cursor.take_if("fixed")
    if term is None or not isinstance(term.value, tuple):
        return None
    return term.value[0], term.value[1], True, None


def _spoken(cursor: Cursor) -> _Read | None:
    """Read "half past nine", "ten to nine", "halb zehn"."""
    if cursor.kinds("half_to", "number"):
        cursor.take()
        return _before(_number(cursor.take()), 30)
    if cursor.kinds("half", "number"):
        begin = cursor.at
        cursor.take()
        hour = _number(cursor.take())
        choices = f"{hour}:30; {hour - 1}:30"
        raise Asked("cadence_which", part=cursor.text(begin), choices=choices)
    if cursor.kinds("past", "number"):
        shift = _number(cursor.take())
    elif cursor.kinds("number", "past_word|to", "number") and not _is_date(cursor):
        minutes, word = _number(cursor.take()), cursor.take()
        shift = minutes if word.kind == "past_word" and word.value == 1 else -minutes
    else:
        return None
    hour = _number(cursor.take())
    return _before(hour, -shift) if shift < 0 else (hour, shift, False, None)


def _no_stretch(cursor: Cursor) -> None:
    """Ask where it is a stretch, as 9-10 am is; in letters "ten to nine" is a time."""
    begin = cursor.at
    is_stretch = cursor.kinds("number|clock", "to|until", "number|clock") and not (
        cursor.peek().text.isalpha() and cursor.peek(1).text.lower() == "to"
    )
    if is_stretch and not _is_date(cursor):
        cursor.at += 3
        cursor.skip("ampm", "oclock")
        raise Asked("cadence_time_wanted", part=cursor.text(begin))


def _is_date(cursor: Cursor) -> bool:
    """Say whether the number behind "to" is the day of a date."""
    return cursor.peek(3).kind in {"month", "of"} or cursor.peek(2).text.endswith(".")


def _before(hour: int, minutes: int) -> _Read:
    return (hour - 1 or NOON) if hour <= NOON else hour - 1, MINUTES - minutes, False, None


def _digits(cursor: Cursor, *, bare: bool, on_is_am: bool) -> _Read | None:
    if cursor.kinds("clock"):
        value = cursor.take().value
        hour, minute, padded = value if isinstance(value, tuple) else (0, 0, False)
        return hour, minute, padded or hour > NOON or hour == 0, None
    if not cursor.kinds("number"):
        return None
    marked = cursor.kinds("number", "oclock|daypart") or (
        cursor.kinds("number", "ampm") and (on_is_am or cursor.peek(1).value == "pm")
    )
    if not (marked or bare) or _is_a_day(cursor):
        return None
    term = cursor.take()
    hour, minute = _number(term), 0
    if term.text.isdecimal() and len(term.text) in {3, 4} and hour < HOURS * 100:
        return hour // 100, hour % 100, True, None
    if term.text.isalpha() and cursor.kinds("number") and cursor.peek().text.isalpha():
        minute = _number(cursor.take())
    elif cursor.kinds("oclock", "number") and not cursor.peek(1).text.endswith("."):
        cursor.take()
        minute = _number(cursor.take())
    return hour, minute, hour > NOON or hour == 0 or term.text.startswith("0"), None


def _half(cursor: Cursor, hour: int, *, on_is_am: bool) -> str | None:
    term = cursor.peek()
    if term.kind == "ampm" and (on_is_am or term.value == "pm"):
        return str(cursor.take().value)
    if term.kind == "daypart":
        return half_of(str(cursor.take().value), hour)
    return None


def _number(term: Term) -> int:
    return term.value if isinstance(term.value, int) else 0
