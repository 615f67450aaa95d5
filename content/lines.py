"""Where a line ends because its author wanted it, though Markdown takes its end for a space."""

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

LONGEST_VERSE = 45
"""Nobody wraps a text at so few letters: lines as short as this were meant as lines."""
_OWN_LINE = re.compile(
    r"\[\^[\w-]+\]:|[\u2022\u2013\u2014\u2192\u2713\u2714\u25ba*+-] |-- "
    r"|(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)] |\(\w{1,3}\) "
)


def begins_line(following: Sequence[Token]) -> bool:
    """Whether what follows a line end begins with a label, a dot, an emoji or a note's number."""
    first = following[0].content if following and following[0].type == "text" else ""
    if first.startswith(": "):
        following[0].content = first[2:]  # what a term means: its colon is no word
        return True
    if first:
        return _OWN_LINE.match(first) is not None or unicodedata.category(first[0]) == "So"
    if [token.type for token in following[:3]] != ["strong_open", "text", "strong_close"]:
        return False
    after = following[3].content if len(following) > 3 else ""  # noqa: PLR2004 - behind the label
    return following[1].content.rstrip().endswith(":") or after.startswith(":")


def is_verse(tokens: Sequence[Token]) -> bool:
    """Whether every line is short and begins anew: a signature, an address, a verse."""
    lines = [""]
    for token in tokens:
        if token.type == "softbreak":
            lines.append("")
        elif token.type != "html_inline":
            lines[-1] += token.content
    begun = [next(filter(str.isalnum, line), "") for line in lines]
    return all(len(line) <= LONGEST_VERSE for line in lines) and not any(map(str.islower, begun))
