"""Looks at a stranger's file: what it seems to be, what only its owner can say, and a mapping."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import ConfigurationInvalid, ImportRefused
from bot.imports.rules.cells import reader_of
from bot.imports.rules.days import days_written
from bot.imports.rules.faults import CellUnreadable, Fault, RowPassedOver, shown
from bot.imports.rules.fields import Cell, Field, Kind, Notation
from bot.imports.rules.guesses import orders
from bot.imports.rules.header import Wishes, laid_out, plain
from bot.imports.rules.joins import Joined, joined
from bot.imports.rules.kinds import KINDS
from bot.imports.rules.person_names import looks_turned
from bot.imports.rules.rows import ColumnReader
from content.mappings import KeptMapping
from drumbeat.importing.archives import is_workbook
from drumbeat.importing.candidates import Candidate, candidates
from drumbeat.importing.files import opened_file
from drumbeat.importing.sheets import Record
from drumbeat.importing.wishes import with_mapping

LOOKED_AT, ABOVE, EXAMPLES, ODD_VALUES = 20_000, 10, 3, 8
NEAR = 0.5
"""How many points less another kind may have and still be named."""
_TWO_NUMBERS = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{4}")
_ENCODINGS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\xef\xbb\xbf": "UTF-8 with a byte-order mark",
}
Rows = list[Sequence[str]]


@dataclass(slots=True)
class SeenColumn:
    """One column: the field it may be, what stands in it, and what that field refuses and why."""

    name: str
    field: str = ""
    filled: int = 0
    examples: list[str] = dataclasses.field(default_factory=list)
    refused: dict[str, list[str]] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Guess:
    """What a file seems to be, and all that only its owner can say."""

    file: str
    encoding: str
    delimiter: str
    sheet: str
    is_whole: bool
    mapping: KeptMapping
    kept: str
    other_kinds: list[str]
    rows: int = 0
    columns: list[SeenColumn] = dataclasses.field(default_factory=list)
    written: list[str] = dataclasses.field(default_factory=list)
    asked: list[str] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at: a file, its sheet if it has several, and the kind if that is known."""

    path: Path
    kind: str | None = None
    sheet: str | None = None


def guess(wanted: Wanted, own: Path, zone: ZoneInfo) -> Guess:
    """Say what a file most likely is, or how it is that kind; `own` mappings count too."""
    path, kind = wanted.path, wanted.kind
    if kind not in (None, *KINDS):
        raise ConfigurationInvalid(f"--kind {kind}: write one of {', '.join(KINDS)}")
    above = _lines_above(wanted)
    with closing(opened_file(path, None, above, wanted.sheet)) as sheet:
        header = [name.strip() for name in sheet.header()]
        every = candidates(header, own)
        best = next((one for one in every if kind in (None, one.mapping.kind)), None)
        if best is None:
            raise ImportRefused(f"{path.name}: no column of it is known in any kind of file")
        records = list(islice(sheet.records(), LOOKED_AT))
        rows = [
            each.cells
            for each in records
            if isinstance(each, Record) and len(each.cells) == len(header)
        ]
        found = Guess(
            *(path.name, _encoding(path), sheet.delimiter, sheet.sheet),
            len(records) < LOOKED_AT,
            *(best.mapping, best.kept, [], len(rows)),
        )
        above = above and sheet.header_line - 1
    found.other_kinds = _near(best, every)
    said = {**_notation(best.mapping, header, rows, above), "sheet": wanted.sheet}
    found.mapping = best.mapping.model_copy(update=said)
    _look(found, header, rows, zone)
    wrong = (each for each in records if isinstance(each, Fault))
    found.asked += [
        f"line {each.line}: {each.value or each.column}: {each.reason}"
        for each in islice(wrong, ODD_VALUES)
    ]
    return found


def _lines_above(wanted: Wanted) -> int:
    """Return how many lines stand above the first that has as many cells as the next one.

    Of a sheet, whose rows are all as wide as its header, the first whose cells are all filled.
    """
    for above in range(ABOVE):
        with (
            suppress(ImportRefused),
            closing(opened_file(wanted.path, None, above, wanted.sheet)) as sheet,
        ):
            header = sheet.header()
            first = next(sheet.records(), None)
            fits = not isinstance(first, Record) or len(first.cells) == len(header)
            if len(header) > 1 and fits and (all(header) or not sheet.sheet):
                return above
    return 0


def _encoding(path: Path) -> str:
    if is_workbook(path):
        return "XLSX"
    with path.open("rb") as file:
        begin = file.read(3)
    return next((name for mark, name in _ENCODINGS.items() if begin.startswith(mark)), "UTF-8")


def _near(best: Candidate, every: list[Candidate]) -> list[str]:
    near = {one.mapping.kind for one in every if one.points >= best.points - NEAR}
    return [kind for kind in KINDS if kind in near and kind != best.mapping.kind]


