"""From the cells of a line to a row of the table, or to every fault in it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.imports.rules.cells import Unusable, reader_of
from bot.imports.rules.erased import leave_out
from bot.imports.rules.faults import (
    CellUnreadable,
    Fault,
    FieldRefused,
    RowPassedOver,
    shown,
    wrong_width,
)
from bot.imports.rules.fields import Cell, Field, Kind, Row, Surroundings, Value
from bot.imports.rules.header import HEADER_LINE, Layout
from bot.imports.rules.words import LeftOut

NOTHING = frozenset({"NULL", "NaN"})
"""How programs write a cell in which nothing stands."""
TOTALS = "totals of other rows"
_TOTAL = re.compile(r"(?:grand |sub)?(?:total|sum)s?:?|(?:gesamt)?summe:?|gesamt:?", re.IGNORECASE)
_WORDS = frozenset({Cell.CHOICE, Cell.FLAG, Cell.PERIOD})
_UNKNOWN = object()
REMEMBERED = 20_000
"""Cells of one column whose reading is kept, because most columns repeat themselves."""


class ColumnReader:
    """Reads the cells of one field; what was read once is remembered."""

    def __init__(self, field: Field, column: str, read: Callable[[str], Value]) -> None:
        self.field = field
        self.column = column
        self._read = read
        self._known: dict[str, Any] = {}

    def value(self, cell: str) -> Value:
        """Return what a cell says; an empty one says nothing."""
        if isinstance(cell, LeftOut):
            raise RowPassedOver(f"{self.column} says {shown(cell) or 'nothing'}")
        if isinstance(cell, Unusable):
            raise CellUnreadable(cell.reason)
        known: Any = self._known.get(cell, _UNKNOWN)
        if known is not _UNKNOWN:
            return known  # type: ignore[no-any-return] # what was read before
        text = cell if type(cell) is not str else cell.strip()
        if text and text not in NOTHING:
            value = self._read(text)
        elif self.field.required:
            promise = self.field.promise
            it = "it, " if promise.startswith("such as") else ""
            raise CellUnreadable(f"this may not be empty: write {it}{promise}")
        else:
            value = None
        if len(self._known) < REMEMBERED:
            self._known[cell] = value
        return value


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, kind: Kind, layout: Layout, surroundings: Surroundings) -> None:
        self._kind, self._layout, self._surroundings = kind, layout, surroundings
        self._nothing: dict[str, Value] = dict.fromkeys(field.name for field in kind.fields)
        self._readers = [
            (layout.places[field.name], field.name, self._reader(field))
            for field in kind.fields
            if field.name in layout.places
        ]

    def constants(self) -> tuple[Fault, ...]:
        """Read what stands for every row; to be called once, before any row."""
        faults = []
        for name, text in self._layout.constants.items():
            field = self._kind.field_named(name)
            if field is None:
                continue
            try:
                self._nothing[name] = self._reader(field).value(text)
            except CellUnreadable as problem:
                column = self._layout.columns[name]
                faults.append(Fault(HEADER_LINE, column, shown(text), str(problem)))
        return tuple(faults)

    def row(self, line: int, cells: Sequence[str]) -> Row | tuple[Fault, ...]:
        """Return the row a line becomes; `RowPassedOver` where it is left out on purpose.

        It becomes none where it has faults, or where the header does.
        """
        if len(cells) != self._layout.width:
            return (wrong_width(line, cells[0], len(cells), self._layout.width),)
        values, faults = dict(self._nothing), []
        for place, name, reader in self._readers:
            try:
                values[name] = reader.value(cells[place])
            except CellUnreadable as problem:
                faults.append(_on_cell(line, reader, cells[place], str(problem)))
        if faults:
            if self._is_total(cells):
                raise RowPassedOver(TOTALS)
            return tuple(faults)
        return self._assembled(line, cells, values) if self._layout.is_whole else ()

    def _assembled(
        self, line: int, cells: Sequence[str], values: dict[str, Value]
    ) -> Row | tuple[Fault, ...]:
        around = self._surroundings
        for gone in leave_out(self._kind.name, values, around.was_erased, around.note):
            values[gone] = None
        try:
            return self._kind.assemble(values, around)
        except FieldRefused as problem:
            return (self._refused(line, cells, problem),)

    def _is_total(self, cells: Sequence[str]) -> bool:
        """Say whether a row sums up others: it says so, and lacks what every row has."""
        needed = [place for place, _, reader in self._readers if reader.field.required]
        lacks = any(not cells[place].strip() for place in needed)
        return lacks and any(_TOTAL.fullmatch(cell.strip()) for cell in cells)

    def _refused(self, line: int, cells: Sequence[str], problem: FieldRefused) -> Fault:
        place = self._layout.places.get(problem.field)
        value = self._layout.constants.get(problem.field, "") if place is None else cells[place]
        column = self._layout.columns.get(problem.field, problem.field)
        return Fault(line, column, shown(value), str(problem))

    def _reader(self, field: Field) -> ColumnReader:
        read = reader_of(field, self._surroundings.notation)
        return ColumnReader(field, self._layout.columns[field.name], read)


def _on_cell(line: int, reader: ColumnReader, cell: str, reason: str) -> Fault:
    """Say of a cell what is wrong; of a word, how all such are mapped at once."""
    value = shown(cell)
    if reader.field.cell in _WORDS and not isinstance(cell, Unusable):
        reason += f", or say --map-value '{reader.field.name}:{value.strip()}=OURS' for all such"
    return Fault(line, reader.column, value, reason)
