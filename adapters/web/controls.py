"""What the controls of a message mean, and what stands on them."""

from collections.abc import Iterable, Iterator

from bot.action import ActionRef
from bot.message import Button, Buttons, Choice, Element, Message, Option, Poll, Scale


def picked(element: Choice | Poll, option: Option) -> ActionRef:
    """Return what picking this option means."""
    return element.action.with_argument("value", option.value)


def label_of(message: Message, packed: str) -> str | None:
    """Return what stands on the control of this message that carries the packed action."""
    for label, action in _controls(message.elements):
        if action.pack() == packed:
            return label
    return None


def packed_actions(message: Message) -> Iterator[str]:
    """Yield the packed action of every control of this message."""
    yield from (action.pack() for _, action in _controls(message.elements))


def _controls(elements: Iterable[Element]) -> Iterator[tuple[str, ActionRef]]:
    for element in elements:
        match element:
            case Scale():
                yield from ((str(step), action) for step, action in element.steps())
            case Buttons(buttons):
                yield from ((b.label, b.action) for b in buttons if isinstance(b, Button))
            case Choice() | Poll():
                yield from ((each.label, picked(element, each)) for each in element.options)
            case _:
                continue
