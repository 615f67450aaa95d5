"""What other programs leave in a text that was pasted: read as its author saw it there."""

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DOT = re.compile(r"([ \t]*)[\u2022\u00b7\u25aa\u25cf\uf0b7\uf0a7\u2023][ \t\xa0]+(?=\S)")
"""A point as word processors and mail programs write one."""
_LESSER_DOT = re.compile(r"[ \t]*(?:[\u25e6\u25cb\u2043][ \t\xa0]+|o(?:\t|[ \xa0]{2,}))(?=\S)")
"""A point below a point; an o with much room behind it is one where a list goes on."""
_CHAT_LINK = re.compile(r"<(https?://[^\s|<>]+)\|([^<>|]+)>")
_PICTURE_LOOK = re.compile(r"(!\[[^\]]*\]\([^()]*\))\{[^{}]*\}")
_CONTENTS = re.compile(r"\s*(?:\[TOC\]|\[\[_?TOC_?\]\])\s*", re.IGNORECASE)
_LINE = re.compile(r" {0,3}[=_]{5,}\s*")
OTHERS_PLACEHOLDER = re.compile(
    r"\*\|[A-Z_:0-9]+\|\*|%%[A-Za-z_ ]+%%|\$\{[A-Za-z_.]+\}|<<[A-Za-z_ ]+>>"
    r"|\[(?:FIRST|LAST|FULL|PARTNER|COMPANY|CUSTOMER|VOR|NACH)[ _]?NAME\]",
    re.IGNORECASE,
)
"""A place that another program would have filled, and we do not."""


def mended(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a text, each where it was; what stands in code stays as it is."""
    fence, is_listed, before = "", False, ""
    for line in lines:
        found = _FENCE.match(line)
        if fence or found:
            fence = _after(fence, found[1] if found else "", line)
            is_listed, before = False, line
            yield line
            continue
        said = _mended(line, is_listed=is_listed, follows_nothing=not before.strip())
        is_listed = (said != line and said.lstrip().startswith("- ")) or (
            is_listed and not said.strip()
        )
        before = line
        yield said


def _after(fence: str, mark: str, line: str) -> str:
    """Return which fence is open behind this line."""
    if not fence:
        return mark
    closes = mark.startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _mended(line: str, *, is_listed: bool, follows_nothing: bool) -> str:
    if _CONTENTS.fullmatch(line):
        return ""
    if follows_nothing and _LINE.fullmatch(line):
        return "---"
    if point := _DOT.match(line):
        is_below = is_listed and len(point[1].expandtabs()) > 1
        line = f"{'  ' if is_below else ''}- {line[point.end() :]}"
    elif is_listed and (point := _LESSER_DOT.match(line)):
        line = f"  - {line[point.end() :]}"
    return _PICTURE_LOOK.sub(r"\1", _CHAT_LINK.sub(r"[\2](<\1>)", line))
