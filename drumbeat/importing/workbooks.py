"""One sheet of a workbook in the place of a CSV file: read as a stream, by its own row numbers."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from openpyxl.reader.excel import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from bot.errors import ImportRefused
from bot.imports.rules.cells import Unusable
from bot.imports.rules.faults import Fault, shown
from drumbeat.importing.sheets import LONGEST_CELL, Record
from drumbeat.importing.spools import Spool
from drumbeat.importing.workbook_rows import Cells, Rows, RowTooLong

VISIBLE = "visible"
MERGED = (
    "these cells are merged, and only the first has the value: unmerge them, and write it into "
    "each row"
)


class WorkbookSheet:
    """A sheet of a workbook; it is read once, and kept aside for whoever reads it again."""

    delimiter = ""

    def __init__(self, path: Path, above: int = 0, sheet: str | None = None) -> None:
        warnings.filterwarnings("ignore", module=r"openpyxl\.")
        self.name = path.name
        self._position = 0
        with ExitStack() as opened:
            with self._told():
                self._book = load_workbook(
                    opened.enter_context(path.open("rb")),
                    read_only=True,
                    data_only=True,
                    keep_links=False,
                )
            opened.callback(self._book.close)
            with self._told():
                self._sheet, self._said = _chosen(self._book, path.name, sheet)
                self.size = Rows(self._book, self._sheet).size
                number, cells = self._header_below(above)
            self._spool = opened.enter_context(Spool())
            self._opened = opened.pop_all()
        filled = [column for column, text in sorted(cells.items()) if text.strip()]
        self.header_line, self._first = number, filled[0]
        self._header = [
            " ".join(cells.get(column, "").split()) for column in range(filled[0], filled[-1] + 1)
        ]
        self._hidden = 0

    @property
    def sheet(self) -> str:
        """What the sheet is called."""
        return str(self._sheet.title)

    def header(self) -> Sequence[str]:
        """Return the names of the columns."""
        return self._header

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows below the header, and a fault for every one that is none."""
        if self._spool.is_whole:
            for share, each in self._spool.read():
                self._position = int(self.size * share)
                yield each
            return
        self._spool.begin()
        for each in self._read():
            self._spool.write(each)
            yield each
        self._spool.end()

    def position(self) -> int:
        """Return how many bytes of the sheet have been read."""
        return self._position

    def told(self) -> Sequence[str]:
        """Return what is to be known of how the sheet was read."""
        hidden = f"{self._hidden:,} rows are hidden in the sheet, and were read like all others."
        return [*self._said, *([hidden] if self._hidden else [])]

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def _read(self) -> Iterator[Record | Fault]:
        with self._told():
            rows = Rows(self._book, self._sheet)
            self._hidden = 0
            for number, cells, is_hidden in rows:
                self._position = rows.position
                if number > self.header_line and (found := self._record(number, cells)):
                    self._hidden += is_hidden
                    yield found
            yield from self._merged(rows.merged)

    def _record(self, number: int, cells: Cells) -> Record | Fault | None:
        """Return a row as wide as the header, or nothing where nothing stands in it."""
        width = len(self._header)
        row, filled, outside = [""] * width, False, None
        for column, text in cells.items():
            if not text.strip():
                continue
            if not 0 <= column - self._first < width:
                outside = column
            elif len(text) > LONGEST_CELL:
                limit = f"the cell is longer than {LONGEST_CELL // 1024} kB: shorten it"
                return Fault(number, self._header[column - self._first], shown(text), limit)
            else:
                row[column - self._first], filled = text, True
        if outside is not None:
            where = f"this stands in column {get_column_letter(outside)}, which has no name"
            reason = f"{where}: name it in line {self.header_line}, or empty the cell"
            return Fault(number, "", shown(cells[outside]), reason)
        return Record(number, row) if filled else None

    def _merged(self, ranges: Sequence[str]) -> Iterator[Fault]:
        for each in ranges:
            first, top, last, bottom = (int(end or 0) for end in range_boundaries(each))
            place = max(first - self._first, 0)
            if bottom >= self.header_line and place < len(self._header) and last >= self._first:
                line = max(top, self.header_line)
                yield Fault(line, shown(self._header[place]), shown(each), MERGED)

    def _header_below(self, above: int) -> tuple[int, Cells]:
        last = 0
        for number, cells, _ in Rows(self._book, self._sheet):
            last = number
            if number > above and any(text.strip() for text in cells.values()):
                broken = [each for each in cells.values() if isinstance(each, Unusable)]
                if broken:
                    problem = f"{shown(broken[0])}: {broken[0].reason}"
                    raise ImportRefused(f"{self.name}, line {number}: {problem}")
                return number, cells
        if above:
            raise ImportRefused(
                f"{self.name} has {last} lines: no header comes after --skip-rows {above}"
            )
        raise ImportRefused(f"{self.name} is empty")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what to do about a workbook that no program would write so."""
        try:
            yield
        except ImportRefused:
            raise
        except RowTooLong:
            reason = "a row of it is longer than 4 MB: save the sheet as CSV UTF-8"
            raise ImportRefused(f"{self.name} cannot be read: {reason}") from None
        except Exception as problem:  # A broken file breaks its reader anywhere.
            raise ImportRefused(
                f"{self.name} cannot be read as a workbook: open it in a spreadsheet program and "
                "save it as XLSX or as CSV UTF-8"
            ) from problem


def _chosen(
    book: Workbook, name: str, wanted: str | None
) -> tuple[ReadOnlyWorksheet, Sequence[str]]:
    """Return the sheet that is meant, and what is to be said about the others."""
    sheets = [each for each in book.worksheets if isinstance(each, ReadOnlyWorksheet)]
    if not sheets:
        raise ImportRefused(
            f"{name} has no sheet that can be read: save it as an XLSX workbook (not “Strict”), "
            "or the sheet as CSV UTF-8"
        )
    filled = [each for each in sheets if len(sheets) == 1 or not Rows(book, each).is_empty()]
    names = [each.title + ("" if _is_seen(each) else " (hidden)") for each in filled]
    if wanted is not None:
        found = [each for each in sheets if each.title.strip() == wanted.strip()]
        if not found:
            raise ImportRefused(f"--sheet {wanted}: {name} has {', '.join(names)}")
        return found[0], _about(found[0], filled)
    seen = [each for each in filled if _is_seen(each)]
    if len(seen) > 1 or not seen:
        raise ImportRefused(
            f"{name} has several sheets: say --sheet with one of {', '.join(names)}"
            if filled
            else f"{name} is empty"
        )
    return seen[0], _about(seen[0], filled)


def _about(chosen: ReadOnlyWorksheet, filled: Sequence[ReadOnlyWorksheet]) -> Sequence[str]:
    others = [each for each in filled if each is not chosen]
    hidden = "" if _is_seen(chosen) else ", which is hidden"
    if not others:
        return [f"Sheet {chosen.title}{hidden}."] if hidden else []
    rest = ", ".join(each.title + ("" if _is_seen(each) else " (hidden)") for each in others)
    return [f"Sheet {chosen.title}{hidden}; not read: {rest}."]


def _is_seen(sheet: ReadOnlyWorksheet) -> bool:
    return bool(sheet.sheet_state == VISIBLE)
