"""Makes records of a CSV file's lines: which mark divides cells, and what is no record."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from bot.errors import ImportRefused
from bot.imports.rules.faults import Fault, shown
from drumbeat.importing.lines import Lines, LineUnreadable, opened

LONGEST_CELL = 64 * 1024
DELIMITERS = (",", ";", "\t")
_BLANK = " ,;\t\r\n\ufeff"
_SAYS_MARK = re.compile("sep=(.)")
"""What a spreadsheet writes above the header to say what divides cells."""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row, and the line it begins on."""

    line: int
    cells: Sequence[str]


class Source(Protocol):
    """Where rows come from: a header, then records and faults in order."""

    name: str
    size: int
    header_line: int

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        ...

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows, and a fault for every line that is none; each time from the first."""
        ...

    def position(self) -> int:
        """Return how much of `size` has been read."""
        ...

    def told(self) -> Sequence[str]:
        """Return sentences about how it was read, once it was."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Sheet:
    """A CSV file, read as a stream; `above` lines stand above its header."""

    sheet = ""

    def __init__(self, path: Path, delimiter: str | None, above: int = 0) -> None:
        csv.field_size_limit(LONGEST_CELL)
        self.name = path.name
        self.size = path.stat().st_size if path.exists() else 0
        self.header_line = above + 1
        self._file = opened(path)
        self._above = above
        try:
            first, said = self._begun()
            self.delimiter = delimiter or said or detected(first)
            self._header = next(self._reader(chain((first,), self._lines)), [])
        except LineUnreadable as problem:
            raise self._refused(f"{problem} {problem.near}".strip()) from None
        except csv.Error as problem:
            raise self._refused(_explained(problem)) from None

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        return self._header

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows, and a fault for every line that is none; blank lines are nothing."""
        first, _ = self._begun()
        reader = self._reader(chain((first,), self._lines))
        next(reader, None)
        while True:
            begins = self._lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except LineUnreadable as problem:
                yield Fault(self._lines.number, "", shown(problem.near), str(problem))
            except csv.Error as problem:
                yield Fault(begins, "", "", _explained(problem))
            else:
                if any(map(str.strip, cells)):
                    yield Record(begins, cells)

    def position(self) -> int:
        """Return how many bytes have been read."""
        return self._lines.position

    def told(self) -> Sequence[str]:
        """Return nothing: a CSV file is as it looks."""
        return ()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _begun(self) -> tuple[str, str | None]:
        """Begin to read; return the header's first line, and the mark that a line above it names.

        Lines of which nothing can be seen may stand above both.
        """
        self._file.seek(0)
        self._lines = Lines(self._file)
        self._pass_over(self._lines)
        first = self._next_filled()
        said = _SAYS_MARK.fullmatch(first.strip())
        if said:
            first = self._next_filled()
        return first, said[1] if said else None

    def _next_filled(self) -> str:
        while True:
            self.header_line = self._lines.number + 1
            line = next(self._lines, None)
            if line is None or line.strip(_BLANK):
                return line or ""

    def _refused(self, problem: str) -> ImportRefused:
        self._file.close()
        return ImportRefused(f"{self.name}, line {self.header_line}: {problem}")

    def _pass_over(self, lines: Lines) -> None:
        """Pass over what stands above the header, whatever that is."""
        while lines.number < self._above:
            with suppress(LineUnreadable):
                if next(lines, None) is None:
                    self._file.close()
                    raise ImportRefused(
                        f"{self.name} has {lines.number} lines: "
                        f"no header comes after --skip-rows {self._above}"
                    )

    def _reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self.delimiter, strict=True)


def detected(header: str) -> str:
    """Return the mark that divides the header most often; quoted text does not count."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def _explained(problem: csv.Error) -> str:
    reason = str(problem)
    if "unexpected end of data" in reason or "field larger than field limit" in reason:
        return (
            "a quotation mark opens here and is not closed, or a cell is longer than "
            f"{LONGEST_CELL // 1024} kB"
        )
    if "new-line character" in reason:
        return "there is a lone carriage return in this line: put the cell in quotation marks"
    if "expected after" in reason:
        return 'a quotation mark inside a quoted cell is written twice: ""'
    return reason
