"""Makes records of a CSV file's lines: which mark divides cells, and what is no record."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.errors import ImportRefused
from bot.imports.rules.faults import Fault, shown
from drumbeat.importing.lines import Lines, LineUnreadable, opened

LONGEST_CELL = 64 * 1024
DELIMITERS = (",", ";", "\t")
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

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        ...

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows, and a fault for every line that is none; each time from the first."""
        ...

    def position(self) -> int:
        """Return how much of `size` has been read."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Sheet:
    """A CSV file, read as a stream; `above` lines stand above its header."""

    def __init__(self, path: Path, delimiter: str | None, above: int = 0) -> None:
        csv.field_size_limit(LONGEST_CELL)
        self.name = path.name
        self.size = path.stat().st_size if path.exists() else 0
        self._file = opened(path)
        self._above = above
        try:
            self._lines, self._header, said = self._begun()
        except LineUnreadable as problem:
            self._file.close()
            where = f"{path}, line {above + 1}"
            raise ImportRefused(f"{where}: {problem} {problem.near}".strip()) from None
        self.delimiter = delimiter or said or detected(self._header)

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        try:
            return next(self._reader(iter((self._header,))))
        except csv.Error as problem:
            self._file.close()
            where = f"{self.name}, line {self._above + 1}"
            raise ImportRefused(f"{where}: {_explained(problem)}") from None

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows, and a fault for every line that is none; blank lines are nothing."""
        self._lines, _, _ = self._begun()
        reader = self._reader(self._lines)
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

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _begun(self) -> tuple[Lines, str, str | None]:
        """Return the lines below the header, it, and the mark that a line above it names."""
        self._file.seek(0)
        lines = Lines(self._file)
        self._pass_over(lines)
        first = next(lines, "")
        said = _SAYS_MARK.fullmatch(first.strip())
        return (lines, next(lines, ""), said[1]) if said else (lines, first, None)

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
