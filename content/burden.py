"""How much a text asks of whoever reads it: one that was built to exhaust is refused at once.

What is counted decides how long reading takes: blocks, how deep they nest, and of each paragraph
its signs, since any of them may begin what any other ends. No text of a person comes near.
"""

import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

LONGEST_TEXT = 60_000
"""Characters; no platform takes half of it."""
MOST_LINES = 5_000
LONGEST_LINE = 20_000
LONGEST_DIRECTIVE = 3_000
MOST_BLOCKS = 12_000
"""Beginnings and ends of blocks: a point of a list has six."""
DEEPEST = 30
"""Lists and quotations, or looks of words, inside of each other; a list is two for the parser."""
MOST_WORK = 2_000_000
"""The signs of each paragraph, multiplied with themselves, together: 1,400 in one, 60 in 500."""
_SIGNS = re.compile(r"[\[\]*_~`<&\\\t!]")


class Overburdened(Exception):
    """A text asks for more work than any text of a person; the line on which it does."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line, self.reason = line, reason


def weigh_lines(text: str) -> None:
    """Refuse a text that is too long as a whole, or in a line of it."""
    if (count := text.count("\n")) > MOST_LINES:
        raise Overburdened(1, f"this text has {count:,} lines: {MOST_LINES:,} are the most")
    if len(text) > LONGEST_TEXT:
        reason = (
            f"this text has {len(text):,} characters: {LONGEST_TEXT:,} are the most, so part it"
        )
        raise Overburdened(1, reason)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            reason = f"this line has {len(line):,} characters: break it into paragraphs"
            raise Overburdened(number, reason)


def weigh_blocks(tokens: Sequence[Token]) -> None:
    """Refuse blocks of which there are too many, or that are too deep or too rich in signs."""
    work, worst, most = 0, 1, 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.level > 2 * DEEPEST:
            raise Overburdened(line, TOO_DEEP)
        if token.type == "directive" and len(token.content) > LONGEST_DIRECTIVE:
            raise Overburdened(line, "this line says too much at once: write less in its brackets")
        if token.type in {"inline", "html_block"}:
            signs = len(_SIGNS.findall(token.content))
            work += signs * signs
            worst, most = (line, signs) if signs > most else (worst, most)
    if len(tokens) > MOST_BLOCKS:
        raise Overburdened(1, "this text has more points and rows than anybody reads: part it")
    if work > MOST_WORK:
        reason = f"this paragraph has {most:,} signs such as * [ < or tabs, too many to be read"
        raise Overburdened(worst, f"{reason}: part it")


TOO_DEEP = f"this nests deeper than {DEEPEST} blocks: write it flat"


def weigh_looks(tokens: Iterable[Token]) -> None:
    """Refuse a paragraph in which looks of words stand inside of each other without end."""
    for token in tokens:
        depth = 0
        for child in token.children or ():
            depth += child.nesting
            if depth > DEEPEST:
                raise Overburdened(token.map[0] + 1 if token.map else 1, TOO_DEEP)
