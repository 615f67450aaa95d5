"""Messages as JSON and back: a tagged tree of the closed set of message classes.

What is kept carries a version. The first one carried none; one that this program cannot read,
older, newer or broken, is told by `MessageUnreadable`, so that whoever shows it says so kindly.
"""

import dataclasses
import json
from datetime import date, time
from functools import lru_cache
from typing import Any

from bot import action, form, message
from bot.errors import MessageUnreadable
from bot.event import Reply
from bot.message import Message

VERSION = 1
"""To be raised when a class of messages changes so that what was kept cannot be read by it."""
READABLE = frozenset({0, VERSION})

_CLASSES: dict[str, type] = {
    name: value
    for module in (action, form, message)
    for name, value in vars(module).items()
    if isinstance(value, type) and dataclasses.is_dataclass(value)
} | {"Reply": Reply}


_WRITTEN = "written"
_CALENDAR: dict[str, type[date] | type[time]] = {"date": date, "time": time}
"""What a field of a form may begin with that JSON does not know."""


def encode(value: Message | Reply) -> str:
    """Write a message or a reply as JSON, with the version it is written in."""
    kept = {"version": VERSION, "message": _to_plain(value)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Message:
    """Read a message that `encode` wrote, today or earlier; else `MessageUnreadable`."""
    value = _decoded(text)
    if not isinstance(value, Message):
        raise MessageUnreadable
    return value


def decode_reply(text: str) -> Reply:
    """Read a reply that `encode` wrote, today or earlier; else `MessageUnreadable`."""
    value = _decoded(text)
    if not isinstance(value, Reply):
        raise MessageUnreadable
    return value


def _decoded(text: str) -> object:
    try:
        kept = json.loads(text)
        version = kept.get("version", 0)
        if version not in READABLE:
            raise MessageUnreadable(f"it is of version {version}, this program reads {VERSION}")
        return _from_plain(kept["message"] if version else kept)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise MessageUnreadable from problem


def _to_plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str | int | None):
        return value
    names = _names(type(value))  # type: ignore[arg-type] # every type has a hash
    if names is not None:
        return {"": type(value).__name__} | {n: _to_plain(getattr(value, n)) for n in names}
    if isinstance(value, date | time):
        return {"": type(value).__name__, _WRITTEN: value.isoformat()}
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


@lru_cache
def _names(kind: type) -> tuple[str, ...] | None:
    """Return the names of a class's fields; None for what is none of our classes."""
    is_ours = dataclasses.is_dataclass(kind)
    return tuple(field.name for field in dataclasses.fields(kind)) if is_ours else None


def _from_plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list):
        return tuple(_from_plain(item) for item in value)
    if isinstance(value, dict) and value.get("") in _CALENDAR:
        return _CALENDAR[value[""]].fromisoformat(value[_WRITTEN])
    if isinstance(value, dict) and "" in value:
        fields = {name: _from_plain(item) for name, item in value.items() if name}
        return _CLASSES[value[""]](**fields)
    return value
