"""Draws a message for Teams: pure, within every limit, or refused by name; never cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from adapters.teams.elements import CHOICE, element_pieces, title_pieces
from adapters.teams.limits import CARD_BYTES, LIMITS, SUMMARY
from adapters.teams.parts import PICKED, Part, Piece, wire
from bot.language import Wording
from bot.message import (
    Bullets,
    Buttons,
    Chart,
    CodeBlock,
    Divider,
    Element,
    Facts,
    Figure,
    Heading,
    Image,
    Message,
    Outline,
    Paragraph,
    Quotation,
    Table,
)
from bot.pictures import inline_picture
from bot.plain_text import plain_text
from bot.posting import signed

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
UNNAMED = "Drumbeat"
REMEMBERED = 512
"""Elements whose drawing is kept: most of a newsletter is the same for all its readers."""
SHARED = frozenset(
    {Heading, Paragraph, Bullets, Outline, Quotation, CodeBlock, Image, Divider, Facts, Table}
    | {Chart, Figure, Buttons}
)
"""What is often the same for everybody; what asks a person carries their own invitation."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A piece, and how many bytes it takes of a card; nobody may change what is in it."""

    piece: Piece
    size: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """One Teams message: its card or its picture, and the line that stands for it in a banner."""

    card: Part
    summary: str
    picture: Part | None = None

    def activity(self) -> Part:
        """Return it as Teams takes it; several things in one activity may be torn apart."""
        return {
            "type": "message",
            "summary": self.summary,
            "attachments": [self.picture or attachment(self.card)],
        }


def attachment(card: Part) -> Part:
    """Wrap a card."""
    return {"contentType": ADAPTIVE, "content": card}


def render(message: Message, wording: Wording) -> list[Rendered]:
    """Draw a message as one card, or as several where one cannot hold it."""
    groups = _grouped(_pieces(message, wording))
    if not groups:
        raise LIMITS.refusal("message", "says nothing")
    summary = summary_of(message)
    return [Rendered(card_of(group), summary, group[0].picture) for group in groups]


def render_whole(message: Message, wording: Wording, below: Sequence[Piece] = ()) -> Rendered:
    """Draw a message and what belongs below it as one card, or refuse it."""
    groups = _grouped([*_pieces(message, wording), *_sized(below)])
    if len(groups) != 1 or groups[0][0].picture:
        raise LIMITS.refusal("message with its form", "too long", f"{CARD_BYTES} bytes in a card")
    return Rendered(card_of(groups[0]), summary_of(message))


def summary_of(message: Message) -> str:
    """Return the first line of the plain twin; of an overlong one as many words as fit."""
    words = message.title if message.title.strip() else plain_text(message)
    lines = (" ".join(line.split()) for line in words.splitlines())
    line = next(filter(None, lines), UNNAMED)
    # A banner shows a few words; the card below it says everything.
    return line if len(line) <= SUMMARY else line[:SUMMARY]


def card_of(pieces: Iterable[Piece]) -> Part:
    """Put pieces together as a card as wide as Teams lets it be."""
    body: list[Part] = []
    is_parted = False
    for piece in pieces:
        for item in piece.items:
            line = {"separator": True, "spacing": "large"} if is_parted and body else {}
            body.append({**item, **line})
            is_parted = False
        is_parted = is_parted or not piece.items
    _name_choices(body)
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5",
        "msteams": {"width": "Full"},
        "body": body,
    }


def _pieces(message: Message, wording: Wording) -> Iterable[Sized]:
    ours = wording.in_language(message.language)
    yield from _title(message.title)
    # Teams shows a bot's own name whatever it says.
    for element in signed(message).elements:
        drawn = _shared if _is_shared(element) else _drawn
        yield from drawn(element, ours)


def _is_shared(element: Element) -> bool:
    # A picture that travels with the message is too heavy to be remembered.
    is_heavy = isinstance(element, Image) and inline_picture(element.url)
    return type(element) in SHARED and not is_heavy


@lru_cache(REMEMBERED)
def _title(words: str) -> tuple[Sized, ...]:
    return _sized(title_pieces(words))


@lru_cache(REMEMBERED)
def _shared(element: Element, wording: Wording) -> tuple[Sized, ...]:
    return _drawn(element, wording)


def _drawn(element: Element, wording: Wording) -> tuple[Sized, ...]:
    return _sized(element_pieces(element, wording))


def _sized(pieces: Iterable[Piece]) -> tuple[Sized, ...]:
    # What a line across the card adds, and the commas, are counted with every piece.
    return tuple(
        Sized(piece, sum(len(wire(item)) + 60 for item in piece.items)) for piece in pieces
    )


def _grouped(pieces: Iterable[Sized]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    room = 0
    for each in pieces:
        piece, size = each.piece, each.size
        if piece.picture:
            groups.append([piece])
            room = -1
            continue
        if groups and size <= room:
            groups[-1].append(piece)
            room -= size
            continue
        if size > WITHIN:
            raise LIMITS.refusal(piece.element, "too long", f"{CARD_BYTES} bytes in a card")
        groups.append([piece])
        room = WITHIN - size
    return [group for group in groups if any(piece.items or piece.picture for piece in group)]


def _name_choices(body: list[Part]) -> None:
    """Give every choice an input of its own within the card, known to its button."""
    inputs = (item for item in body if item.get("id") == CHOICE)
    buttons = (
        action
        for item in body
        for action in item.get("actions", ())
        if action.get("data", {}).get(PICKED) == CHOICE
    )
    for number, (menu, take) in enumerate(zip(inputs, buttons, strict=True)):
        menu["id"] = take["data"][PICKED] = f"{CHOICE}-{number}"


WITHIN = CARD_BYTES - len(wire(card_of([])))
"""Bytes that a card has for its pieces."""
