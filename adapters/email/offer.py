"""What a letter offers to do, and the address of the page that asks to confirm it."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.email.addresses import Links
from adapters.email.limits import LIMITS
from bot.action import ActionRef
from bot.message import (
    Button,
    Buttons,
    Choice,
    Element,
    Heading,
    Message,
    Option,
    Paragraph,
    Poll,
    Scale,
)

NOBODY = "has no page: nobody known is behind this address"


def offer_of(message: Message) -> Message | None:
    """Return the part of a message that can be acted on, with its question and small print."""
    kept = tuple(_kept(message.elements))
    acts = any(not isinstance(element, Heading | Paragraph) for element in kept)
    return replace(message, elements=kept) if acts else None


def pages(message: Message, links: Links) -> "Pages":
    """Return the addresses of everything this message offers."""
    first = next((each for each in message.elements if isinstance(each, Scale)), None)
    return Pages(links, first)


def option_of(element: Choice | Poll) -> str:
    """Name what can be picked, as a refusal does."""
    return "choice option" if isinstance(element, Choice) else "poll option"


class Pages:
    """Finds the page for a control; one without a page cannot be drawn in a letter."""

    def __init__(self, links: Links, first_scale: Scale | None) -> None:
        self._links, self._first = links, first_scale

    def step(self, scale: Scale, step: int, action: ActionRef) -> str:
        """Return the page with this score chosen."""
        if scale is not self._first:
            return self.press(action, "scale step")
        self._must_exist(action, "scale step")
        return self._links.to(value=str(step))

    def press(self, action: ActionRef, element: str = "button") -> str:
        """Return the page that asks to confirm this action; `element` is what leads there."""
        return self._links.to(do=self._must_exist(action, element))

    def pick(self, element: Choice | Poll, option: Option) -> str:
        """Return the page with this option chosen."""
        return self.press(element.action.with_argument("value", option.value), option_of(element))

    def _must_exist(self, action: ActionRef, element: str) -> str:
        if not self._links.page:
            raise LIMITS.refusal(element, NOBODY)
        return LIMITS.packed(action, f"{element} value")


def _kept(elements: tuple[Element, ...]) -> Iterator[Element]:
    asks = any(isinstance(each, Scale | Choice | Poll) for each in elements)
    following: tuple[Element | None, ...] = (*elements[1:], None)
    for element, after in zip(elements, following, strict=True):
        match element:
            case Scale() | Choice() | Poll():
                yield element
            case Buttons(buttons):
                acting = tuple(each for each in buttons if isinstance(each, Button))
                if acting:
                    yield replace(element, buttons=acting)
            case Heading() | Paragraph() if isinstance(after, Scale | Choice | Poll):
                yield element
            case Paragraph(_, True) if asks:
                yield element
            case _:
                continue
