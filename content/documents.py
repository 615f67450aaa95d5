"""Reviewed YAML files, read so that every mistake can be named with its file and line."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import ContentInvalid
from bot.language import read_language

Model = TypeVar("Model", bound=BaseModel)
KeyPath = tuple[str | int, ...]

_PLAIN_WORDS = {
    "tag:yaml.org,2002:bool": (r"(?:true|false)$", "tf"),
    "tag:yaml.org,2002:null": (r"(?:~|null|)$", ["~", "n", ""]),
    "tag:yaml.org,2002:int": (r"[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    "tag:yaml.org,2002:float": (r"[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
}


class _PlainLoader(yaml.SafeLoader):
    """YAML without its surprises: `no`, `on`, `9:00` and `2026-01-01` stay what was written."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the parser's own class attribute


class _FastLoader(yaml.CSafeLoader):
    """The same in C: ten times as fast, but it says of a mistake neither what nor where well."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the parser's own class attribute


for _tag, (_pattern, _first) in _PLAIN_WORDS.items():
    for _loader in (_PlainLoader, _FastLoader):
        _loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its values, and the line (from 1) on which each of them stands."""

    path: Path
    data: object
    lines: dict[KeyPath, int]

    def line_of(self, keys: Sequence[str | int]) -> int:
        """Return the line of the value under these keys, or of its nearest known parent.

        Parts that the file does not know (the tag of a union, say) are passed over.
        """
        known: KeyPath = ()
        for key in keys:
            if (*known, key) in self.lines:
                known = (*known, key)
        return self.lines.get(known, 1)

    def invalid(self, keys: Sequence[str | int], reason: str) -> ContentInvalid:
        """Make the error that names this file, the line of `keys` and the reason."""
        return ContentInvalid(self.path, self.line_of(keys), reason)


def read_yaml(path: Path) -> Document:
    """Read one YAML file; a syntax error, a repeated key or an alias is `ContentInvalid`."""
    return parse_yaml(path, read_text(path))


def language_of(path: Path) -> str:
    """Return the language a file is in, by its name: de.yaml; any other is `ContentInvalid`."""
    tag = read_language(path.stem)
    if tag is None or tag != path.stem:
        known = f": write {tag}{path.suffix}" if tag else ""
        raise ContentInvalid(path, 1, f"{path.stem!r} is no tag of a language{known}")
    return tag


def read_text(path: Path) -> str:
    """Read one text file; a missing one, or one not in UTF-8, is `ContentInvalid`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ContentInvalid(path, 1, "the file is missing") from error
    except UnicodeDecodeError as error:
        raise ContentInvalid(path, 1, "not readable as text in UTF-8") from error


@lru_cache(maxsize=128)
def parse_yaml(path: Path, text: str) -> Document:
    """Read YAML that stands in a file, on the lines it has there; nobody changes what was read.

    A folder is read anew when one of its files changed, and the others say what they said.
    """
    try:
        return _read_with(_FastLoader(text), path)
    except yaml.YAMLError:
        pass  # the other reader says what is wrong
    try:
        return _read_with(_PlainLoader(text), path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ContentInvalid(path, line, error.problem or "not readable as YAML") from error
    except yaml.YAMLError as error:
        raise ContentInvalid(path, 1, "not readable as YAML") from error


def _read_with(loader: _PlainLoader | _FastLoader, path: Path) -> Document:
    node = loader.get_single_node()
    if node is None:
        return Document(path, None, {})
    lines = dict(_walk(path, node, (), set()))
    return Document(path, loader.construct_document(node), lines)


SAID = {"missing": "this is missing", "extra_forbidden": "there is no such field"}


def validate(document: Document, model: type[Model]) -> Model:
    """Check a document against its model; all mistakes, one a line, are one `ContentInvalid`."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        mistakes = error.errors(include_url=False)
        strange = {one["loc"][:-1] for one in mistakes if one["type"] == "extra_forbidden"}
        faults: dict[int, ContentInvalid] = {}
        for one in mistakes:
            # A misspelt field is one too many and one missing; the first of the two shows where.
            if one["type"] != "missing" or one["loc"][:-1] not in strange:
                fault = _fault(document, one)
                faults.setdefault(fault.line, fault)
        raise ContentInvalid.of_all(faults.values()) from error


def _fault(document: Document, mistake: ErrorDetails) -> ContentInvalid:
    where = ".".join(str(part) for part in mistake["loc"])
    said = SAID.get(mistake["type"], mistake["msg"].removeprefix("Value error, "))
    return document.invalid(mistake["loc"], f"{where}: {said}" if where else said)


def _walk(
    path: Path, node: yaml.Node, keys: KeyPath, seen: set[int]
) -> Iterator[tuple[KeyPath, int]]:
    if id(node) in seen:
        raise ContentInvalid(path, node.start_mark.line + 1, "aliases are not used here")
    seen.add(id(node))
    yield keys, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _walk(path, child, (*keys, index), seen)
    elif isinstance(node, yaml.MappingNode):
        yield from _walk_mapping(path, node, keys, seen)


def _walk_mapping(
    path: Path, node: yaml.MappingNode, keys: KeyPath, seen: set[int]
) -> Iterator[tuple[KeyPath, int]]:
    names: set[str] = set()
    for key, child in node.value:
        line = key.start_mark.line + 1
        name = str(key.value)
        if name in names:
            raise ContentInvalid(path, line, f"the key {name!r} stands here twice")
        names.add(name)
        yield from _walk(path, child, (*keys, name), seen)
        yield (*keys, name), line


def original_of(path: Path) -> tuple[Path, str] | None:
    """Return the text that a file translates, by its name, and into which language.

    `news.de.md` is `news.md` in German. One whose tag is written otherwise is `ContentInvalid`.
    """
    name, _, said = path.stem.rpartition(".")
    tag = read_language(said) if name else None
    if tag is None:
        return None
    if tag != said:
        raise ContentInvalid(
            path, 1, f"{said!r} is no tag of a language: write {name}.{tag}{path.suffix}"
        )
    return path.with_name(f"{name}{path.suffix}"), tag


def translations_of(path: Path) -> dict[str, Path]:
    """Return the files that translate an edition or a survey, by language.

    One whose tag is written otherwise is named where all files are walked.
    """
    found: dict[str, Path] = {}
    for file in path.parent.glob(f"*{path.suffix}"):
        with suppress(ContentInvalid):
            of = original_of(file)
            if of is not None and of[0] == path:
                found[of[1]] = file
    return found
