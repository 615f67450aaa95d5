"""Fills places in a sentence, and mends what stands around a name that is special or missing.

Names that end in a full stop, such as Acme Inc., need no second; where there is no name, the
words around it read as if none had been meant.
"""

from collections.abc import Mapping, Sequence

_GREETINGS = {
    **dict.fromkeys(("dear",), "Hello"),
    **dict.fromkeys(("liebe", "lieber", "liebe/r", "liebe*r", "liebe:r", "liebe(r)"), "Hallo"),
    **dict.fromkeys(("cher", "chère", "cher/chère"), "Bonjour"),
}
"""What is said instead of a word that greets nobody without a name after it."""
NAMES = frozenset({"name", "first_name"})
"""The places of names that somebody may not have; all other values are said as they are."""
_CLOSING = ",.!?:;)\u2026"
_ENDING = ".!?\u2026\n"


def filled(pieces: Sequence[str], values: Mapping[str, str]) -> str:
    """Put a text together of which words and the names of values are given in turn."""
    said = pieces[0]
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        value = values[name]
        if name not in NAMES or value.strip():
            said += value + after_name(value, words)
        else:
            said = "".join(around_nothing(said, words))
    return said


def after_name(name: str, words: str) -> str:
    """Return the words that follow a name, without the full stop that the name has already."""
    is_doubled = name.endswith(".") and words.startswith(".") and not words.startswith("..")
    return words[1:] if is_doubled else words


def around_nothing(before: str, after: str) -> tuple[str, str]:
    """Return the words before and after a name that nobody has, as they read without it."""
    before = before.rstrip(" ")
    closes = not after or after[0] in _CLOSING
    last = before.split()[-1] if before.split() else ""
    if closes and last.casefold() in _GREETINGS:
        return before.removesuffix(last) + _GREETINGS[last.casefold()], after
    if not before or before[-1] in _ENDING:
        after = after.lstrip(" ,")
        space = " " if before and before[-1] != "\n" and after[:1] not in _CLOSING else ""
        return before, space + after[:1].upper() + after[1:]
    if closes and before.endswith(","):
        return before[:-1], after
    return before, after if closes else f" {after.lstrip(' ')}"
