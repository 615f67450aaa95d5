"""What plain words mean, in one order: a command, an answer to what we asked, else a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAME = "drumbeat"
"""The bot's own name; it calls us and is no part of what is said."""
HELP = "help"
CAPABILITIES = "what can I ask?"
"""The question for all there is to ask, as questions are read: in English."""
NUMBER = re.compile(r"(\d{1,2})(?: ?/ ?\d{1,2})?[.!]?", re.ASCII)
"""What is an answer on a scale: 9, 9/10, "9!"."""
_QUOTES = "\"'\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a"
_EDGES = f" \t.,;:!?…*_~`()[]<>{_QUOTES}"
"""What people, and their keyboards and editors, write around a word without meaning it."""
_MARKS = re.compile(r"(?<![\w@./-])[*_~`]+|[*_~`]+(?![\w@./-])")
"""Marks of bold, slanted, struck and code around words."""

_CALLED = f"{_EDGES}@,:"
"""What stands around a name by which somebody is called."""


@dataclass(frozen=True, slots=True)
class CommandMeant:
    """A command was said, with what follows it."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class NumberMeant:
    """A number was said alone: where we had asked for one, it is the answer."""

    number: int


@dataclass(frozen=True, slots=True)
class QuestionMeant:
    """Anything else is a question: it is answered where it can be read exactly, or asked back."""

    text: str


Meaning = CommandMeant | NumberMeant | QuestionMeant


def meaning(said: str, commands: Mapping[str, re.Pattern[str] | None]) -> Meaning:
    """Say what these words mean to somebody who has these commands.

    `commands` are words, each with the pattern of what may follow it; None is nothing at all.
    The longest that fits is meant. A number is an answer where we asked for one there, and
    otherwise a question like all the rest.
    """
    text = tidied(said)
    for written in dict.fromkeys((text, _bare(text))):
        for word in sorted(commands, key=len, reverse=True):
            rest = _behind(word, written)
            if rest is not None and _fits(rest, commands[word]):
                return CommandMeant(word, rest)
    number = NUMBER.fullmatch(text)
    if number is not None:
        return NumberMeant(int(number[1]))
    return QuestionMeant(text)


def tidied(said: str) -> str:
    """Return what was said without our name and without slashes; nothing is a call for help."""
    text = " ".join(said.replace("\u00a0", " ").split()).removeprefix("/")
    first, _, rest = text.partition(" ")
    if first.strip(_CALLED).casefold() == NAME:
        text = rest.removeprefix("/")
    return text or HELP


def _bare(text: str) -> str:
    """Return a text without the marks and stops that stand around it and around its words."""
    bare = _MARKS.sub("", text.strip(_EDGES)).strip(_EDGES)
    return " ".join(bare.removeprefix("/").split())


def _behind(word: str, text: str) -> str | None:
    """Return what follows a word at the beginning of a text; None if it is not there."""
    head, behind = text[: len(word)], text[len(word) :]
    if head.casefold() != word:
        return None
    if not behind.strip(_EDGES):
        return ""
    return behind.strip() if behind[0].isspace() else None


def _fits(rest: str, pattern: re.Pattern[str] | None) -> bool:
    return not rest or (pattern is not None and pattern.fullmatch(rest) is not None)
