"""A line of a YAML text in which something is written wrong, and how it should be written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.yaml_reader import quoted, short

FIELD = re.compile(r"(?P<key>\s*(?:- +)?[^\s:#\"'][^:#]*?):(?:\s+(?P<value>.*\S))?\s*")
_INDENTED = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading stopped: the line on which it did, and that on which the thing began."""

    problem: str
    context: str
    lines: Sequence[str]
    line: int
    began: int

    @property
    def text(self) -> str:
        """The line on which reading stopped."""
        return self._at(self.line)

    @property
    def beginning(self) -> str:
        """The line on which began what could not be read."""
        return self._at(self.began)

    @property
    def before(self) -> str:
        """The last line with words above that on which reading stopped."""
        above = self.lines[: self.line]
        return next((one for one in reversed(above) if one.strip()), "")

    def _at(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""


Said = tuple[int, str]
"""A line, counted from 1, and what is wrong with it."""


def in_quotes(line: str) -> str:
    """Return a line with its value in quotes, as it should have been written."""
    found = FIELD.fullmatch(line)
    if found is None or not found["value"]:
        return quoted(line.strip())
    return f"{short(found['key'])}: {quoted(found['value'])}"


def indent(line: str) -> int:
    """Return in which column the words of a line begin."""
    found = _INDENTED.match(line)
    return len(found[0]) if found else 0


def space_missing(line: str) -> str:
    """Say what to write where only a space is missing behind a colon; nothing elsewhere."""
    name, colon, value = line.strip().partition(":")
    if not colon or not value or value[0].isspace() or " " in name:
        return ""
    return f"a space is missing behind the colon: write {name}: {short(value)}"


def value_of(line: str) -> str:
    """Return the value on a line; of a line without a key all of it."""
    found = FIELD.fullmatch(line)
    return (found["value"] or "") if found else line.strip().removeprefix("- ").strip()


def no_key(line: str) -> str:
    """Say what a line lacks that is neither a key with a value nor goes on from one."""
    return space_missing(line) or (
        f"{short(line)!r} is no key with a value: write key: value, "
        "and indent what goes on from the line above"
    )
