"""Messages as JSON and back: a tagged tree of the closed set of message classes."""

import dataclasses
import json
from typing import Any

from bot import action, message
from bot.message import Message

_CLASSES: dict[str, type] = {
    name: value
    for module in (action, message)
    for name, value in vars(module).items()
    if isinstance(value, type) and dataclasses.is_dataclass(value)
}


def encode(value: Message) -> str:
    """Write a message as JSON."""
    return json.dumps(_to_plain(value), ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Message:
    """Read what `encode` wrote."""
    value = _from_plain(json.loads(text))
    if not isinstance(value, Message):
        raise TypeError("this JSON is no message")
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
