"""Remembers the latest things by a key, and forgets the oldest: memory has an end."""

from collections import OrderedDict
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Holds so many values at most."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[str, Value] = OrderedDict()

    def keep(self, key: str, value: Value) -> Value:
        """Keep a value as the newest one."""
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._limit:
            self._values.popitem(last=False)
        return value

    def find(self, key: str) -> Value | None:
        """Return a value that is still remembered."""
        return self._values.get(key)

    def forget(self, key: str) -> None:
        """Let go of a value."""
        self._values.pop(key, None)
