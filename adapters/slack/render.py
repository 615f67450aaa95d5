"""Draws a message for Slack: pure, within every limit, or refused by name; never cut."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

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
from bot.message import Message

NEW_BLOCKS = frozenset({TABLE, CHART})
"""Blocks that not every workspace and no view draws; their pieces can be written instead."""
FRAGILE_BLOCKS = NEW_BLOCKS | {"image"}
"""Likewise, with pictures that Slack itself may fail to fetch."""
UNNAMED = "Drumbeat"


@dataclass(frozen=True, slots=True)
class Rendered:
    """One Slack message: its blocks, and the text that says the same in notifications."""

    blocks: list[Block]
    text: str

    @property
    def is_fragile(self) -> bool:
        """Whether it has blocks that Slack may refuse though they keep its rules."""
        return any(block["type"] in FRAGILE_BLOCKS for block in self.blocks)


def render(message: Message, *, without: Collection[str] = ()) -> list[Rendered]:
    """Draw a message as one Slack message, or as several where one cannot hold it.

    `without` names kinds of blocks that must not be used.
    """
    groups = _grouped(_pieces(message, without))
    if not groups:
        raise LIMITS.refusal("message", "says nothing")
    return [_rendered(group) for group in groups]


def render_home(message: Message) -> Block:
    """Draw a message as somebody's home tab."""
    blocks = [block for piece in _pieces(message, NEW_BLOCKS) for block in piece.blocks]
    LIMITS.at_most(len(blocks), BLOCKS_IN_VIEW, "home tab", "blocks")
    name_actions(blocks)
    view = {"type": "home", "blocks": blocks}
    LIMITS.at_most(len(json.dumps(view)), VIEW_BYTES, "home tab", "bytes")
    return view


def _pieces(message: Message, without: Collection[str]) -> Iterable[Piece]:
    yield from title_pieces(message.title)
    for element in message.elements:
        yield from element_pieces(element, without)


def _grouped(pieces: Iterable[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and _over([*groups[-1], piece]) is None:
            groups[-1].append(piece)
            continue
        excess = _over([piece])
        if excess:
            raise LIMITS.refusal(piece.element, "too long", excess)
        groups.append([piece])
    return groups


def _over(group: list[Piece]) -> str | None:
    """Name the limit of a message that these pieces break together."""
    blocks = [block for piece in group for block in piece.blocks]
    kinds = [block["type"] for block in blocks]
    for found, limit, what in (
        (len(blocks), BLOCKS_IN_MESSAGE, "blocks in a message"),
        (kinds.count(TABLE), TABLES_IN_MESSAGE, "tables in a message"),
        (kinds.count(CHART), CHARTS_IN_MESSAGE, "charts in a message"),
        (_characters(blocks), MESSAGE_CHARACTERS, "characters in a message"),
        (len(_text(group)), TEXT, "characters of text"),
    ):
        if found > limit:
            return f"{limit} {what}"
    return None


def _characters(value: object) -> int:
    """Count the words of blocks; tables have a sum of their own."""
    if isinstance(value, list):
        return sum(_characters(inner) for inner in value)
    if not isinstance(value, dict) or value.get("type") == TABLE:
        return 0
    words = value.get("text")
    own = len(words) if isinstance(words, str) else 0
    return own + sum(_characters(inner) for inner in value.values())


def _text(group: list[Piece]) -> str:
    # A menu's hundred options may be longer than the text may be: they are read in the menu.
    said = (escape(piece.text) for piece in group if piece.text.strip())
    return "\n\n".join(words for words in said if len(words) <= TEXT)


def _rendered(group: list[Piece]) -> Rendered:
    blocks = [block for piece in group for block in piece.blocks]
    name_actions(blocks)
    return Rendered(blocks, _text(group) or UNNAMED)
