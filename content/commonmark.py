"""The Markdown that is read: CommonMark with tables, struck words and directives."""

import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from content.burden import DEEPEST, weigh_blocks, weigh_looks
from content.pasted import mended
from content.spans import APART, HARD

_LABEL = re.compile(r"\[((?:\\.|[^\[\]\\])+)\](:?)")
_OFFICE = re.compile(r"</?o:p ?/?>")
"""What a word processor leaves in what is pasted."""
_HEAD_KEY = re.compile(
    r"(?:title|subtitle|date|layout|author|authors|tags|draft|slug|description|category|"
    r"categories|lang|language|permalink|summary|image|published|updated|weight|id):"
)
_KEY = re.compile(r"[A-Za-z_][\w-]*:")
_HEAD_LINE = re.compile(r"[A-Za-z_][\w-]*:.*|[ \t#-].*|")


def read_tree(text: str) -> SyntaxTreeNode:
    """Return the blocks of a text, on the lines on which they stand.

    One that was built to exhaust is `Overburdened`.
    """
    tokens = _parser().parse(text, {"labels": _labels(text)})
    weigh_looks(tokens)
    return SyntaxTreeNode(tokens)


def read_inline(text: str) -> list[Token]:
    """Return the tokens of a paragraph."""
    [paragraph] = _parser().parseInline(text, {"labels": frozenset()})
    return paragraph.children or []


def cleaned(text: str) -> str:
    """Return a text without what other programs put before it, every line where it was."""
    lines = re.sub(
        f"[\v\f\x85\u2028\u2029\ufeff{HARD}{APART}]",
        " ",
        _OFFICE.sub("", text.replace("\r\n", "\n")),
    ).split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if first < len(lines) and lines[first].rstrip() == "---":
        last = _last_of_head(lines, first + 1)
        lines[first : last + 1] = [""] * (last + 1 - first)
    return "\n".join(mended([line.rstrip("\r") for line in lines]))


def _last_of_head(lines: list[str], start: int) -> int:
    """Return where the head that another program reads ends; just before it if there is none."""
    for number, line in enumerate(lines[start:], start):
        if line.rstrip() == "---":
            keys = [each for each in lines[start:number] if _KEY.match(each)]
            is_head = bool(keys) and all(map(_HEAD_KEY.match, keys))
            return number if is_head else start - 2
        if not _HEAD_LINE.fullmatch(line):
            break
    return start - 2


def _labels(text: str) -> frozenset[str]:
    """Return what stands in brackets and may name an address given elsewhere."""
    return frozenset(_key(found[1]) for found in _LABEL.finditer(text) if not found[2])


def _key(label: str) -> str:
    return " ".join(label.casefold().split())


@cache
def _parser() -> MarkdownIt:
    # What nests deeper is left out by the parser, so less is refused before.
    parser = MarkdownIt("commonmark", {"maxNesting": 4 * DEEPEST}).enable(
        ["table", "strikethrough"]
    )
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "directive", _directive, interrupts)
    parser.block.ruler.at("reference", _reference)
    parser.core.ruler.after("block", "burden", lambda state: weigh_blocks(state.tokens))
    parser.core.ruler.disable("text_join")  # what was escaped stays apart
    return parser


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Take a line that gives an address to a name; one whose name is used nowhere is words."""
    found = _LABEL.match(_line(state, start))
    known: Any = state.env.get("labels", ())
    if not found or not found[2] or found[1].startswith("^") or _key(found[1]) not in known:
        return False
    return reference(state, start, end, silent)


def _directive(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    line = _line(state, start)
    if state.is_code_block(start) or not line.startswith("::"):
        return False
    if not silent:
        state.line = start + 1
        token = state.push("directive", "", 0)
        token.content, token.map = line.rstrip(), [start, state.line]
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
