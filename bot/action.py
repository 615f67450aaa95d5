"""What a button means: a name and arguments that survive a restart and hold no secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from bot.errors import ActionUnreadable

_NAME = re.compile(r"[a-z][a-z0-9_]*")

PACKED_LIMIT = 150
"""Characters of a packed reference; the tightest place is a Slack option's value."""


@dataclass(frozen=True, slots=True)
class ActionRef:
    """Names one action and its arguments; what they point to is authorised again on return."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict, hash=False)

    def with_argument(self, key: str, value: str) -> "ActionRef":
        """Return the same action with one more argument."""
        return ActionRef(self.name, {**self.arguments, key: value})

    def pack(self) -> str:
        """Return the text a platform carries for us; `unpack` reads it back."""
        packed = f"{self.name}?{urlencode(self.arguments)}" if self.arguments else self.name
        if len(packed) > PACKED_LIMIT:
            raise ActionUnreadable(f"action {self.name}: packed form is over {PACKED_LIMIT}")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> "ActionRef":
        """Read a packed reference; anything we would not have written is refused."""
        name, mark, query = packed.partition("?")
        if len(packed) > PACKED_LIMIT or not _NAME.fullmatch(name):
            raise ActionUnreadable
        try:
            pairs = (
                parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict")
                if mark
                else []
            )
        except ValueError as problem:
            raise ActionUnreadable from problem
        arguments = dict(pairs)
        if len(arguments) != len(pairs):
            raise ActionUnreadable
        return cls(name, arguments)

    @classmethod
    def read(cls, packed: str) -> "ActionRef":
        """Read what came from outside; what we never wrote becomes `UNREADABLE`."""
        try:
            return cls.unpack(packed)
        except ActionUnreadable:
            return UNREADABLE


UNREADABLE = ActionRef("unreadable")
"""Stands for a value we never wrote; no table knows it, so the person is told kindly."""
