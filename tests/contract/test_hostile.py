"""Texts that mean harm come out harmless on every platform, or are refused by name."""

import re

import pytest

from bot.action import ActionRef
from bot.errors import MessageRejected
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Code,
    CodeBlock,
    Column,
    Fact,
    Facts,
    Figure,
    Heading,
    Image,
    Italic,
    Link,
    LinkButton,
    Message,
    Option,
    Outline,
    Point,
    Poll,
    Quotation,
    Scale,
    Series,
    Struck,
    Table,
    paragraph,
    spans,
)
from tests.contract.hostile_texts import HOSTILE, acting, named, seen

PRESS = ActionRef("press")
PAGE = "https://example.com/a"
ONE_LONG = ("&" * 10_000, "Ada " * 2500)
TAME = ("Ada", "Ada\nByte", ONE_LONG[1], "Abracadabra" * 2, "Abracadabra" * 4)
SHORT = 75
"""What is no longer fits everywhere, so that one message can show a text in every place."""
NAMES = re.compile(
    r"\b(button|control|option|figure|table|scale|image|bullet|link|choice|poll|chart)\b"
)


def running(text):
    """Say a text wherever running words may stand; no text is too long for that."""
    return (
        Heading(text),
        paragraph(text),
        paragraph("Dear ", Bold(text), ", welcome"),
        paragraph(Italic(text), quiet=True),
        paragraph(text, Bold("as of today"), quiet=True),
        paragraph(text, quiet=True),
        Quotation((spans(text), spans(Code(text), Bold("said")))),
        CodeBlock(text),
        Facts((Fact(text, text),)),
    )


def limited(text):
    """Give a text to everything that has a limit of its own."""
    return (
        Bullets((spans(text), spans(Link(text, PAGE), Bold(text)))),
        Figure(text, text, text),
        Table(text, (Column(text),), ((text,), (spans(Link(text, PAGE), Code(text)),)), text),
        Chart(text, "bar", text, (text,), (Series(text, (1.0,)),), text),
        Scale(PRESS, 0, 1, text, text),
        Buttons((Button(text, PRESS), LinkButton(text, PAGE))),
        Choice(PRESS, text, (Option(text, "v"),)),
        Poll(PRESS, text, (Option(text, "v"),)),
        Image(f"{PAGE}.png", text),
        Outline((Point(spans(Struck(text)), 0, 1), Point(spans(Code(text)), 1))),
    )


def long_words(text):
    return paragraph(text, Bold(text)), Quotation((spans(text),)), CodeBlock(text)


def messages(text, half):
    """Yield messages in which a text stands, with the number of its places in each.

    Every text stands in every kind of running words, and in one half of what has limits.
    """
    if len(text) <= SHORT:
        elements = limited(text)[:4] if half else limited(text)[4:]
        yield Message(text, (*running(text), *elements, paragraph("The end"))), 20
        return
    yield Message(text, (*long_words(text), Facts((Fact("Ada", text),)))), 6
    # What has a limit is refused by it, whatever the text says: one text is enough.
    for element in limited(text) if text in ONE_LONG else ():
        yield Message("Alone", (element,)), 1


def alive(parts):
    return {kind for part in parts for kind in part.alive}


def told(parts, kind):
    return seen("".join(getattr(part, kind) for part in parts))


@pytest.fixture
async def tame(stage):
    """What is alive in messages whose texts mean no harm, be they short or long."""
    every = [pair for text in TAME for half in (0, 1) for pair in messages(text, half)]
    for number, (message, _) in enumerate(every):
        await delivered(stage, message, f"d-{number}")
    return alive(await stage.arrived())


async def delivered(stage, message, delivery_id):
    """Deliver, and return how the message was refused, if it was."""
    try:
        await stage.messenger.deliver(stage.to(), message, delivery_id)
    except MessageRejected as refusal:
        return str(refusal)
    return ""


async def faults(stage, text, half, tame):
    """Return whatever is wrong with how a text arrives."""
    found = []
    for number, (message, places) in enumerate(messages(text, half)):
        stage.forget()
        known = len(stage.violations())
        refusal = await delivered(stage, message, f"d-{number}")
        if refusal:
            allowed = NAMES.search(refusal) and (number or not seen(text))
            found += [] if allowed else [refusal]
        else:
            found += looked_at(await stage.arrived(), seen(text), places, tame)
        found += stage.violations()[known:]
    return [f"{named(text)}: {what}"[:300] for what in found]


def looked_at(parts, text, places, tame):
    """Yield what is wrong with what arrived."""
    if more := alive(parts) - tame:
        yield f"comes alive: {sorted(more)}"
    if left := acting("".join(part.raw for part in parts)):
        yield f"still acts: {left}"
    if text and (count := told(parts, "words").count(text)) < places:
        yield f"stands there {count} times, not {places}"
    if any(part.twin for part in parts) and text not in told(parts, "twin"):
        yield "is cut in the plain text"


def test_there_are_many_hostile_texts():
    assert len(HOSTILE) >= 200
    assert max(map(len, HOSTILE)) == 10_000


async def test_hostile_texts_arrive_as_words_or_are_refused_by_name(stage, tame):
    wrong = [
        what
        for number, text in enumerate(HOSTILE)
        for what in await faults(stage, text, number % 2, tame)
    ]

    assert wrong == []
