"""The pieces of an Adaptive Card as plain dicts; words enter only where nothing is markup."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

import msgspec

from adapters.teams.limits import (
    BUTTON_TEXT,
    BUTTONS_IN_ROW,
    LIMITS,
    TEXT,
    TOOLTIP,
    URL,
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

Part = dict[str, Any]

CARRIED = "action"
"""Where a button carries what pressing it means."""
PICKED = "pick"
"""Names the input whose value is what was picked; that value is an action, packed."""
FORM, REOPEN = "form", "reopen"
"""Where a form carries what sending it means, and the press that shows it again."""
_JSON = msgspec.json.Encoder()
_HARMLESS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;?!%/@()'-]|\.(?= |$))*")
_COMMAND = re.compile(r"(?<=\{)(?=\{)")
"""Between the two braces with which a card computes dates: parted, they stay two braces."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Items of a card that stay together; without items it is a line across the card.

    A `picture` stands in no card: it is an attachment, in a message of its own.
    """

    element: str
    items: tuple[Part, ...]
    picture: Part | None = None


def wire(value: object) -> bytes:
    """Write JSON as it travels."""
    try:
        return _JSON.encode(value)
    except UnicodeEncodeError:
        # Half a character, which somebody's client cut: only the slow way can replace it.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
            errors="replace"
        )


def run(words: str, **style: object) -> list[Part]:
    """Make runs of words; Teams reads no markup inside them."""
    pieces = _COMMAND.split(words) if "{{" in words else (words,)
    return [{"type": "TextRun", "text": piece, **style} for piece in pieces if piece]


def rich(*runs: Part, **look: object) -> Part:
    """Make a block of runs."""
    return {"type": "RichTextBlock", "inlines": [*runs], **look}


def heading(words: str, size: str) -> Part:
    """Make a heading; one in which something might be markup is drawn as bold runs.

    Only the other kind is announced as a heading by screen readers.
    """
    look = {"size": size, "weight": "bolder"}
    if _HARMLESS.fullmatch(words):
        return {"type": "TextBlock", "text": words, "wrap": True, "style": "heading", **look}
    return rich(*run(words, **look))


def span_runs(  # noqa: PLR0911 - one case a span
    span: Span, **style: object
) -> list[Part]:
    """Draw one span."""
    match span:
        case Text(words):
            return run(words, **style)
        case Bold(words):
            return run(words, **style, weight="bolder")
        case Italic(words):
            return run(words, **style, italic=True)
        case Struck(words):
            return run(words, **style, strikethrough=True)
        case Code(words):
            return run(words, **style, fontType="monospace")
        case Link(words, url) if LIMITS.may_open(url):
            opened = {"type": "Action.OpenUrl", "url": url}
            return run(words or url, **style, selectAction=opened)
        case Link():
            return run(spans_text((span,)), **style)
        case _:
            assert_never(span)


def lines(spans: Spans) -> Iterable[Spans]:
    """Yield spans line by line, each short enough for one block; empty lines are left out."""
    line: Spans = ()
    for span in spans:
        first, *rest = _broken(span)
        line = (*line, *first)
        for more in rest:
            yield from _fitting(line)
            line = more
    yield from _fitting(line)


def _broken(span: Span) -> list[Spans]:
    """Break a span where its lines end; a link stays on one line."""
    if isinstance(span, Link):
        return [(Link(" ".join(span.text.split()), span.url),)]
    return [(type(span)(words),) for words in span.text.splitlines() or [""]] + (
        [()] if span.text.endswith("\n") else []
    )


def _fitting(line: Spans) -> Iterable[Spans]:
    taken: Spans = ()
    for span in line:
        for piece in _cut(span):
            if taken and len(spans_text((*taken, piece))) > TEXT:
                yield taken
                taken = ()
            taken = (*taken, piece)
    if spans_text(taken).strip():
        yield taken


def _cut(span: Span) -> Iterable[Span]:
    if isinstance(span, Link):
        if len(spans_text((span,))) > TEXT + URL:
            raise LIMITS.refusal("link with its address", "too long", f"{TEXT + URL} characters")
        yield span
        return
    words = span.text
    while len(words) > TEXT:
        gap = words.rfind(" ", 0, TEXT) + 1
        end = gap if gap > TEXT // 2 else TEXT
        yield type(span)(words[:end])
        words = words[end:]
    if words:
        yield type(span)(words)


def button(pressed: Button | LinkButton, element: str = "button", *, tooltip: str = "") -> Part:
    """Draw one button; a press comes to us and may change the card it stands on.

    `element` is what the button is part of.
    """
    title = LIMITS.within(pressed.label, BUTTON_TEXT, f"{element} label")
    match pressed:
        case LinkButton(_, url):
            address = LIMITS.web_address(url, f"{element} address")
            return {"type": "Action.OpenUrl", "title": title, "url": address}
        case Button(_, action, primary):
            return {
                "type": "Action.Execute",
                "title": title,
                "verb": action.name,
                "data": {CARRIED: LIMITS.packed(action, f"{element} value")},
                # A form on the same card need not be filled in for other buttons.
                "associatedInputs": "none",
                **({"style": "positive"} if primary else {}),
                **({"tooltip": tooltip} if 0 < len(tooltip) <= TOOLTIP else {}),
            }
        case _:
            assert_never(pressed)


def dialog_button(pressed: Button) -> Part:
    """Draw a button that opens a form as a dialog."""
    return {
        "type": "Action.Submit",
        "title": LIMITS.within(pressed.label, BUTTON_TEXT, "button label"),
        "data": {
            "msteams": {"type": "task/fetch"},
            CARRIED: LIMITS.packed(pressed.action, "button value"),
        },
        "associatedInputs": "none",
        **({"style": "positive"} if pressed.primary else {}),
    }


def rows_of(actions: list[Part]) -> tuple[Part, ...]:
    """Lay buttons out in rows that show all of them, also on a phone."""
    return tuple(
        {
            "type": "ActionSet",
            "actions": actions[start : start + BUTTONS_IN_ROW],
            **({"spacing": "small"} if start else {}),
        }
        for start in range(0, len(actions), BUTTONS_IN_ROW)
    )
