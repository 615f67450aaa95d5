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
from content.yaml_reader import (
    AND_MORE,
    MOST_FAULTS,
    SOME_KEY,
    TOO_DEEP,
    KeyPath,
    Read,
    TooDeep,
    read_events,
)

Model = TypeVar("Model", bound=BaseModel)

MOST_BYTES = 500_000
"""No text is as long; ours of all sentences is a third of it."""
_UNSEEN = re.compile(
    "[^\\x09\\x0a\\x0d\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its values, and the line (from 1) on which each of them stands.

    `faults` are what is written wrong in it; of `unread` places nothing is known because of
    them. `validate` tells them, with whatever else is wrong.
    """

    path: Path
    data: object
    lines: dict[KeyPath, int]
    faults: tuple[ContentInvalid, ...] = ()
    unread: frozenset[KeyPath] = frozenset()

    def line_of(self, keys: Sequence[str | int]) -> int:
        """Return the line of the value under these keys, or of its nearest known parent.

        Parts that the file does not know (the tag of a union, say) are passed over.
        """
        return self.lines.get(self.place_of(keys), 1)

    def place_of(self, keys: Sequence[str | int]) -> KeyPath:
        """Return these keys without the parts that the file does not know."""
        known: KeyPath = ()
        for key in keys:
            if (*known, key) in self.lines:
                known = (*known, key)
        return known

    def invalid(self, keys: Sequence[str | int], reason: str) -> ContentInvalid:
        """Make the error that names this file, the line of `keys` and the reason."""
        return ContentInvalid(self.path, self.line_of(keys), reason)


def read_yaml(path: Path) -> Document:
    """Read one YAML file; one that cannot be opened is `ContentInvalid`."""
    return parse_yaml(path, read_text(path))


def language_of(path: Path) -> str:
    """Return the language a file is in, by its name: de.yaml; any other is `ContentInvalid`."""
    tag = read_language(path.stem)
    if tag is None or tag != path.stem:
        known = f": write {tag}{path.suffix}" if tag else ""
        raise ContentInvalid(path, 1, f"{path.stem!r} is no tag of a language{known}")
    return tag


def read_text(path: Path) -> str:
    """Read one text file; one that is missing, too long or not in UTF-8 is `ContentInvalid`."""
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise ContentInvalid(path, 1, f"this file has {size:,} bytes: {_TOO_LONG}")
        written = path.read_bytes()
    except FileNotFoundError as error:
        raise ContentInvalid(path, 1, "the file is missing") from error
    except OSError as error:
        raise ContentInvalid(path, 1, "the file cannot be opened: may we read it?") from error
    if written.startswith(_UTF_16):
        raise ContentInvalid(path, 1, "the file is in UTF-16: save it as UTF-8")
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        reason = f"a letter is not in UTF-8 (byte {written[error.start]:#x}): save it as UTF-8"
        raise ContentInvalid(path, line, reason) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


_TOO_LONG = f"a text has {MOST_BYTES:,} at most, so part it"


@lru_cache(maxsize=128)
def parse_yaml(path: Path, text: str) -> Document:
    """Read YAML that stands in a file, on the lines it has there; nobody changes what was read.

    A folder is read anew when one of its files changed, and the others say what they said.
    What is written wrong are the document's faults: `validate` tells them.
    """
    if len(text) > MOST_BYTES:
        fault = ContentInvalid(path, 1, f"this has {len(text):,} characters: {_TOO_LONG}")
        return Document(path, None, {}, (fault,), frozenset({()}))
    unseen = [
        (number, f"a sign that cannot be seen stands here ({ascii(found[0])[1:-1]}): take it out")
        for number, line in enumerate(text.split("\n"), 1)
        if (found := _UNSEEN.search(line))
    ]
    read = _read(_UNSEEN.sub(" ", text) if unseen else text)
    wrong = sorted([*unseen, *read.faults])
    if len(wrong) > MOST_FAULTS:
        wrong[MOST_FAULTS:] = [(wrong[MOST_FAULTS][0], AND_MORE)]
    faults = tuple(ContentInvalid(path, *each) for each in wrong)
    return Document(path, read.data, read.lines, faults, frozenset(read.unread))


def _read(text: str) -> Read:
    try:
        return read_events(text)
    except TooDeep as problem:
        return Read(faults=[(problem.line, TOO_DEEP)], unread={()})
    except (yaml.YAMLError, ValueError) as problem:
        from content.salvage import saved  # noqa: PLC0415 - only where something is wrong

        return saved(text, problem)


def validate(document: Document, model: type[Model]) -> Model:
    """Check a document against its model; all that is wrong with it is one `ContentInvalid`."""
    faults = list(document.faults)
    try:
        found = model.model_validate(document.data)
    except ValidationError as error:
        faults += _mistakes(document, error.errors(include_url=False))
        raise ContentInvalid.of_all(faults) from error
    if faults:
        raise ContentInvalid.of_all(faults)
    return found


def _mistakes(document: Document, mistakes: Sequence[ErrorDetails]) -> Iterator[ContentInvalid]:
    """Yield what is wrong with the shape of a document, one a place."""
    strange = {one["loc"][:-1] for one in mistakes if one["type"] == "extra_forbidden"}
    told: set[KeyPath] = set()
    for one in mistakes:
        place = document.place_of(one["loc"])
        if one["type"] == "missing":
            # A misspelt field is one too many and one missing; the first of the two shows where.
            if one["loc"][:-1] not in strange and not _is_lost(document, place, one["loc"][-1]):
                yield _fault(document, one)
        elif place not in told and not _is_unread(document, place):
            told.add(place)
            yield _fault(document, one)


def _is_lost(document: Document, place: KeyPath, name: str | int) -> bool:
    """Whether what is missed may well stand there, where reading failed."""
    wanted: KeyPath = (*place, name)
    lost = {wanted[:length] for length in range(len(wanted) + 1)} | {(*place, SOME_KEY)}
    return not lost.isdisjoint(document.unread)


def _is_unread(document: Document, place: KeyPath) -> bool:
    """Whether what is wrong stands where reading failed, or around it."""
    return any(one[: len(place)] == place or place[: len(one)] == one for one in document.unread)


def _fault(document: Document, mistake: ErrorDetails) -> ContentInvalid:
    from content.shape_words import said_of  # noqa: PLC0415 - only where something is wrong

    place = document.place_of(mistake["loc"])
    named: KeyPath = (*place, mistake["loc"][-1]) if mistake["type"] == "missing" else place
    where = ".".join(map(str, named))
    said = "nothing stands here" if not named and mistake["input"] is None else said_of(mistake)
    return document.invalid(mistake["loc"], f"{where}: {said}" if where else said)


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