def _notation(
    mapping: KeptMapping, header: Sequence[str], rows: Rows, above: int
) -> dict[str, object]:
    """Return what the file itself shows of how it is written."""
    kind, said = KINDS[mapping.kind], {"skip_rows": above or mapping.skip_rows}
    days = {
        cell.strip()
        for place, each in _fields(joined(header, _wishes(mapping)), kind)
        if each.cell in (Cell.DAY, Cell.MOMENT) and place < len(header)
        for cell in (row[place] for row in rows)
    }
    marks = {found[1] for day in days if (found := _TWO_NUMBERS.match(day))}
    shown_by = [day for day in days if _TWO_NUMBERS.match(day)]
    possible = list(orders(shown_by)) if shown_by else []
    if len(possible) == 1 and len(marks) == 1:
        return {**said, "date_format": possible[0].format(*marks)}
    return dict(said)


def _look(found: Guess, header: Sequence[str], rows: Rows, zone: ZoneInfo) -> None:
    """Read every cell as an import would, and keep what it would ask."""
    kind, wishes = KINDS[found.mapping.kind], _wishes(found.mapping)
    made = joined(header, wishes)
    laid = laid_out(made.header, kind, made.wishes)
    found.asked += [f"{each.column}: {each.reason}" for each in laid.faults]
    found.columns = [SeenColumn(name) for name in made.header]
    whole = [made.cells(row) for row in rows]
    written = Notation(days_written(found.mapping.date_format), zone, "USD")
    for place, column in enumerate(found.columns):
        cells = [cell for row in whole if (cell := row[place].strip())]
        column.filled = len(cells)
        column.examples = [shown(cell) for cell in islice(dict.fromkeys(cells), EXAMPLES)]
    for place, each in _fields(made, kind):
        column = found.columns[place]
        column.field = each.name
        _read(column, each, [row[place] for row in whole], (written, wishes))
        found.written += _way_of(column, each, written)
        found.asked += _asked_of(column, each, kind)


def _wishes(mapping: KeptMapping) -> Wishes:
    return with_mapping(Wishes({}, {}, amount_is=mapping.amount_is), mapping)


def _fields(made: Joined, kind: Kind) -> Iterator[tuple[int, Field]]:
    """Yield the places that are fields, by what is wished or by their own name."""
    maps, ignored = made.wishes.maps, made.wishes.ignored
    for place, name in enumerate(made.header):
        own = plain(name) if name not in ignored and plain(name) not in maps.values() else ""
        each = kind.field_named(maps.get(name, own))
        if each is not None:
            yield place, each


def _read(
    column: SeenColumn, each: Field, cells: list[str], said: tuple[Notation, Wishes]
) -> None:
    notation, wishes = said
    if each.cell is Cell.AMOUNT:
        for cell in cells:
            if type(cell) is str:
                notation.amounts.column(each.name).look(cell)
    reader = ColumnReader(each, column.name, reader_of(each, notation))
    words = wishes.values.get(each.name)
    for cell in dict.fromkeys(cells):
        ours = words.ours(cell) if words else cell
        try:
            reader.value(ours)
        except CellUnreadable as problem:
            column.refused.setdefault(str(problem), []).append(shown(ours.strip()))
        except RowPassedOver:
            continue


def _way_of(column: SeenColumn, each: Field, notation: Notation) -> Iterator[str]:
    """Say how days and amounts are written, as far as the cells show it."""
    such = f"such as {column.examples[0]!r}" if column.examples else "empty"
    if each.cell in (Cell.DAY, Cell.MOMENT):
        yield f"Days in {column.name}: {such}."
    if each.cell is Cell.AMOUNT:
        marks = " and ".join(sorted(notation.amounts.column(each.name).marks)) or "no mark"
        yield f"Amounts in {column.name}: {such}, decimals after {marks}."


def _asked_of(column: SeenColumn, each: Field, kind: Kind) -> Iterator[str]:
    for reason, values in column.refused.items():
        some = ", ".join(repr(one) for one in values[:ODD_VALUES])
        more = f" and {len(values) - ODD_VALUES} more" if len(values) > ODD_VALUES else ""
        say = f"; say --map-value '{each.name}:{values[0]}=…'" if _is_word(each) else ""
        yield f"{column.name} ({each.name}): {reason}: {some}{more}{say}"
    if kind.name == "contacts" and each.name == "name":
        turned = [one for one in column.examples if looks_turned(one)]
        if turned:
            yield f"{column.name} (name): is {turned[0]!r} turned around? say --name-order"


def _is_word(each: Field) -> bool:
    return each.cell in (Cell.CHOICE, Cell.FLAG, Cell.PERIOD, Cell.LANGUAGE, Cell.COUNTRY)
