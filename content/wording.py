"""Every sentence we say, from one reviewed file; a vendor may say the same in words of its own."""

import re
from pathlib import Path

from pydantic import RootModel

from bot.ports import Wording
from content.documents import Document, read_yaml, validate

WORDING_FILE = Path(__file__).with_name("wording.yaml")

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class _Sentences(RootModel[dict[str, str]]):
    pass


class Phrasebook(Wording):
    """The sentences by their keys; values are put in once and never read as placeholders."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self._sentences = sentences

    def say(self, key: str, **values: str) -> str:
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self._sentences[key])

    def placeholders(self) -> dict[str, frozenset[str]]:
        """Return every key with the names of the values its sentence waits for."""
        return {key: _names(sentence) for key, sentence in self._sentences.items()}


def load_wording(own: Path | None = None) -> Phrasebook:
    """Read our sentences, or a vendor's own file, which must have every key of ours."""
    ours = _read(read_yaml(WORDING_FILE))
    if own is None:
        return Phrasebook(ours)
    document = read_yaml(own)
    theirs = _read(document)
    for key in theirs:
        if key not in ours:
            raise document.invalid((key,), f"unknown key {key!r}")
    for key, sentence in ours.items():
        if key not in theirs:
            raise document.invalid((), f"the key {key!r} is missing")
        strange = sorted(_names(theirs[key]) - _names(sentence))
        if strange:
            raise document.invalid((key,), f"unknown placeholder {strange[0]!r}")
    return Phrasebook(theirs)


def _read(document: Document) -> dict[str, str]:
    sentences = validate(document, _Sentences).root
    for key, sentence in sentences.items():
        if not _KEY.fullmatch(key):
            raise document.invalid((key,), f"{key!r} is not a key: small letters, digits and _")
        if not sentence.strip():
            raise document.invalid((key,), "an empty sentence")
        rest = _PLACEHOLDER.sub("", sentence)
        if "{" in rest or "}" in rest:
            raise document.invalid((key,), "a placeholder that cannot be read: write {name}")
    return sentences


def _names(sentence: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(sentence))
