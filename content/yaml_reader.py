"""YAML as its author meant it: every value as it is written, and no way to exhaust who reads.

The library is asked for what stands in a text, one thing after another; what is made of it is
ours. So a text that nests without end is refused where it becomes too deep, and nothing is
named once to be used a thousand times.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml

KeyPath = tuple[str | int, ...]

DEEPEST = 30
"""Blocks inside of blocks; what is reviewed by people has five."""
QUOTE_IT = "a value that begins with {mark} needs quotes around it"
SHORT = 60
"""Characters of a line that are shown in a suggestion."""
NOTHING = re.compile(r"(?:~|null|Null|NULL|)")
TOO_DEEP = f"this nests deeper than {DEEPEST} blocks: write it flat"
MOST_FAULTS = 50
"""Who is told more than this mends the first and asks again."""
AND_MORE = "there is more to mend from here on: mend what is above first"
SOME_KEY = ""
"""Stands among what was not read for a key of which nobody knows how it is called."""
ANCHORS = f"{QUOTE_IT.format(mark='& or *')}; one value under two keys is written out twice"


def quoted(words: str) -> str:
    """Return words as a value in quotes, shortened where they are many."""
    words = words if len(words) <= SHORT else f"{words[:SHORT]}…"
    if '"' in words or "\\" in words:
        return "'" + words.replace("'", "''") + "'"
    return f'"{words}"'


def short(line: str) -> str:
    """Return a line as it is shown in a sentence."""
    words = line.strip()
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"


NO_KEY = (
    f"a key is a word: a value that begins with {{{{ or [ needs quotes, such as "
    f"{quoted('{{ vendor }} and you')}"
)


class TooDeep(Exception):
    """A text nests deeper than anybody writes; the line on which it does."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class Read:
    """What a text says, the line (from 1) of every value, and what cannot be taken as it is.

    `unread` are the places whose values are not known, because what stands there is a fault.
    """

    data: object = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    unread: set[KeyPath] = field(default_factory=set)


def read_events(text: str) -> Read:
    """Read a text; what is no YAML is the library's own error, what nests too deep `TooDeep`."""
    return _Reader(_events(text)).read()


def _events(text: str) -> Iterator[yaml.Event]:
    parser = yaml.CSafeLoader(text)
    while parser.check_event():
        event = parser.get_event()
        if event is not None:
            yield event


def _line(event: yaml.Event) -> int:
    """Return the line (from 1) on which something begins."""
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Takes the events of one text in order."""

    def __init__(self, events: Iterable[yaml.Event]) -> None:
        self._events = iter(events)
        self._read = Read()

    def read(self) -> Read:
        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return self._read
        self._read.data = self._value(next(self._events), ())
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            reason = "a second text begins here with ---: one file holds one, so leave it out"
            self._fault(after, reason)
        return self._read

    def _fault(self, event: yaml.Event, reason: str) -> None:
        self._read.faults.append((_line(event), reason))

    def _value(self, event: yaml.Event, keys: KeyPath) -> object:
        self._read.lines[keys] = _line(event)
        if len(keys) > DEEPEST:
            raise TooDeep(_line(event))
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, ANCHORS)
            self._read.unread.add(keys)
            return None
        if isinstance(event, yaml.CollectionStartEvent | yaml.ScalarEvent):
            self._refuse_marks(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(keys)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, keys)
        return _written(event) if isinstance(event, yaml.ScalarEvent) else None

    def _refuse_marks(self, event: yaml.CollectionStartEvent | yaml.ScalarEvent) -> None:
        if event.anchor is not None:
            self._fault(event, ANCHORS)
        if event.tag is not None and event.tag != "!":
            mark = f"{QUOTE_IT.format(mark='!')}; what kind of value it is follows from its key"
            self._fault(event, mark)

    def _list(self, keys: KeyPath) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*keys, len(found))))
        return found

    def _mapping(self, start: yaml.Event, keys: KeyPath) -> dict[str, object] | None:
        found: dict[str, object] = {}
        is_whole = True
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._pass_by(event, keys)
                self._pass_by(next(self._events), keys)
                is_whole = False
                continue
            self._refuse_marks(event)
            name, line = event.value, _line(event)
            value = self._value(next(self._events), (*keys, name))
            self._read.lines[(*keys, name)] = line
            if name in found:
                self._fault(event, f"the key {name!r} stands here twice")
            else:
                found[name] = value
        if is_whole:
            return found
        self._fault(start, NO_KEY)
        self._read.unread.add(keys)
        return None

    def _pass_by(self, event: yaml.Event, keys: KeyPath) -> None:
        """Leave out what stands where a key should, and its value, however much that is."""
        depth = len(keys)
        while True:
            if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                depth += 1
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                depth -= 1
            if depth > DEEPEST:
                raise TooDeep(_line(event))
            if depth == len(keys):
                return
            event = next(self._events)


def _written(event: yaml.ScalarEvent) -> str | None:
    """Return a value as it is written: what it means is for the field to say."""
    if not event.style and NOTHING.fullmatch(event.value):
        return None
    return event.value
