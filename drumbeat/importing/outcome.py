"""What an import came to, for people and for programs."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from bot.currencies import minor_digits
from bot.errors import ImportRefused
from bot.imports.rules.faults import Fault
from bot.imports.store.ages import FileAge
from bot.imports.store.missing import Missing
from bot.imports.store.totals import Sum, Totals
from bot.spreadsheets import cell
from drumbeat.importing import ages, missing
from drumbeat.reports.report import Report, Table

SHOWN_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody who is not asked after an event of the file, and why."""

    line: int
    contact: str
    survey: str
    occasion: str
    why: str


@dataclass(slots=True)
class RowCounts:
    """Every row that was read is new, changed, unchanged or passed over with a reason."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    passed_over: dict[str, int] = field(default_factory=dict)
    new_products: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    unused_values: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    longest_write_ms: int = 0
    seconds: float = 0.0
    totals: Totals | None = None
    missing: Missing | None = None
    age: FileAge | None = None

    @property
    def written(self) -> int:
        """How many rows are not as they were."""
        ended = self.missing.ended if self.missing is not None else 0
        return self.new + self.changed + ended

    def pass_over(self, reason: str) -> None:
        """Count a row that is left out on purpose."""
        self.passed_over[reason] = self.passed_over.get(reason, 0) + 1


class FaultReport:
    """Keeps the first hundred faults, counts all of them, and writes each into a file if asked."""

    def __init__(self, path: Path | None) -> None:
        self.first: list[Fault] = []
        self.count = 0
        self.lines: int = 0
        self.header_line = 0
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
            if fault.line not in {self._last_line, self.header_line}:
                self.lines, self._last_line = self.lines + 1, fault.line
            if len(self.first) < SHOWN_FAULTS:
                self.first.append(fault)
            if self._writer is not None:
                self._writer.writerow(
                    (fault.line, *map(cell, (fault.column, fault.value, fault.reason)))
                )


def outcome(
    kind: str,
    tally: RowCounts,
    faults: FaultReport,
    report: Path | None,
    *,
    dry_run: bool,
    currency: str,
) -> Report:
    """Say what became of every row, or what is wrong with the first ones and how many are."""
    moves = tally.age is not None and tally.age.moves
    written = not dry_run and not faults.count and bool(tally.written or moves)
    value = {
        "kind": kind,
        **asdict(tally),
        "totals": _told(tally.totals, currency) if tally.totals is not None else None,
        "missing": _missing(tally.missing, currency),
        "age": ages.data(tally.age),
        "written": written,
        "faults": faults.count,
        "first_faults": [asdict(fault) for fault in faults.first],
    }
    if faults.count:
        return Report(value, (_first(faults), *_complaint(kind, tally, faults, report)))
    said: list[Table | str] = [_left_out(tally)] if tally.refused else []
    said += _sentences(kind, tally, dry_run=dry_run)
    if tally.age is not None:
        said += ages.told(kind, tally.age, dry_run=dry_run)
    if tally.missing is not None:
        a_month = f"{_money(missing.a_month(tally.missing), currency)} {currency}"
        said += missing.told(kind, tally.missing, a_month, dry_run=dry_run)
    return Report(value, [*said, *_to_compare(tally.totals, currency)])


def _sentences(kind: str, tally: RowCounts, *, dry_run: bool) -> list[str]:
    parts = [f"{tally.new:,} new", f"{tally.changed:,} changed", f"{tally.unchanged:,} unchanged"]
    parts += [f"{count:,} passed over ({why})" for why, count in tally.passed_over.items()]
    lines = [f"{kind}: {tally.rows:,} rows read: {', '.join(parts)}."]
    lines += [f"{count:,} rows {note}." for note, count in tally.notes.items()]
    lines += tally.told
    if tally.unused_values:
        lines.append(f"No row has what was mapped: {', '.join(tally.unused_values)}.")
    if tally.missing_columns:
        missing = ", ".join(tally.missing_columns)
        lines.append(f"The mapping speaks of columns that the file does not have: {missing}.")
    if tally.new_products:
        lines.append(f"New products: {', '.join(tally.new_products)}.")
    if dry_run:
        lines.append("This was a dry run: nothing was written.")
    return lines


def _told(totals: Totals, currency: str) -> dict[str, object]:
    sums = {one.name: _written(one, currency) for one in totals.sums}
    largest = [[who, _money(value, currency)] for who, value in totals.largest]
    return {"currency": currency, **sums, "largest": largest}


def _missing(found: Missing | None, currency: str) -> dict[str, object] | None:
    if found is None:
        return None
    value = asdict(found)
    del value["a_year"]
    return value | {"a_month": _money(missing.a_month(found), currency)}


def _to_compare(totals: Totals | None, currency: str) -> Iterator[Table]:
    """Show what the file comes to, for whoever has the figures of where it came from."""
    if totals is None:
        return
    heads = ("To compare with where it comes from", currency)
    yield Table(heads, [(one.name, _written(one, currency)) for one in totals.sums])
    largest = [(who, _money(value, currency)) for who, value in totals.largest]
    yield Table(("Its largest customers", totals.sums[0].name), largest)


def _written(one: Sum, currency: str) -> str:
    return _money(one.value, currency) if one.is_money else f"{one.value:,}"


def _money(minor: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):,.{digits}f}"


def _left_out(tally: RowCounts) -> Table:
    heads = ("Line", "Contact", "Survey", "Occasion", "Why not")
    rows = [
        (str(one.line), one.contact, one.survey, one.occasion, one.why)
        for one in tally.refused[:SHOWN_FAULTS]
    ]
    return Table(heads, rows)


def _first(faults: FaultReport) -> Table:
    rows = [(str(each.line), each.column, each.value, each.reason) for each in faults.first]
    return Table(("Line", "Column", "Value", "What is wrong"), rows)


def _complaint(
    kind: str, tally: RowCounts, faults: FaultReport, report: Path | None
) -> Iterator[str]:
    more = faults.count - len(faults.first)
    if more:
        yield f"… and {more:,} more."
    where = f" All of them are in {report}." if report else ""
    if more and not report:
        where = " Say --report FILE to get all of them."
    within = f" in {faults.lines:,} of {tally.rows:,} rows" if faults.lines else ""
    faulty = "1 fault" if faults.count == 1 else f"{faults.count:,} faults"
    yield f"{kind}: {faulty}{within}, so nothing was changed.{where}"


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as problem:
        raise ImportRefused(f"--report {path}: {problem.strerror}") from None
