"""Reads whose clock is meant."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.beat.rules.cadence import zone_named
from bot.beat.rules.schedule_words.parts import Cursor, Parts
from bot.beat.rules.schedule_words.schedule import Asked
from bot.beat.rules.schedule_words.terms import Term, terms_of, tidied
from bot.errors import CadenceUnreadable

READER = "reader"
_AHEAD = {
    **dict.fromkeys(("cet", "mez"), 60),
    **dict.fromkeys(("cest", "mesz"), 120),
    "est": -300,
    "edt": -240,
    "pst": -480,
    "pdt": -420,
    "cdt": -300,
    "mdt": -360,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
    "wet": 0,
}
"""Minutes ahead of UTC that an abbreviation stands for, strictly taken."""


def zone_meant(name: str) -> str | None:
    """Return the zone that a name or a city means; None for the reader's own.

    One that means none, or several, is `CadenceUnreadable`.
    """
    if name.strip().lower() == READER:
        return None
    try:
        return zone_named(name).key
    except CadenceUnreadable:
        terms = terms_of(tidied(name))
        if len(terms) == 1 and terms[0].kind == "zone":
            return _name(terms[0])
        raise


def take_zone(terms: list[Term], parts: Parts, default: str | None) -> None:
    """Find the zone before all else is read, because today depends on it."""
    named = [term for term in terms if term.kind == "zone"]
    is_local = any(term.kind == "local" for term in terms)
    parts.has_zone = bool(named) or is_local
    parts.zone = default
    if named:
        parts.zone = _name(named[0])
        parts.said["zone"] = named[0].text
    elif is_local:
        parts.zone = None


def read_zone(cursor: Cursor, parts: Parts) -> bool:
    """Take a zone; another one than the first is a contradiction."""
    term = cursor.peek()
    if term.kind == "which_zone":
        raise Asked("cadence_which", part=term.text, choices=str(term.value))
    if term.kind not in {"zone", "local"}:
        return False
    cursor.take()
    if term.kind == "zone":
        if _name(term) != parts.zone:
            raise Asked("cadence_contradicts", one=parts.said["zone"], other=term.text)
        cursor.skip("zone_noun")
    return True


def check_season(slot: datetime, parts: Parts) -> None:
    """Ask where an abbreviation is not what clocks show there on that day: EST in July."""
    ahead = _AHEAD.get(parts.said.get("zone", "").lower())
    if ahead is None or parts.zone is None:
        return
    shown = slot.replace(tzinfo=ZoneInfo(parts.zone)).utcoffset()
    if shown == timedelta(minutes=ahead):
        return
    sign = "+" if ahead >= 0 else "-"
    strictly = f"UTC{sign}{abs(ahead) // 60}"
    raise Asked("cadence_which", part=parts.said["zone"], choices=f"{parts.zone}; {strictly}")


def _name(term: Term) -> str | None:
    return term.value if isinstance(term.value, str) else None
