"""The letter in plain text: the core's own words, and where each control leads."""

from collections.abc import Iterable, Iterator

from adapters.email.limits import LIMITS
from adapters.email.offer import Pages
from bot.message import (
    Button,
    Buttons,
    Choice,
    Element,
    Message,
    Poll,
    Scale,
)
from bot.plain_text import plain_text


def plain_letter(message: Message, places: Pages, foot: Iterable[str]) -> str:
    """Say the whole letter, with the lines of its small print."""
    parts = [message.title, *(_text(element, places) for element in message.elements)]
    small_print = "-- \n" + "\n".join(line for line in foot if line)
    return "\n\n".join(part for part in (*parts, small_print) if part) + "\n"


def _text(element: Element, places: Pages) -> str:
    match element:
        case Scale():
            return _lines((plain_text(Message("", (element,))), *_steps(element, places)))
        case Buttons(buttons):
            return _lines(
                f"[{each.label}] "
                + (places.press(each.action) if isinstance(each, Button) else each.url)
                for each in buttons
            )
        case Choice(_, label, options) | Poll(_, label, options):
            picks = (f"- {each.label}: {places.pick(element, each)}" for each in options)
            return _lines((label, *picks))
        case _:
            return plain_text(Message("", (element,)))


def _steps(scale: Scale, places: Pages) -> Iterator[str]:
    for step, action in LIMITS.steps(scale):
        mark = " *" if step == scale.chosen else ""
        yield f"{step}{mark}: {places.step(scale, step, action)}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
