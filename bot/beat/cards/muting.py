"""A message whose topic was muted on it, or let through again."""

from dataclasses import replace

from bot.message import Button, Buttons, Element, Message, paragraph

MUTE, UNMUTE = "mute", "unmute"


def switched(message: Message, topic: str, way: Button, note: str) -> Message | None:
    """Put another way in the place of the one that was pressed, and above it what is so now.

    None where the message has no such button.
    """
    elements: list[Element] = []
    found = False
    for element in message.elements:
        if isinstance(element, Buttons) and any(_is_way(one, topic) for one in element.buttons):
            found = True
            elements += [paragraph(note, quiet=True)] if note else []
            buttons = (way if _is_way(one, topic) else one for one in element.buttons)
            elements.append(Buttons(tuple(buttons)))
        else:
            elements.append(element)
    return replace(message, elements=tuple(elements)) if found else None


def _is_way(button: object, topic: str) -> bool:
    if not isinstance(button, Button):
        return False
    is_switch = button.action.name in {MUTE, UNMUTE}
    return is_switch and button.action.arguments.get("t") == topic
