"""What opening a link shows: what would be done, and a button that does it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from adapters.web.controls import label_of
from bot.action import ActionRef
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, Scale, paragraph
from bot.ports import OpenedLink


def confirming(message: Message, query: Mapping[str, str], wording: Wording) -> Message:
    """Return the page for what was chosen in the mail; for nothing chosen, all of its offer."""
    say = wording.say
    packed = chosen(message, query)
    if not packed:
        return message
    action = ActionRef.read(packed)
    if "value" in query:
        return replace(message, elements=tuple(_with_choice(message, action, wording)))
    button = Button(label_of(message, packed) or "", action, primary=True)
    title = say("confirm_title")
    asking = (paragraph(say("confirm_ask")), Buttons((button,)))
    return Message(title, asking, wording.language.tag)


def chosen(message: Message, fields: Mapping[str, str]) -> str:
    """Return the packed action that `value` or `do` names, if the message offers it."""
    if "value" in fields:
        scale = next((each for each in message.elements if isinstance(each, Scale)), None)
        steps = {str(step): action.pack() for step, action in scale.steps()} if scale else {}
        return steps.get(fields["value"], "")
    packed = fields.get("do", "")
    return packed if packed and label_of(message, packed) is not None else ""


def parting(opened: OpenedLink, wording: Wording, vendor: str) -> Message:
    """Return the page that asks whether somebody really wants no more of a topic."""
    say, topic = wording.say, opened.topic_title
    leave = Button(say("unsubscribe_button", topic=topic), leaving(opened), primary=True)
    return Message(
        say("unsubscribe_title", topic=topic),
        (
            paragraph(say("unsubscribe_ask", topic=topic, vendor=vendor)),
            Buttons((leave,)),
        ),
        wording.language.tag,
    )


def leaving(opened: OpenedLink) -> ActionRef:
    """Return what unsubscribing means."""
    return ActionRef("mute", {"t": opened.topic})


def _with_choice(message: Message, action: ActionRef, wording: Wording) -> Iterator[Element]:
    score = action.arguments["value"]
    give = Button(wording.say("confirm_score", score=score), action, primary=True)
    is_first = True
    for element in message.elements:
        if isinstance(element, Scale) and is_first:
            is_first = False
            yield replace(element, chosen=int(score))
            yield paragraph(wording.say("confirm_score_ask", score=score))
            yield Buttons((give,))
        else:
            yield element
