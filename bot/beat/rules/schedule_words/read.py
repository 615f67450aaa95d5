"""Reads a schedule out of plain words, English or German: every word counts, or is asked about."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import NoReturn

from bot.beat.rules.schedule_words import clocks, days, spans, zones
from bot.beat.rules.schedule_words.moments import cadence_of, one_moment, wall_clock
from bot.beat.rules.schedule_words.naming import ordinal
from bot.beat.rules.schedule_words.parts import Cursor, Parts
from bot.beat.rules.schedule_words.ruling import recurs
from bot.beat.rules.schedule_words.schedule import Asked, Question, Schedule
from bot.beat.rules.schedule_words.sentence import note_behind
from bot.beat.rules.schedule_words.terms import END, UNKNOWN, Term, terms_of, tidied

LONGEST = 500
"""Characters; nobody says a cadence in more."""

_HOURS = range(1, 25)
_SAYS_NOTHING_LAST = {"sep", "filler"}
_GLUE = {*_SAYS_NOTHING_LAST, "the", "a", "on", "at", "in", "of", "and", "per"}
_DAYS = {
    "ordinal",
    "number",
    "weekday",
    "weekdays",
    "weekend",
    "date",
    "working",
    "workings",
    "next",
    "this",
}
_READERS: tuple[Callable[[Cursor, Parts], bool], ...] = (
    *(zones.read_zone, spans.read_until, spans.read_from, spans.read_for, spans.read_except),
    *(spans.read_count, days.read_every, days.read_one_day, clocks.read_clocks),
    *(clocks.read_part_of_day, days.read_date, days.read_nth, days.read_weekdays),
    *(days.read_months, days.read_unit),
)


def read_schedule(words: str, now: datetime, zone: str | None = None) -> Schedule | Question:
    """Return the schedule that the words say, or the question that has to be asked back.

    `now` is aware, or a wall-clock moment that is now wherever the schedule's clock hangs.
    `zone` is whose clock is meant where the words name none; None is each reader's own.
    The sentence that says a schedule back is read as that schedule.
    """
    text = tidied(words)
    try:
        return _without_our_note(text, now, zone) or _read(text, now, zone)
    except Asked as asked:
        return asked.question
    except OverflowError:  # a day beyond the last year of any calendar
        return Question("cadence_no_such_day", {"part": text})


def _without_our_note(text: str, now: datetime, zone: str | None) -> Schedule | None:
    """Read a sentence of ours that has a note behind it; other brackets are read as words."""
    said, bracket, behind = text.removesuffix(".").partition(" (")
    if not bracket or not behind.endswith(")"):
        return None
    try:
        schedule = _read(said, now, zone)
    except Asked:
        return None
    ours = {tidied(note_behind(schedule, language)) for language in ("en", "de")}
    return schedule if f"({behind}" in ours else None


def _read(words: str, now: datetime, zone: str | None) -> Schedule:
    if len(words) > LONGEST:
        raise Asked("cadence_not_understood", part=f"{words[:40]}…")
    terms = terms_of(words)
    if all(term.kind in _SAYS_NOTHING_LAST for term in terms):
        raise Asked("cadence_empty")
    for term, following in pairwise(terms):
        if term.text == "+" and following.kind == "clock" and ":" in following.text:
            # An offset of a zone, and no second time of the day.
            raise Asked("cadence_not_understood", part=f"+{following.text}")
    parts = Parts(today=now.date())
    zones.take_zone(terms, parts, zone)
    parts.today = wall_clock(now, parts.zone).date()
    cursor = Cursor(words, terms)
    while not cursor.is_done:
        _read_next(cursor, parts)
    return cadence_of(parts, now) if recurs(parts) else one_moment(parts, now)


def _read_next(cursor: Cursor, parts: Parts) -> None:
    term = cursor.peek()
    _ask_about(term, cursor)
    if any(read(cursor, parts) for read in _READERS):
        return
    if _joins(term, cursor):
        cursor.take()
        return
    raise Asked("cadence_not_understood", part=cursor.rest(cursor.at))


def _ask_about(term: Term, cursor: Cursor) -> None:
    if term.kind == "which":
        raise Asked("cadence_which", part=term.text, choices=str(term.value))
    if term.kind == "vague":
        raise Asked("cadence_time_wanted", part=cursor.rest(cursor.at))
    if term.kind == "or":
        _ask_which(cursor)
    following = cursor.peek(1)
    if term.kind == "ampm" and following.kind == "clock" and "." in following.text:
        choices = f"am {following.text}.; um {following.text}"
        raise Asked("cadence_which", part=f"{term.text} {following.text}", choices=choices)
    if term.kind == "number" and term.text.isdecimal() and _is_alone(cursor):
        choices = f"at {term.text}:00; on the {ordinal(int(term.text))}"
        raise Asked("cadence_which", part=term.text, choices=choices)
    if term.kind == UNKNOWN:
        raise Asked("cadence_not_understood", part=cursor.rest(cursor.at))


def _ask_which(cursor: Cursor) -> NoReturn:
    """Ask which of two is meant, where it is clear which two those are."""
    one, joint, other = cursor.peek(-1), cursor.peek(), cursor.peek(1)
    if {one.kind, other.kind} & {END, UNKNOWN, *_GLUE}:
        raise Asked("cadence_not_understood", part=cursor.text(cursor.at, cursor.at + 3))
    part = f"{one.text} {joint.text} {other.text}"
    raise Asked("cadence_which", part=part, choices=f"{one.text}; {other.text}")


def _is_alone(cursor: Cursor) -> bool:
    number, following = cursor.peek().value, cursor.peek(1).kind
    return following in {END, "sep", "zone"} and isinstance(number, int) and number in _HOURS


def _joins(term: Term, cursor: Cursor) -> bool:
    """Say whether a small word only joins what is said; at the end it joins nothing."""
    if term.kind == "ampm":
        # In German "am" stands before a day.
        return term.text.lower() == "am" and cursor.peek(1).kind in _DAYS
    following = cursor.peek(1).kind
    if term.kind in _SAYS_NOTHING_LAST or (term.kind in {"the", "a"} and following == "filler"):
        return True
    return term.kind in _GLUE and following not in {END, UNKNOWN} | _SAYS_NOTHING_LAST
