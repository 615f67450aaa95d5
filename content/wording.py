"""Every sentence we say, from one reviewed file a language; a vendor may say some otherwise."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import RootModel

from bot.language import ENGLISH, Language, Wording, nearest, read_language
from content.documents import Document, language_of, read_yaml, validate
from content.faults import Faults
from content.stops import filled

WORDING = Path(__file__).with_name("wording")
"""Our own files: English says everything, and what another language leaves out."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PATTERN = "pattern_"
"""How the keys begin under which no sentence stands, but the way in which days are written."""
_EXAMPLE = datetime(2026, 9, 30, 14, 5)  # noqa: DTZ001 - only to see that a pattern can be read
_DAY_LETTERS = frozenset("yMLdEcHhma")
_FORMS = ("zero", "one", "two", "few", "many", "other")

Sentences = Mapping[str, str]


class _File(RootModel[dict[str, str]]):
    pass


class Phrasebook(Wording):
    """The sentences by their keys; values are put in once and never read as placeholders.

    `books` are the sentences by the tag of their language; one of them is English.
    """

    def __init__(self, books: Mapping[str, Sentences], language: Language = ENGLISH) -> None:
        self._books = books
        tags = (*(tag for tag in nearest(language.tag) if tag in books), ENGLISH.tag)
        self._shelf = [(Language(tag), books[tag]) for tag in dict.fromkeys(tags)]
        self._language = language
        self._bound: dict[str, Phrasebook] = {language.tag: self}

    @property
    def language(self) -> Language:
        return self._language

    def in_language(self, tag: str) -> "Phrasebook":
        # Numbers and days go with the sentences: no "Sept" of London among months of ours.
        near = nearest(read_language(tag) or ENGLISH.tag)
        wanted = next((each for each in near if each in self._books), ENGLISH.tag)
        if wanted not in self._bound:
            bound = Phrasebook(self._books, Language(wanted))
            bound._bound = self._bound
            self._bound[wanted] = bound
        return self._bound[wanted]

    def spoken(self) -> tuple[str, ...]:
        return tuple(sorted(self._books))

    def say(self, key: str, **values: str) -> str:
        return _filled(self._sentence(key), values)

    def say_number(self, key: str, number: int, **values: str) -> str:
        written = {"count": self._language.number(number), **values}
        for language, sentences in self._shelf:
            for form in (language.plural(number), "other"):
                if f"{key}_{form}" in sentences:
                    return _filled(sentences[f"{key}_{form}"], written)
        raise KeyError(key)

    def _sentence(self, key: str) -> str:
        for _, sentences in self._shelf:
            if key in sentences:
                return sentences[key]
        raise KeyError(key)

    def placeholders(self) -> dict[str, frozenset[str]]:
        """Return every key of this language with the names of the values its sentence awaits."""
        return {key: _names(sentence) for key, sentence in self._shelf[0][1].items()}


def load_wording(own: Path | None = None) -> Phrasebook:
    """Read our sentences, and a vendor's own in its folder, which stand in the place of ours.

    A mistake is `ContentInvalid` with its file and line.
    """
    books = dict(_ours())
    if own is not None and own.is_dir():
        for tag, sentences in _folder(own, books[ENGLISH.tag]):
            books[tag] = {**books.get(tag, {}), **sentences}
    return Phrasebook(books)


@cache
def _ours() -> Mapping[str, dict[str, str]]:
    """Return our sentences by language; they are part of the program, and read once."""
    return dict(_folder(WORDING, _read(read_yaml(WORDING / "en.yaml"))))


def _folder(folder: Path, english: Sentences) -> Iterator[tuple[str, dict[str, str]]]:
    faults = Faults()
    for path in sorted(folder.glob("*.yaml")):
        with faults.kept():
            sentences = _read(read_yaml(path), english)
            yield language_of(path), sentences
    faults.tell()


def _strange(key: str, sentence: str, english: Sentences) -> str:
    """Say what ours have not of a sentence: its key, or a value that it awaits."""
    known = english.get(key) or english.get(_other(key))
    if known is None:
        return f"unknown key {key!r}"
    strange = sorted(_names(sentence) - _names(known))
    return f"unknown placeholder {strange[0]!r}" if strange else ""


def _other(key: str) -> str:
    """Return the key of the form that every language has."""
    stem, _, form = key.rpartition("_")
    return f"{stem}_other" if form in _FORMS else ""


def _read(document: Document, english: Sentences | None = None) -> dict[str, str]:
    """Read a file of sentences; they are held against the `english` ones where there are some."""
    sentences, faults = validate(document, _File).root, Faults()
    for key, sentence in sentences.items():
        wrong = _wrong(key, sentence)
        if not wrong and english is not None:
            wrong = _strange(key, sentence, english)
        if wrong:
            faults.found.append(document.invalid((key,), wrong))
    faults.tell()
    return sentences


def _wrong(key: str, sentence: str) -> str:
    """Say what keeps a sentence from being said; nothing where nothing does."""
    if not _KEY.fullmatch(key):
        return f"{key!r} is not a key: small letters, digits and _"
    if not sentence.strip():
        return "an empty sentence"
    rest = _PLACEHOLDER.sub("", sentence)
    if "{" in rest or "}" in rest:
        return "a placeholder that cannot be read: write {name}"
    if key.startswith(_PATTERN) and not _can_be_written(sentence):
        return "no pattern for days that can be read, such as d MMM y"
    return ""


def _can_be_written(pattern: str) -> bool:
    if set(re.findall("[A-Za-z]", re.sub("'[^']*'", "", pattern))) - _DAY_LETTERS:
        return False
    try:
        return bool(ENGLISH.moment(_EXAMPLE, pattern).strip())
    except (ValueError, KeyError, AttributeError):
        return False


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    # Splitting at a pattern with one group gives words and names in turn.
    return filled(_PLACEHOLDER.split(sentence), values)


def _names(sentence: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(sentence))
