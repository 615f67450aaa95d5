"""Kept mappings: how the file of another program becomes one kind of ours, in a YAML file."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field

from bot.currencies import is_currency
from bot.errors import ConfigurationInvalid
from bot.imports.rules.amounts import MARKS
from bot.imports.rules.cells import reader_of
from bot.imports.rules.days import days_written
from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.fields import AmountIs, EndIs, Kind, Notation
from bot.imports.rules.header import nearest, plain
from bot.imports.rules.kinds import KINDS
from bot.imports.rules.person_names import NameOrder
from content.documents import read_yaml, validate
from content.faults import Faults
from content.shapes import Strict
from content.yaml_reader import KeyPath

SHIPPED = Path(__file__).parent / "mappings"
SUFFIX = ".yaml"


class KeptMapping(Strict):
    """What is said of a file's columns, values and notation, and for which kind it is."""

    about: str = ""
    kind: str
    columns: dict[str, str] = Field(default_factory=dict)
    joins: dict[str, list[str]] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    left_out: dict[str, list[str]] = Field(default_factory=dict)
    ignored: list[str] = Field(default_factory=list)
    only_columns: bool = False
    skip_rows: int = Field(default=0, ge=0)
    skip_empty: bool = False
    sheet: str | None = None
    delimiter: str | None = None
    date_format: str | None = None
    decimal: str | None = None
    currency: str | None = None
    end_is: EndIs | None = None
    amount_is: AmountIs | None = None
    name_order: NameOrder | None = None


def find_mapping(name: str, kind: str, own: Path) -> KeptMapping:
    """Read the mapping of this name for a kind: a path, one of `own` folder, or a shipped one."""
    named = Path(name)
    if named.suffix == SUFFIX or len(named.parts) > 1:
        places = [named]
    else:
        places = [
            folder / f"{each}{SUFFIX}"
            for folder in (own, SHIPPED)
            for each in (f"{name}-{kind}", name)
        ]
    path = next((each for each in places if each.is_file()), None)
    if path is None:
        raise ConfigurationInvalid(f"--mapping {name}: {_there_is(name, kind, own)}")
    mapping = read_mapping(path)
    if mapping.kind != kind:
        raise ConfigurationInvalid(
            f"--mapping {name}: {path} is for {mapping.kind}, not for {kind}"
        )
    return mapping


def written(mapping: KeptMapping) -> str:
    """Return a mapping as the text of its file, without what it does not say."""
    said = mapping.model_dump(mode="json", exclude_defaults=True)
    text: str = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=10_000)
    return text


def mappings_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder's mappings, in the order of their names."""
    yield from sorted(folder.glob(f"*{SUFFIX}"))


def read_mapping(path: Path) -> KeptMapping:
    """Read a mapping; all that is wrong in it is one `ContentInvalid`, by file and line."""
    document = read_yaml(path)
    mapping = validate(document, KeptMapping)
    kind = KINDS.get(mapping.kind)
    if kind is None:
        raise document.invalid(("kind",), f"kind: write one of {', '.join(KINDS)}")
    faults = Faults()
    for keys, reason in _mistakes(mapping, kind):
        faults.found.append(document.invalid(keys, reason))
    faults.tell()
    return mapping


def check_mappings(folder: Path) -> None:
    """Read every mapping of a folder; all that is wrong in any is one `ContentInvalid`."""
    faults = Faults()
    for path in mappings_in(folder):
        with faults.kept():
            read_mapping(path)
    faults.tell()


def _there_is(name: str, kind: str, own: Path) -> str:
    known = [path.stem for folder in (own, SHIPPED) for path in mappings_in(folder)]
    for_kind = sorted(
        {each.removesuffix(f"-{kind}") for each in known if each.endswith(f"-{kind}")}
    )
    near = get_close_matches(name, known + for_kind, 1)
    if near:
        return f"there is no such mapping for {kind}; did you mean {near[0]}?"
    some = ", ".join(for_kind) or "none"
    return f"there is no such mapping; for {kind} there is {some}, and your own stand in {own}"


def _mistakes(mapping: KeptMapping, kind: Kind) -> Iterator[tuple[KeyPath, str]]:
    for column, field in mapping.columns.items():
        yield from _no_field(kind, field, ("columns", column))
    for part in ("constants", "joins", "values", "left_out"):
        for field in getattr(mapping, part):
            yield from _no_field(kind, field, (part, field))
    for field, columns in mapping.joins.items():
        if not columns:
            yield ("joins", field), "name the columns that are joined"
    yield from _of_notation(mapping)
    yield from _of_values(mapping, kind)


def _no_field(kind: Kind, field: str, keys: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if kind.field_named(field) is None:
        near = nearest(plain(field), kind)
        hint = f"; did you mean {near}?" if near else ""
        yield keys, f"{kind.name} have no field {field}{hint}"


def _of_notation(mapping: KeptMapping) -> Iterator[tuple[KeyPath, str]]:
    if mapping.decimal not in {None, *MARKS}:
        yield ("decimal",), "decimal: write . or ,"
    if mapping.currency is not None and not is_currency(mapping.currency):
        yield ("currency",), "currency: write a code such as EUR"
    try:
        days_written(mapping.date_format)
    except ConfigurationInvalid as problem:
        yield ("date_format",), str(problem).removeprefix("--")


def _of_values(mapping: KeptMapping, kind: Kind) -> Iterator[tuple[KeyPath, str]]:
    """Yield what a field would refuse of the values that stand in the mapping."""
    said: list[tuple[KeyPath, str, str]] = [
        (("constants", name), name, text) for name, text in mapping.constants.items()
    ]
    said += [
        (("values", name, theirs), name, text)
        for name, words in mapping.values.items()
        for theirs, text in words.items()
    ]
    for keys, name, text in said:
        field = kind.field_named(name)
        if field is None or not text:
            continue
        try:
            reader_of(field, Notation(days_written(None), ZoneInfo("UTC"), "USD"))(text)
        except CellUnreadable as problem:
            yield keys, f"{name} cannot be {text!r}: {problem}"
