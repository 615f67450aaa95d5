"""Draws lists, quotations and code as parts of an Adaptive Card."""

import re
from collections.abc import Iterable

from adapters.teams.limits import PART_BYTES, TEXT
from adapters.teams.parts import Part, Piece, lines, rich, run, span_runs, wire
from bot.message import Point, Spans

DOTS = ("\N{BULLET} ", "\N{WHITE BULLET} ", "\N{BLACK SMALL SQUARE} ")
DEEPER = "\N{EM SPACE}\N{EM SPACE}"
_INDENT = re.compile(r"^ +| (?= )", re.MULTILINE)
"""Spaces that clients would leave out."""


def list_pieces(points: tuple[Point, ...]) -> Iterable[Piece]:
    """Draw a list with all lists in it, a block for each line."""
    for point in points:
        for number, line in enumerate(lines(point.spans)):
            runs = [part for span in line for part in span_runs(span)]
            before = run(_before(point, is_first=not number))
            yield Piece("bullets", (rich(*before, *runs, spacing="small"),))


def quotation_pieces(paragraphs: tuple[Spans, ...]) -> Iterable[Piece]:
    """Draw a quotation, on a ground of its own."""
    told = [
        rich(*(part for span in line for part in span_runs(span)), **_close(number))
        for paragraph in paragraphs
        for number, line in enumerate(lines(paragraph))
    ]
    return _on_ground("quotation", told)


def code_pieces(text: str) -> Iterable[Piece]:
    """Draw lines of code, on a ground of their own."""
    if not text.strip():
        return ()
    written = [piece for line in text.splitlines() for piece in _cut(line)]
    told = [
        rich(*run(_kept(line), fontType="monospace"), **_close(number))
        for number, line in enumerate(written)
    ]
    return _on_ground("code", told)


def _on_ground(element: str, items: list[Part]) -> Iterable[Piece]:
    """Lay blocks on one ground, or on several where they are too many for a part of a card."""
    taken: list[Part] = []
    room = PART_BYTES
    for item in items:
        size = len(wire(item)) + 1
        if taken and size > room:
            yield Piece(element, (_ground(taken),))
            taken, room = [], PART_BYTES
        taken.append(item)
        room -= size
    if taken:
        yield Piece(element, (_ground(taken),))


def _before(point: Point, *, is_first: bool) -> str:
    indent = DEEPER * point.depth
    if not is_first or point.goes_on:
        return indent + (DEEPER if point.depth or point.goes_on else "")
    if point.number is not None:
        return f"{indent}{point.number}. "
    return indent + DOTS[point.depth % len(DOTS)]


def _close(number: int) -> Part:
    return {"spacing": "none"} if number else {}


def _ground(items: list[Part]) -> Part:
    return {"type": "Container", "style": "emphasis", "items": items}


def _cut(line: str) -> list[str]:
    return [line[start : start + TEXT] for start in range(0, len(line), TEXT)] or [""]


def _kept(line: str) -> str:
    """Keep the spaces of a line; a line without words keeps its height."""
    return (
        _INDENT.sub(lambda found: "\N{NO-BREAK SPACE}" * len(found[0]), line)
        or "\N{NO-BREAK SPACE}"
    )
