"""Messages as JSON and back: a tagged tree of the closed set of message classes.

What is kept carries a version. The first one carried none; one that this program cannot read,
older, newer or broken, is told by `MessageUnreadable`, so that whoever shows it says so kindly.
"""

import dataclasses
import json
from typing import Any

from bot import action, message
from bot.errors import MessageUnreadable
from bot.message import Message

VERSION = 1
"""To be raised when a class of messages changes so that what was kept cannot be read by it."""
READABLE = frozenset({0, VERSION})

_CLASSES: dict[str, type] = {
    name: value
    for module in (action, message)
    for name, value in vars(module).items()
    if isinstance(value, type) and dataclasses.is_dataclass(value)
}


def encode(value: Message) -> str:
    """Write a message as JSON, with the version it is written in."""
    kept = {"version": VERSION, "message": _to_plain(value)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Message:
    """Read what `encode` wrote, today or in an earlier version; else `MessageUnreadable`."""
    try:
        kept = json.loads(text)
        version = kept.get("version", 0)
        if version not in READABLE:
            raise MessageUnreadable(f"it is of version {version}, this program reads {VERSION}")
        value = _from_plain(kept["message"] if version else kept)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise MessageUnreadable from problem
    if not isinstance(value, Message):
        raise MessageUnreadable
    return value


def _to_plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"": type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


def _from_plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list):
        return tuple(_from_plain(item) for item in value)
    if isinstance(value, dict) and "" in value:
        fields = {name: _from_plain(item) for name, item in value.items() if name}
        return _CLASSES[value[""]](**fields)
    return value
