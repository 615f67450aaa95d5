"""What an operator says about a stranger's columns and values, read from the words they wrote."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.imports.rules.fields import AmountIs
from bot.imports.rules.header import Wishes
from bot.imports.rules.words import Words
from bot.name_keys import name_key
from content.documents import read_text
from drumbeat.importing.sheets import detected

VALUE_COLUMNS = ["field", "theirs", "ours"]


class AskedColumns(Protocol):
    """What is asked about columns and values."""

    @property
    def maps(self) -> list[str] | None: ...
    @property
    def constants(self) -> list[str] | None: ...
    @property
    def ignored(self) -> list[str] | None: ...
    @property
    def joins(self) -> list[str] | None: ...
    @property
    def map_values(self) -> list[str] | None: ...
    @property
    def values_file(self) -> Path | None: ...
    @property
    def only_columns(self) -> bool: ...
    @property
    def amount_is(self) -> AmountIs | None: ...


def wished(asked: AskedColumns) -> Wishes:
    """Return what is wished of the columns; options that cannot be read are refused by name."""
    said = _values(asked.map_values, asked.values_file)
    return Wishes(
        pairs("--map", asked.maps),
        pairs("--set", asked.constants),
        asked.ignored or (),
        asked.amount_is,
        joins={field: parts for parts, field in _joins(asked.joins)},
        values={field: Words(words, must_be_there=words) for field, words in said.items()},
        only_columns=asked.only_columns,
    )


def pairs(option: str, given: Sequence[str] | None) -> dict[str, str]:
    """Split what was given as `left=right`; what repeats or has no sign is refused."""
    found: dict[str, str] = {}
    for each in given or ():
        left, sign, right = each.rpartition("=") if option == "--map" else each.partition("=")
        left = left.strip()
        if not sign or not left or left in found:
            raise ConfigurationInvalid(f"{option} {each}: write NAME=VALUE, and each name once")
        found[left] = right.strip()
    return found


def _joins(given: Sequence[str] | None) -> Iterator[tuple[tuple[str, ...], str]]:
    fields: set[str] = set()
    for each in given or ():
        left, _, field = each.rpartition("=")
        try:
            (row,) = csv.reader([left], skipinitialspace=True, strict=True)
        except (csv.Error, ValueError):
            row = []
        parts = tuple(part.strip() for part in row)
        field = field.strip()
        if len(parts) < 2 or not all(parts) or not field or field in fields:  # noqa: PLR2004
            raise ConfigurationInvalid(
                f"--join {each}: write COLUMN,COLUMN=FIELD, and each field once"
            )
        fields.add(field)
        yield parts, field


def _values(given: Sequence[str] | None, file: Path | None) -> Mapping[str, dict[str, str]]:
    """Return our values by theirs, by field; the command line goes before the file."""
    said: dict[str, dict[str, str]] = {}
    for each in given or ():
        left, sign, ours = each.rpartition("=")
        field, colon, theirs = left.partition(":")
        if not sign or not colon or not _put(said, field.strip(), theirs.strip(), ours.strip()):
            raise ConfigurationInvalid(
                f"--map-value {each}: write FIELD:THEIRS=OURS, and each of theirs once"
            )
    for field, words in (_from_file(file) if file is not None else {}).items():
        known = {name_key(theirs) for theirs in said.get(field, {})}
        more = {theirs: ours for theirs, ours in words.items() if name_key(theirs) not in known}
        said[field] = {**said.get(field, {}), **more}
    return said


def _from_file(path: Path) -> dict[str, dict[str, str]]:
    """Read a CSV file of field, theirs and ours; all that is wrong in it is told at once."""
    text = read_text(path)
    header, *_ = text.splitlines() or [""]
    rows = csv.reader(text.splitlines(keepends=True), delimiter=detected(header))
    said: dict[str, dict[str, str]] = {}
    faults: list[ContentInvalid] = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        if rows.line_num == 1:
            if [cell.lower() for cell in cells] != VALUE_COLUMNS:
                raise ContentInvalid(path, 1, f"the header is {','.join(VALUE_COLUMNS)}")
        elif len(cells) not in {0, len(VALUE_COLUMNS)}:
            faults.append(ContentInvalid(path, rows.line_num, "three cells are wanted"))
        elif cells and not _put(said, *cells):
            reason = f"{cells[1]!r} of {cells[0]!r} stands here twice"
            faults.append(ContentInvalid(path, rows.line_num, reason))
    if faults:
        raise ContentInvalid.of_all(faults)
    return said


def _put(said: dict[str, dict[str, str]], field: str, theirs: str, ours: str) -> bool:
    """Keep what a value means; False where that was said already, or no field is named."""
    words = said.setdefault(field, {})
    if not field or any(name_key(each) == name_key(theirs) for each in words):
        return False
    words[theirs] = ours
    return True
