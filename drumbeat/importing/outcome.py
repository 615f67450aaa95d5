"""What an import came to, for people and for programs."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.domain.importing.faults import Fault
from bot.errors import ImportRefused

SHOWN_FAULTS = 100
WIDTH = 120
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Tally:
    """Every row that was read is new, changed, unchanged or passed over with a reason."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    passed_over: dict[str, int] = field(default_factory=dict)
    new_products: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    longest_write_ms: int = 0
    seconds: float = 0.0

    def pass_over(self, reason: str) -> None:
        """Count a row that is left out on purpose."""
        self.passed_over[reason] = self.passed_over.get(reason, 0) + 1


class FaultReport:
    """Keeps the first hundred faults, counts all of them, and writes each into a file if asked."""

    def __init__(self, path: Path | None) -> None:
        self.first: list[Fault] = []
        self.count = 0
        self.lines: int = 0
        self._last_line: int | None = None
        self._path, self._file = path, None if path is None else _opened(path)
        self._writer = None if self._file is None else csv.writer(self._file)
        if self._writer is not None:
            self._writer.writerow(("line", "column", "value", "reason"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def take(self, faults: Iterable[Fault]) -> None:
        """Take faults in the order of their lines."""
        for fault in faults:
            self.count += 1
            if fault.line != self._last_line:
                self.lines, self._last_line = self.lines + 1, fault.line
            if len(self.first) < SHOWN_FAULTS:
                self.first.append(fault)
            if self._writer is not None:
                self._writer.writerow(
                    (fault.line, *map(_harmless, (fault.column, fault.value, fault.reason)))
                )


def sentence(kind: str, tally: Tally, *, dry_run: bool) -> str:
    """Say what became of every row."""
    parts = [f"{tally.new:,} new", f"{tally.changed:,} changed", f"{tally.unchanged:,} unchanged"]
    parts += [f"{count:,} passed over ({why})" for why, count in tally.passed_over.items()]
    lines = [f"{kind}: {tally.rows:,} rows read: {', '.join(parts)}."]
    lines += [f"{count:,} rows {note}." for note, count in tally.notes.items()]
    if tally.new_products:
        lines.append(f"New products: {', '.join(tally.new_products)}.")
    if dry_run:
        lines.append("This was a dry run: nothing was written.")
    return "\n".join(lines) + "\n"


def complaint(kind: str, tally: Tally, faults: FaultReport, report: Path | None) -> str:
    """Draw the first faults as a table, and count all."""
    table = Table("Line", "Column", "Value", "What is wrong")
    for fault in faults.first:
        cells = (str(fault.line), fault.column, fault.value, fault.reason)
        table.add_row(*(Text(cell) for cell in cells))
    console = Console(file=StringIO(), width=WIDTH)
    console.print(table)
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    more = faults.count - len(faults.first)
    rest = f"… and {more:,} more.\n" if more else ""
    where = f" All of them are in {report}." if report else ""
    if more and not report:
        where = " Say --report FILE to get all of them."
    # A header that does not fit is found before any row is read.
    within = f" in {faults.lines:,} of {tally.rows:,} rows" if tally.rows else ""
    faulty = "1 fault" if faults.count == 1 else f"{faults.count:,} faults"
    return f"{drawn}{rest}{kind}: {faulty}{within}, so nothing was changed.{where}\n"


def as_json(kind: str, tally: Tally, faults: FaultReport, *, dry_run: bool) -> str:
    """Return all of it for a program."""
    written = not dry_run and not faults.count and bool(tally.new + tally.changed)
    return (
        json.dumps(
            {
                "kind": kind,
                **asdict(tally),
                "written": written,
                "faults": faults.count,
                "first_faults": [asdict(fault) for fault in faults.first],
            },
            indent=2,
        )
        + "\n"
    )


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as problem:
        raise ImportRefused(f"--report {path}: {problem.strerror}") from None


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a bad cell for a formula when it shows the report."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell
