"""Draws lists, quotations and code as Slack's rich text."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from adapters.slack.blocks import Block, Piece, chunks, cost, parts, styled
from adapters.slack.entities import split_words
from adapters.slack.limits import LIMITS, SECTION_TEXT
from bot.message import Message, Outline, Point, Quotation, Spans, Text
from bot.plain_text import plain_text, spans_text

DEEPEST = 8
"""The deepest indent that Slack draws."""
Item = tuple[Point, ...]
"""A point, with its further paragraphs."""


def list_pieces(points: tuple[Point, ...]) -> Iterable[Piece]:
    """Draw a list with all lists in it, in as many blocks as it needs."""
    taken: list[Item] = []
    for item in _items(point for point in points if spans_text(point.spans).strip()):
        if taken and sum(map(_cost, (*taken, item))) > SECTION_TEXT:
            yield _block(taken)
            taken = []
        taken.append(item)
    if taken:
        yield _block(taken)


def quotation_pieces(paragraphs: tuple[Spans, ...]) -> Iterable[Piece]:
    """Draw a quotation."""
    told = [paragraph for paragraph in paragraphs if spans_text(paragraph).strip()]
    joined = tuple(span for paragraph in told for span in (Text("\n\n"), *paragraph))[1:]
    for spans in chunks(joined):
        if spans_text(spans).strip():
            quoted = {"type": "rich_text_quote", "elements": parts(spans)}
            words = plain_text(Message("", (Quotation((spans,)),)))
            yield Piece("quotation", ({"type": "rich_text", "elements": [quoted]},), words)


def code_pieces(text: str) -> Iterable[Piece]:
    """Draw lines of code."""
    for words in split_words(text, SECTION_TEXT):
        if words.strip():
            written = {"type": "rich_text_preformatted", "elements": [styled(words)]}
            yield Piece("code", ({"type": "rich_text", "elements": [written]},), words)


def _items(points: Iterable[Point]) -> Iterator[Item]:
    item: Item = ()
    for point in points:
        if cost(point.spans) > SECTION_TEXT:
            raise LIMITS.refusal("bullet", "too long", f"{SECTION_TEXT} characters")
        if item and point.goes_on and _cost((*item, point)) <= SECTION_TEXT:
            item = (*item, point)
            continue
        if item:
            yield item
        item = (point,)
    if item:
        yield item


def _cost(item: Item) -> int:
    return sum(cost(point.spans) + 1 for point in item) - 1


def _block(items: list[Item]) -> Piece:
    drawn = [_list(look, [*group]) for look, group in groupby(items, _Look())]
    words = plain_text(Message("", (Outline(tuple(p for item in items for p in item)),)))
    return Piece("bullets", ({"type": "rich_text", "elements": drawn},), words)


class _Look:
    """Says of each item how its list looks: neighbours that look alike are one list."""

    def __init__(self) -> None:
        self.before = ("", 0, 0, 0)
        self.number = self.count = 0

    def __call__(self, item: Item) -> tuple[str, int, int, int]:
        """Return style and indent, how many numbers come before those of the list, and which."""
        first = item[0]
        indent = min(first.depth, DEEPEST)
        if first.goes_on or first.number == 0:
            self.before = ("", indent, 0, 0)  # Slack counts from one
        elif first.number is None:
            self.before = ("bullet", indent, 0, 0)
        else:
            goes_on = self.before[:2] == ("ordered", indent) and first.number == self.number + 1
            if not goes_on:
                self.count += 1
                self.before = ("ordered", indent, first.number - 1, self.count)
            self.number = first.number
        return self.before


def _list(look: tuple[str, int, int, int], items: list[Item]) -> Block:
    style, indent, offset, _ = look
    sections = [{"type": "rich_text_section", "elements": _lines(item)} for item in items]
    if not style:
        lines = [part for section in sections for part in (*section["elements"], styled("\n"))]
        return {"type": "rich_text_section", "elements": lines[:-1]}
    look_of = {"style": style, "indent": indent, "offset": offset}
    kept = {name: value for name, value in look_of.items() if value}
    return {"type": "rich_text_list", **kept, "elements": sections}


def _lines(item: Item) -> list[Block]:
    first, *others = item
    nought = [styled("0. ")] if first.number == 0 and not first.goes_on else []
    lines = [*nought, *parts(first.spans)]
    for other in others:
        lines += [styled("\n"), *parts(other.spans)]
    return lines
