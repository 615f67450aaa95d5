"""Reads a table of a Markdown file; no cell of it is left out."""

import re
from collections.abc import Iterable, Sequence

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.message import Cell, Column, Link, Span, Spans, Table, Text
from bot.plain_text import spans_text
from content.addresses import Addresses
from content.commonmark import read_inline
from content.directives import TableHead
from content.faults import Faults
from content.html import Tag
from content.inline import Inline, Piece
from content.parts import FileLine

_DASHES = re.compile(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*")
_AROUND = re.compile(r"^(?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*")
"""What stands before a table that is in a list or in a quotation."""
LEAST_ROWS = 2
_NUMBER = re.compile(r"[-+\u2212]?[\d.,\s\xa0]+[%\u20ac$\u00a3]?")
POINT = "\N{BULLET} "


def read_table(
    node: SyntaxTreeNode,
    head: TableHead,
    lines: Sequence[str],
    reading: tuple[FileLine, Addresses, Faults],
) -> Table:
    """Make a table of its node, with what it is called; `lines` are those of its file."""
    place, addresses, faults = reading
    titles, *rows = [row for section in node.children for row in section.children]
    read = []
    for row in (titles, *rows):
        at = FileLine(place.path, row.map[0] + 1 if row.map else place.line)
        with faults.kept():
            _refuse_more(lines[at.line - 1], len(titles.children), at)
        read.append([_cell(_tokens(cell), (at, addresses, faults)) for cell in row.children])
    columns = tuple(
        Column(spans_text(cell), "right" in str(node.attrs.get("style", "")))
        for cell, node in zip(read[0], titles.children, strict=True)
    )
    cells = tuple(tuple(map(_plain, row)) for row in read[1:])
    return Table(head.caption, columns, cells, head.summary)


def tabbed_table(content: str, place: FileLine, reading: tuple[Addresses, Faults]) -> Table | None:
    """Make a table of lines with tabs, as spreadsheets are pasted; None where they are none."""
    rows = [line.split("\t") for line in content.split("\n")]
    widths = {len(row) for row in rows}
    labels = all(row[0].rstrip().endswith(":") for row in rows)
    if len(rows) < LEAST_ROWS or len(widths) != 1 or widths == {1} or labels:
        return None
    read = []
    for number, row in enumerate(rows):
        at = FileLine(place.path, place.line + number)
        read.append([_cell(read_inline(cell.strip()), (at, *reading)) for cell in row])
    columns = tuple(
        Column(spans_text(title), all(_NUMBER.fullmatch(row[at].strip()) for row in rows[1:]))
        for at, title in enumerate(read[0])
    )
    return Table("", columns, tuple(tuple(map(_plain, row)) for row in read[1:]), "")


def refuse_broken(node: SyntaxTreeNode, place: FileLine) -> None:
    """Refuse a paragraph that was meant as a table: its head and its dashes do not agree."""
    for number, line in enumerate(node.children[0].content.split("\n")):
        if number and _DASHES.fullmatch(line):
            raise FileLine(place.path, place.line + number).invalid(
                "this line of dashes makes no table: it needs as many columns as the line above"
            )


def _refuse_more(line: str, columns: int, place: FileLine) -> None:
    cells = escapedSplit(_AROUND.sub("", line).strip())
    cells = cells[1:] if cells and not cells[0].strip() else cells
    cells = cells[:-1] if cells and not cells[-1].strip() else cells
    if len(cells) > columns:
        raise place.invalid(
            f"this row has {len(cells)} cells and its table {columns} columns: "
            r"write \| for a | that is no border"
        )


def _tokens(cell: SyntaxTreeNode) -> list[Token]:
    inline = cell.children[0].token if cell.children else None
    return (inline.children or []) if inline else []


def _cell(tokens: list[Token], reading: tuple[FileLine, Addresses, Faults]) -> Spans:
    spans: list[Span] = []
    for piece in Inline(*reading).read(tokens):
        words = _said(piece)
        if isinstance(piece, Tag):
            spans += words
        else:
            is_next = bool(spans) and spans[-1].text != POINT
            spans += (Text("\n"), *words) if is_next else words
    return tuple(spans)


def _said(piece: Piece) -> Iterable[Span]:
    match piece:
        case Tag(name, _, closes):
            return (Text(POINT),) if name == "li" and not closes else ()
        case tuple():
            return piece
        case _:
            caption = f" ({piece.caption})" if piece.caption else ""
            return (Link(piece.image.alt, piece.image.url), *([Text(caption)] if caption else []))


def _plain(spans: Spans) -> Cell:
    if all(isinstance(span, Text) for span in spans):
        return "".join(span.text for span in spans)
    return spans
