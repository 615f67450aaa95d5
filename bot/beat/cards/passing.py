"""What people are told about words that are for a person."""

from collections.abc import Sequence

from bot.action import ActionRef
from bot.language import Wording
from bot.message import Button, Buttons, Message, notice, paragraph
from bot.order_of_words import CAPABILITIES

PASS_ON = "pass_on"  # noqa: S105 - the name of a button
LONGEST_NAME = 40
"""Characters of a name on a button; whoever has a longer one is called by what they are."""


def pass_on_action(entry_id: str, delivery_id: str = "") -> ActionRef:
    """Return the tap that brings what was said in a request to a person."""
    about = {"d": delivery_id} if delivery_id else {}
    return ActionRef(PASS_ON, {"e": entry_id, **about})


def called(wording: Wording, names: Sequence[str]) -> str:
    """Return what whoever is in charge is called, where there is one of them."""
    one = names[0] if len(names) == 1 else ""
    return one if one and len(one) <= LONGEST_NAME else wording.say("manager_unnamed")


def offer(wording: Wording, name: str, entry_id: str) -> Message:
    """Offer to bring words to a person; nothing is brought without the tap."""
    say = wording.say
    return Message(
        say("pass_on_title", name=name),
        (
            paragraph(say("pass_on_ask", name=name)),
            Buttons(
                (
                    Button(say("pass_on", name=name), pass_on_action(entry_id), primary=True),
                    Button(say("offer_capabilities"), ActionRef("ask", {"q": CAPABILITIES})),
                )
            ),
        ),
    )


def offer_below(wording: Wording, name: str, entry_id: str, delivery_id: str) -> Message:
    """Offer, below the answer to a question, to bring the same words to a person."""
    say = wording.say
    button = Button(say("pass_on", name=name), pass_on_action(entry_id, delivery_id))
    return Message(
        say("pass_on_below_title"), (paragraph(say("pass_on_below")), Buttons((button,)))
    )


def passed_on(wording: Wording, name: str) -> Message:
    """Say that words were brought to a person, and where the answer comes."""
    say = wording.say
    return notice(say("passed_on_title", name=name), say("passed_on"))


def words_gone(wording: Wording) -> Message:
    """Say that words are not to be had any more."""
    say = wording.say
    return notice(say("words_gone_title"), say("words_gone"))


def nobody(wording: Wording) -> Message:
    """Say that nobody is in charge yet."""
    say = wording.say
    return notice(say("manager_title"), say("manager_nobody"))
