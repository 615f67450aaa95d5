"""Block Kit's pieces as plain dicts; words enter only as plain or structured text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, assert_never

from adapters.slack.entities import escape, split_words
from adapters.slack.limits import (
    ACTIONS_ELEMENTS,
    BUTTON_TEXT,
    LIMITS,
    SECTION_TEXT,
)
from bot.message import (
    Bold,
    Button,
    Code,
    Italic,
    Link,
    LinkButton,
    Span,
    Spans,
    Struck,
    Text,
)
from bot.plain_text import spans_text

Block = dict[str, Any]

LINK_PRESSED = "link"
"""How the action ids of link buttons begin: Slack reports their presses, nobody waits for them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together, with the words that say the same."""

    element: str
    blocks: tuple[Block, ...]
    text: str = ""


def plain(words: str) -> Block:
    """Make a text in which nothing is markup, not even an emoji's name."""
    return {"type": "plain_text", "text": words, "emoji": False}


def section(words: str) -> Block:
    """Make a block of plain words."""
    return {"type": "section", "text": plain(words)}


def rich(*parts: Block) -> Block:
    """Make a block of styled words; Slack reads no markup inside them."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*parts]}]}


def styled(words: str, style: str | None = None) -> Block:
    """Make one styled run of words."""
    return {"type": "text", "text": words, **({"style": {style: True}} if style else {})}


def part(span: Span) -> Block:  # noqa: PLR0911 - one case a span
    """Draw one span as a run of rich text."""
    match span:
        case Text(words):
            return styled(words)
        case Bold(words):
            return styled(words, "bold")
        case Italic(words):
            return styled(words, "italic")
        case Struck(words):
            return styled(words, "strike")
        case Code(words):
            return styled(words, "code")
        case Link(words, url) if LIMITS.may_open(url):
            return {"type": "link", "url": url, **({"text": words} if words else {})}
        case Link():
            return styled(spans_text((span,)))
        case _:
            assert_never(span)


def parts(spans: Spans) -> list[Block]:
    """Draw spans as runs of rich text; empty ones are left out, Slack refuses them."""
    return [part(span) for span in spans if spans_text((span,))]


def cost(spans: Spans) -> int:
    """Count the characters spans take where they take most."""
    return len(escape(spans_text(spans)))


def chunks(spans: Spans, limit: int = SECTION_TEXT) -> list[Spans]:
    """Break spans into groups that each fit in one block."""
    groups: list[Spans] = []
    group: Spans = ()
    for span in _broken(spans, limit):
        if group and cost((*group, span)) > limit:
            groups.append(group)
            group = ()
        group = (*group, span)
    return [*groups, group] if group else groups


def _broken(spans: Spans, limit: int) -> Iterable[Span]:
    for span in spans:
        if isinstance(span, Link):
            if cost((span,)) > limit:
                raise LIMITS.refusal("link with its address", "too long", f"{limit} characters")
            yield span
        else:
            yield from (type(span)(words) for words in split_words(span.text, limit))


def button(pressed: Button | LinkButton, element: str = "button") -> Block:
    """Draw one button; `element` is what it is part of."""
    words = plain(LIMITS.within(pressed.label, BUTTON_TEXT, f"{element} label"))
    match pressed:
        case LinkButton(_, url):
            address = LIMITS.web_address(url, f"{element} address")
            return {"type": "button", "text": words, "url": address, "action_id": LINK_PRESSED}
        case Button(_, action, primary):
            value = LIMITS.packed(action, f"{element} value")
            style = {"style": "primary"} if primary else {}
            return {"type": "button", "text": words, "value": value, **style}
        case _:
            assert_never(pressed)


def rows_of(elements: list[Block]) -> tuple[Block, ...]:
    """Lay elements out in as many rows as Slack needs for them."""
    return tuple(
        {"type": "actions", "elements": elements[start : start + ACTIONS_ELEMENTS]}
        for start in range(0, len(elements), ACTIONS_ELEMENTS)
    )


def name_actions(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks in which every element that can be pressed has an id of its own.

    What is drawn is shared by many messages, so nothing of it is changed.
    """
    numbers = count()
    return [_named(block, numbers) for block in blocks]


def _named(block: Block, numbers: Iterator[int]) -> Block:
    inner, beside = block.get("elements"), block.get("accessory")
    named = block
    if inner and any(_can_be_pressed(each) for each in inner):
        elements = [_with_id(each, numbers) if _can_be_pressed(each) else each for each in inner]
        named = {**named, "elements": elements}
    if beside and _can_be_pressed(beside):
        named = {**named, "accessory": _with_id(beside, numbers)}
    return named


def _can_be_pressed(element: Block) -> bool:
    return element.get("type") in {"button", "static_select"}


def _with_id(element: Block, numbers: Iterator[int]) -> Block:
    kind = LINK_PRESSED if "url" in element else "action"
    return {**element, "action_id": f"{kind}-{next(numbers)}"}
