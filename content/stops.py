"""Fills places in a sentence; names that end in a full stop, such as Acme Inc., need no second."""

from collections.abc import Mapping, Sequence


def filled(pieces: Sequence[str], values: Mapping[str, str]) -> str:
    """Put a text together of which words and the names of values are given in turn."""
    said = pieces[0]
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        said += values[name] + after_name(values[name], words)
    return said


def after_name(name: str, words: str) -> str:
    """Return the words that follow a name, without the full stop that the name has already."""
    is_doubled = name.endswith(".") and words.startswith(".") and not words.startswith("..")
    return words[1:] if is_doubled else words
