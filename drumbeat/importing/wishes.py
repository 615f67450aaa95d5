"""What an operator says about a stranger's columns and values, read from the words they wrote."""

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.imports.rules.faults import Fault
from bot.imports.rules.fields import AmountIs
from bot.imports.rules.header import Wishes
from bot.imports.rules.words import Words
from bot.name_keys import name_key
from content.mappings import KeptMapping
from drumbeat.importing.files import opened_file

VALUE_COLUMNS = ["field", "theirs", "ours"]
Value = TypeVar("Value")
Said = dict[str, dict[str, str]]
"""Our values by theirs, by field."""
Out = dict[str, list[str]]
"""Values whose rows are left out, by field."""


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
    def left_out(self) -> list[str] | None: ...
    @property
    def values_file(self) -> Path | None: ...
    @property
    def only_columns(self) -> bool: ...
    @property
    def amount_is(self) -> AmountIs | None: ...


def wished(asked: AskedColumns, kept: KeptMapping | None = None) -> Wishes:
    """Return what is wished of the columns; options that cannot be read are refused by name.

    What is asked goes before what the kept mapping says of the same field or column.
    """
    said, out = _values(asked.map_values, asked.values_file), _left_out(asked.left_out)
    wishes = Wishes(
        pairs("--map", asked.maps),
        pairs("--set", asked.constants),
        asked.ignored or (),
        asked.amount_is,
        joins={field: parts for parts, field in _joins(asked.joins)},
        values=_words(said, said, out),
        only_columns=asked.only_columns,
    )
    return wishes if kept is None else with_mapping(wishes, kept, (said, out))


def with_mapping(
    wishes: Wishes, kept: KeptMapping, asked_of_values: tuple[Said, Out] | None = None
) -> Wishes:
    """Add what a kept mapping says to what was asked, with the values that were."""
    said, out = asked_of_values or ({}, {})
    fields = {*wishes.maps.values(), *wishes.constants, *wishes.joins}
    asked = {
        *wishes.maps,
        *wishes.ignored,
        *(name for one in wishes.joins.values() for name in one),
    }
    speaks_of = {
        *kept.columns,
        *kept.ignored,
        *(name for one in kept.joins.values() for name in one),
    }
    columns = {
        name: field
        for name, field in kept.columns.items()
        if field not in fields and name not in asked
    }
    words = {
        field: _together(said.get(field, {}), kept.values.get(field, {}))
        for field in {*said, *kept.values}
    }
    kept_out = {
        field: [each for each in theirs if each not in said.get(field, {})]
        for field, theirs in kept.left_out.items()
    }
    return replace(
        wishes,
        maps={**wishes.maps, **columns},
        constants={**_others(kept.constants, fields), **wishes.constants},
        joins={**_others(kept.joins, fields), **wishes.joins},
        ignored=(*wishes.ignored, *sorted(speaks_of - asked - set(columns))),
        values=_words(words, said, out, kept_out),
        only_columns=wishes.only_columns or kept.only_columns,
        may_lack=speaks_of - asked,
    )


def _words(words: Said, said: Said, *left_out: Out) -> dict[str, Words]:
    """Return the words of each field; what was `said` now must be there."""
    fields = dict.fromkeys([*words, *(field for each in left_out for field in each)])
    return {
        field: Words(
            words.get(field, {}),
            must_be_there=said.get(field, ()),
            left_out=[theirs for each in left_out for theirs in each.get(field, ())],
        )
        for field in fields
    }


def _left_out(given: Sequence[str] | None) -> Out:
    found: Out = {}
    for each in given or ():
        field, colon, theirs = each.partition(":")
        if not colon or not field.strip():
            raise ConfigurationInvalid(f"--leave-out {each}: write FIELD:THEIRS")
        found.setdefault(field.strip(), []).append(theirs.strip())
    return found


def _others(kept: Mapping[str, Value], fields: Container[str]) -> dict[str, Value]:
    return {field: value for field, value in kept.items() if field not in fields}


def _together(first: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """Return both, without what the second says of a value that the first speaks of."""
    known = {name_key(theirs) for theirs in first}
    return {
        **first,
        **{theirs: ours for theirs, ours in then.items() if name_key(theirs) not in known},
    }


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


def _values(given: Sequence[str] | None, file: Path | None) -> Said:
    """Return our values by theirs, by field; the command line goes before the file."""
    said: Said = {}
    for each in given or ():
        left, sign, ours = each.rpartition("=")
        field, colon, theirs = left.partition(":")
        if not sign or not colon or not _put(said, field.strip(), theirs.strip(), ours.strip()):
            raise ConfigurationInvalid(
                f"--map-value {each}: write FIELD:THEIRS=OURS, and each of theirs once"
            )
    for field, words in (_from_file(file) if file is not None else {}).items():
        said[field] = _together(said.get(field, {}), words)
    return said


def _from_file(path: Path) -> Said:
    """Read a file of field, theirs and ours; all that is wrong in it is told at once."""
    said: Said = {}
    faults: list[ContentInvalid] = []
    with closing(opened_file(path)) as source:
        if [name.strip().lower() for name in source.header()] != VALUE_COLUMNS:
            reason = f"the header is {','.join(VALUE_COLUMNS)}"
            raise ContentInvalid(path, source.header_line, reason)
        for each in source.records():
            cells = [] if isinstance(each, Fault) else [cell.strip() for cell in each.cells]
            if isinstance(each, Fault):
                faults.append(ContentInvalid(path, each.line, each.reason))
            elif len(cells) != len(VALUE_COLUMNS):
                faults.append(ContentInvalid(path, each.line, "three cells are wanted"))
            elif not _put(said, *cells):
                reason = f"{cells[1]!r} of {cells[0]!r} stands here twice"
                faults.append(ContentInvalid(path, each.line, reason))
    if faults:
        raise ContentInvalid.of_all(faults)
    return said


def _put(said: Said, field: str, theirs: str, ours: str) -> bool:
    """Keep what a value means; False where that was said already, or no field is named."""
    words = said.setdefault(field, {})
    if not field or any(name_key(each) == name_key(theirs) for each in words):
        return False
    words[theirs] = ours
    return True
