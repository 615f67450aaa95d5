"""Draws a message for Slack: pure, within every limit, or refused by name; never cut."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from adapters.slack.blocks import Block, Piece, name_actions
from adapters.slack.elements import element_pieces, title_pieces
from adapters.slack.entities import escape
from adapters.slack.limits import (
    BLOCKS_IN_MESSAGE,
    BLOCKS_IN_VIEW,
    CHARTS_IN_MESSAGE,
    LIMITS,
    MESSAGE_CHARACTERS,
    TABLES_IN_MESSAGE,
    TEXT,
    VIEW_BYTES,
)
from adapters.slack.tables import CHART, TABLE
from bot.message import Element, Message
from bot.once import Once, each_of

NEW_BLOCKS = frozenset({TABLE, CHART})
"""Blocks that not every workspace and no view draws; their pieces can be written instead."""
FRAGILE_BLOCKS = NEW_BLOCKS | {"image"}
"""Likewise, with pictures that Slack itself may fail to fetch."""
UNNAMED = "Drumbeat"
MOST_MESSAGES = 1024
"""So many drawn messages are kept for whoever reads the same elements next."""
APART = "\n\n"
"""What stands between the words of two pieces."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One Slack message: its blocks, and the text that says the same in notifications."""

    blocks: list[Block]
    text: str

    @property
    def is_fragile(self) -> bool:
        """Whether it has blocks that Slack may refuse though they keep its rules."""
        return any(block["type"] in FRAGILE_BLOCKS for block in self.blocks)


@dataclass(frozen=True, slots=True)
class _Size:
    """What some pieces take of each thing that a message may hold so much of."""

    blocks: int = 0
    tables: int = 0
    charts: int = 0
    characters: int = 0
    text: int = 0

    def with_more(self, other: "_Size") -> "_Size":
        apart = len(APART) if self.text and other.text else 0
        return _Size(
            self.blocks + other.blocks,
            self.tables + other.tables,
            self.charts + other.charts,
            self.characters + other.characters,
            self.text + apart + other.text,
        )

    @property
    def excess(self) -> str | None:
        """Name the limit of a message that this breaks."""
        for found, limit, what in (
            (self.blocks, BLOCKS_IN_MESSAGE, "blocks in a message"),
            (self.tables, TABLES_IN_MESSAGE, "tables in a message"),
            (self.charts, CHARTS_IN_MESSAGE, "charts in a message"),
            (self.characters, MESSAGE_CHARACTERS, "characters in a message"),
            (self.text, TEXT, "characters of text"),
        ):
            if found > limit:
                return f"{limit} {what}"
        return None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A piece, the words it adds to a message's text, and what it takes."""

    piece: Piece
    words: str
    size: _Size


def render(message: Message, *, without: Collection[str] = ()) -> list[Rendered]:
    """Draw a message as one Slack message, or as several where one cannot hold it.

    `without` names kinds of blocks that must not be used. Readers of the same elements share
    what is drawn.
    """
    return _whole_drawn(frozenset(without))((message.title, *message.elements))


def render_home(message: Message) -> Block:
    """Draw a message as somebody's home tab."""
    drawn = _drawn(message.title, message.elements, NEW_BLOCKS)
    blocks = name_actions(block for each in drawn for block in each.piece.blocks)
    LIMITS.at_most(len(blocks), BLOCKS_IN_VIEW, "home tab", "blocks")
    view = {"type": "home", "blocks": blocks}
    LIMITS.at_most(len(json.dumps(view)), VIEW_BYTES, "home tab", "bytes")
    return view


@cache
def _whole_drawn(without: frozenset[str]) -> Once[tuple[Any, ...], list[Rendered]]:
    """Return what draws titles with their elements, without these blocks."""

    def draw(whole: tuple[Any, ...]) -> list[Rendered]:
        title, *elements = whole
        groups = _grouped(_drawn(title, elements, without))
        if not groups:
            raise LIMITS.refusal("message", "says nothing")
        return [_rendered(group) for group in groups]

    return Once(draw, who=each_of, most=MOST_MESSAGES)


def _drawn(title: str, elements: Iterable[Element], without: frozenset[str]) -> Iterable[_Drawn]:
    yield from map(_measured, title_pieces(title))
    for element in elements:
        yield from _elements_drawn(without)(element)


@cache
def _elements_drawn(without: frozenset[str]) -> Once[Element, tuple[_Drawn, ...]]:
    """Return what draws elements without these blocks: each once, for all who read it."""

    def draw(element: Element) -> tuple[_Drawn, ...]:
        return tuple(map(_measured, element_pieces(element, without)))

    return Once(draw)


def _measured(piece: Piece) -> _Drawn:
    kinds = [block["type"] for block in piece.blocks]
    words = escape(piece.text) if piece.text.strip() else ""
    if len(words) > TEXT:
        # A menu's hundred options may be longer than the text may be: they are read in the menu.
        words = ""
    size = _Size(
        blocks=len(piece.blocks),
        tables=kinds.count(TABLE),
        charts=kinds.count(CHART),
        characters=_characters(list(piece.blocks)),
        text=len(words),
    )
    return _Drawn(piece, words, size)


def _grouped(pieces: Iterable[_Drawn]) -> list[list[_Drawn]]:
    groups: list[list[_Drawn]] = []
    taken = _Size()
    for drawn in pieces:
        together = taken.with_more(drawn.size)
        if groups and together.excess is None:
            groups[-1].append(drawn)
            taken = together
            continue
        excess = drawn.size.excess
        if excess:
            raise LIMITS.refusal(drawn.piece.element, "too long", excess)
        groups.append([drawn])
        taken = drawn.size
    return groups


def _characters(value: object) -> int:
    """Count the words of blocks; tables have a sum of their own."""
    if isinstance(value, list):
        return sum(_characters(inner) for inner in value)
    if not isinstance(value, dict) or value.get("type") == TABLE:
        return 0
    words = value.get("text")
    own = len(words) if isinstance(words, str) else 0
    return own + sum(_characters(inner) for inner in value.values())


def _rendered(group: list[_Drawn]) -> Rendered:
    blocks = name_actions(block for drawn in group for block in drawn.piece.blocks)
    return Rendered(blocks, APART.join(drawn.words for drawn in group if drawn.words) or UNNAMED)
