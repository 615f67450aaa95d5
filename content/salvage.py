"""What can be read of a YAML text in which something is written wrong, and all that is wrong.

A parser stops at the first fault. Here the text is parted where its keys and entries begin, and
each part is read by itself: so every part that is wrong is named, and the others are known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from content.yaml_place import Said, no_key
from content.yaml_reader import (
    DEEPEST,
    MOST_FAULTS,
    SOME_KEY,
    TOO_DEEP,
    KeyPath,
    Read,
    TooDeep,
    read_events,
)
from content.yaml_words import said_of

MOST_WORK = 50_000
"""Lines that are parted at most, each counted again for every block that it is inside of."""
MOST_LOOKED_AT = 200
"""Lines of a block in which its first two parts are looked for."""
_TOGETHER = 64
"""Parts that are read at once: of a long text most are well."""
_KEY = re.compile(
    r"(?P<key>[^\s\-#'\"\[{&*!|>@`%?][^:#]*?|-[^\s:#][^:#]*?|\"[^\"]*\"|'[^']*'):(?:\s|$)"
)
_ENTRY = re.compile(r"-(?:\s+|$)")
Line = tuple[int, str]


@dataclass(slots=True)
class _Part:
    """A key with its value, or an entry of a list: its lines, each with its number from 1."""

    lines: list[Line] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The first line without what it is indented by."""
        return self.lines[0][1].lstrip(" ")


def saved(text: str, problem: yaml.YAMLError | ValueError) -> Read:
    """Return what can be read of a text in which the library met this problem."""
    lines = text.split("\n")
    saver = _Saver(Read())
    saver.read.data = saver.block(list(enumerate(lines, 1)), ())
    read = saver.read
    if not read.faults:
        # Each part is well by itself: only together they are not.
        return Read(faults=[said_of(problem, lines)], unread={()})
    read.faults.sort()
    if len(read.faults) > MOST_FAULTS:
        read.unread.add(())  # from there on nothing was read
    return read


@dataclass(slots=True)
class _Saver:
    """Reads the parts of a text, and remembers what is wrong with each."""

    read: Read
    lines_left: int = MOST_WORK

    @property
    def _is_full(self) -> bool:
        return len(self.read.faults) > MOST_FAULTS

    def block(self, lines: Sequence[Line], keys: KeyPath) -> object:
        """Return what the parts of a block say that can be read."""
        self.lines_left -= len(lines)
        parts = _parts(lines) if self.lines_left > 0 else []
        if not parts or len(keys) > DEEPEST:
            self.read.unread.add(keys)
            return None
        self.read.lines[keys] = parts[0].lines[0][0]
        if _ENTRY.match(parts[0].head):
            entries: list[object] = []
            for part in self._each(parts):
                entries.append(self._entry(part, (*keys, len(entries))))
            return entries
        fields: dict[str, object] = {}
        for some in _together(parts):
            self._fields(some, keys, fields)
        return fields

    def _each(self, parts: Sequence[_Part]) -> Iterator[_Part]:
        for part in parts:
            if self._is_full:
                return
            yield part

    def _entry(self, part: _Part, keys: KeyPath) -> object:
        found = self._alone(part.lines)
        if isinstance(found, Read):
            self._take(found, keys, ())
            return found.data[0] if isinstance(found.data, list) and found.data else None
        number, first = part.lines[0]
        inside = _ENTRY.sub(lambda mark: " " * max(2, len(mark[0])), part.head, count=1)
        indent = " " * (len(first) - len(part.head))
        return self._inside([(number, indent + inside), *part.lines[1:]], keys, found)

    def _fields(self, parts: Sequence[_Part], keys: KeyPath, fields: dict[str, object]) -> None:
        """Add what some parts of a block say; each by itself where they are not well together."""
        if self._is_full:
            return
        found = self._alone([line for part in parts for line in part.lines])
        if isinstance(found, Read) and isinstance(found.data, dict):
            self._take(found, keys, None)
            for name in fields.keys() & found.data.keys():
                line = found.lines.get((name,), 1)
                self.read.faults.append((line, f"the key {name!r} stands here twice"))
            fields |= {name: one for name, one in found.data.items() if name not in fields}
        elif len(parts) > 1:
            for part in self._each(parts):
                self._fields([part], keys, fields)
        else:
            self._field(parts[0], keys, fields, found)

    def _field(
        self,
        part: _Part,
        keys: KeyPath,
        fields: dict[str, object],
        found: Read | Said,
    ) -> None:
        head = _KEY.match(part.head)
        if isinstance(found, Read):
            found = part.lines[0][0], no_key(part.head)
        if head is None:
            self.read.faults.append(found)
            self.read.unread.add((*keys, SOME_KEY))
            return
        name = head["key"].strip("\"'")
        self.read.lines.setdefault((*keys, name), part.lines[0][0])
        if part.head[head.end() :].strip():
            self._leaf((*keys, name), found)
            return
        fields.setdefault(name, self._inside(part.lines[1:], (*keys, name), found))

    def _inside(self, lines: Sequence[Line], keys: KeyPath, fault: Said) -> object:
        """Return what can be read of what stands below a key, or behind a dash."""
        parts = _parts(lines[:MOST_LOOKED_AT])
        head = parts[0].head if parts else ""
        if len(parts) < 2 and not (_KEY.match(head) or _ENTRY.match(head)):  # noqa: PLR2004 - one
            self._leaf(keys, fault)
            return None
        before = len(self.read.faults)
        line = self.read.lines.get(keys)
        found = self.block(lines, keys)
        if line is not None:
            self.read.lines[keys] = line
        if len(self.read.faults) == before:
            self._leaf(keys, fault)
        return found

    def _leaf(self, keys: KeyPath, fault: Said) -> None:
        self.read.faults.append(fault)
        self.read.unread.add(keys)

    def _take(self, found: Read, keys: KeyPath, root: KeyPath | None) -> None:
        """Add what was read of some lines to what is known of the whole."""
        skipped = 0 if root is None else 1
        for place, line in found.lines.items():
            if place:
                self.read.lines[(*keys, *place[skipped:])] = line
        self.read.faults += found.faults
        self.read.unread |= {(*keys, *place[skipped:]) for place in found.unread}

    def _alone(self, lines: Sequence[Line]) -> Read | Said:
        """Return what some lines say by themselves, or what is wrong with them."""
        first = lines[0][0]
        text = "".join(f"{line}\n" for _, line in lines)
        try:
            found = read_events(text)
        except TooDeep as problem:
            return lines[problem.line - 1][0], TOO_DEEP
        except (yaml.YAMLError, ValueError) as problem:
            line, reason = said_of(problem, [line for _, line in lines])
            return lines[min(line, len(lines)) - 1][0], reason
        moved = first - 1
        found.lines = {place: line + moved for place, line in found.lines.items()}
        found.faults = [(line + moved, reason) for line, reason in found.faults]
        return found


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """Part lines where a key, or an entry of a list, begins in the column of the first."""
    parts: list[_Part] = []
    column, are_entries = 0, False
    for number, line in lines:
        words = line.lstrip(" ")
        is_said = bool(words.strip()) and not words.startswith("#")
        indent = len(line) - len(words)
        if is_said and not parts:
            column, are_entries = indent, bool(_ENTRY.match(words))
            parts.append(_Part())
        elif is_said and indent <= column and (are_entries or not _ENTRY.match(words)):
            parts.append(_Part())
        if parts:
            parts[-1].lines.append((number, line))
    return parts


def _together(parts: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    for first in range(0, len(parts), _TOGETHER):
        yield parts[first : first + _TOGETHER]
