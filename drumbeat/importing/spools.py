"""Rows kept aside in a file of their own, for whoever reads them once more."""

import json
from collections.abc import Iterator
from os import SEEK_END
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from bot.imports.rules.cells import Exact, Unusable
from bot.imports.rules.faults import Fault
from drumbeat.importing.sheets import Record

_Kept = str | list[str]


class Spool:
    """Writes rows as they come, and hands them out again exactly as they were."""

    def __init__(self) -> None:
        self.is_whole = False

    def __enter__(self) -> Self:
        self._file = TemporaryFile()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def begin(self) -> None:
        """Forget what was written, and begin anew."""
        self._file.seek(0)
        self._file.truncate()

    def write(self, each: Record | Fault) -> None:
        """Keep a row, or what is wrong with it."""
        kept: object = (
            [each.line, list(map(_kept, each.cells))]
            if isinstance(each, Record)
            else [each.line, each.column, each.value, each.reason]
        )
        self._file.write(json.dumps(kept, ensure_ascii=False).encode() + b"\n")

    def end(self) -> None:
        """Say that all of them are here."""
        self.is_whole = True

    def read(self) -> Iterator[tuple[float, Record | Fault]]:
        """Yield each, and the share of all that has been handed out then."""
        whole, done = self._file.seek(0, SEEK_END), 0
        self._file.seek(0)
        for line in self._file:
            done += len(line)
            given = json.loads(line)
            yield (
                done / whole,
                Record(given[0], [_as_it_was(each) for each in given[1]])
                if len(given) == 2  # noqa: PLR2004 - a row and its cells
                else Fault(*given),
            )


def _kept(cell: str) -> _Kept:
    if isinstance(cell, Exact):
        return ["exact", str(cell), cell.sign]
    if isinstance(cell, Unusable):
        return ["unusable", str(cell), cell.reason]
    return cell


def _as_it_was(kept: _Kept) -> str:
    if isinstance(kept, str):
        return kept
    kind, text, more = kept
    return Exact(text, more) if kind == "exact" else Unusable(text, more)
