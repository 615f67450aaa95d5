"""The rows of a sheet as the library reads them, with what it passes over: hidden, merged, broken.

The library's own loop would read all that stands behind the rows as well, and stumble there.
"""

from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from bot.imports.rules.cells import Unusable
from drumbeat.importing.workbook_cells import text_of

Cells = dict[int, str]
"""What the cells of a row say, by the number of their column."""
_MERGE_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
_OWN_FORMATS = 164
_BEHIND = frozenset(
    f"{{{SHEET_MAIN_NS}}}{name}"
    for name in ("mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks")
)
"""What stands behind the rows, in this order: nothing after it is of interest."""
_LONGEST_ROW = 4 << 20
_TRUE = ("1", "true")
_ERROR = "the sheet has an error here: mend the formula, or write the value"
_NEVER_CALCULATED = (
    "this formula was never calculated: open the file in a spreadsheet program and save it, or "
    "write the value"
)
_NO_DAY = "this number is no day: write the day as 2026-11-30"
_NO_VALUE = "the file is broken here: write the value anew"


class RowTooLong(Exception):
    """A row that no program would write."""


class _Bounded:
    """The text of a sheet, of which no row may be longer than one that could be meant."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._since_row = 0
        self.position = 0

    def read(self, size: int = -1) -> bytes:
        """Return what comes next."""
        piece = self._file.read(size)
        self.position += len(piece)
        self._since_row += len(piece)
        if self._since_row > _LONGEST_ROW:
            raise RowTooLong
        return piece

    def begin_row(self) -> None:
        """Hear that a row is over."""
        self._since_row = 0

    def close(self) -> None:
        """Close it."""
        self._file.close()


class Rows(WorkSheetParser):
    """Reads a sheet row by row: its number, what its cells say, and whether it is hidden."""

    def __init__(self, book: Workbook, sheet: ReadOnlyWorksheet) -> None:
        inside: Any = book  # What the library's own loop takes, it shows to nobody else.
        here: Any = sheet
        archive, part = inside._archive, here._worksheet_path  # noqa: SLF001 - see above
        self._text = _Bounded(archive.open(part))
        self.size = archive.getinfo(part).file_size
        self.merged: list[str] = []
        self._formats = _formats(inside)
        super().__init__(
            self._text,
            here._shared_strings,  # noqa: SLF001 - likewise
            data_only=True,
            epoch=book.epoch,
            date_formats=inside._date_formats,  # noqa: SLF001 - likewise
            timedelta_formats=inside._timedelta_formats,  # noqa: SLF001 - likewise
        )

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._text.position

    def __iter__(self) -> Iterator[tuple[int, Cells, bool]]:
        """Yield every row of the sheet, in its order."""
        try:
            for _, element in iterparse(self._text):
                if element.tag == ROW_TAG:
                    is_hidden = element.get("hidden") in _TRUE
                    number, cells = self.parse_row(element)
                    self.row_dimensions.clear()
                    element.clear()
                    self._text.begin_row()
                    yield number, dict(map(self._said, cells)), is_hidden
                elif element.tag == _MERGE_TAG:
                    self.merged.append(element.get("ref", ""))
                elif element.tag in _BEHIND:
                    return
        finally:
            self._text.close()

    def is_empty(self) -> bool:
        """Say whether nothing stands in any cell."""
        return not any(any(map(str.strip, cells.values())) for _, cells, _ in self)

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Read a cell; what is wrong with it is told where it is read, and stops no other."""
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except (ValueError, LookupError, TypeError):
            bare = Element(element.tag, {"r": element.get("r", "")})
            cell = super().parse_cell(bare if bare.get("r") else Element(element.tag))
            cell["value"] = Unusable(element.findtext(VALUE_TAG) or "", _NO_VALUE)
            return cell
        formula = element.find(FORMULA_TAG) if cell["value"] is None else None
        if cell["data_type"] == "e":
            was_error = element.get("t") == "e"
            text = str(cell["value"]) if was_error else element.findtext(VALUE_TAG)
            cell["value"] = Unusable(text or "", _ERROR if was_error else _NO_DAY)
        elif formula is not None and cell["data_type"] != "str":
            cell["value"] = Unusable(f"={formula.text or ''}", _NEVER_CALCULATED)
        return cell

    def _said(self, cell: dict[str, Any]) -> tuple[int, str]:
        value = cell["value"]
        if type(value) is str or value is None:
            return cell["column"], text_of(value, "") if value else ""
        if isinstance(value, Unusable):
            return cell["column"], value
        return cell["column"], text_of(value, self._formats[cell["style_id"]])


def _formats(inside: Any) -> list[str]:  # noqa: ANN401 - see above
    """Return the number format of every style, by the number of the style."""
    own = inside._number_formats  # noqa: SLF001 - likewise
    return [
        own[style.numFmtId - _OWN_FORMATS]
        if style.numFmtId >= _OWN_FORMATS
        else BUILTIN_FORMATS.get(style.numFmtId, "General")
        for style in inside._cell_styles  # noqa: SLF001 - likewise
    ]
