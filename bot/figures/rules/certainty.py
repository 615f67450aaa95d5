"""How surely words were a question about figures."""

from typing import assert_never

from bot.entries import Certainty
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.readings import (
    TARGET,
    Among,
    Clarify,
    Help,
    Reading,
    Reason,
    Refusal,
    Slot,
    Topic,
)
from bot.order_of_words import CAPABILITIES


def certainty(question: str, reading: Reading) -> Certainty:
    """Return how surely this was a question.

    What is refused for whose it is was read all the same; what we have no figure for was not.
    """
    match reading:
        case Plan():
            return Certainty.ASKED if reading.repaired else Certainty.READ
        case Among():
            return Certainty.READ
        case Help():
            is_a_guess = reading.topic is Topic.CAPABILITIES and not _asks_what(question)
            return Certainty.ASKED if is_a_guess else Certainty.READ
        case Clarify():
            is_near = reading.metrics or reading.options or reading.slot is not Slot.WORD
            return Certainty.ASKED if is_near else Certainty.UNREAD
        case Refusal():
            is_read = reading.reason in (Reason.NOT_AUTHORISED, Reason.ANONYMITY)
            is_led = reading.hint == TARGET
            return Certainty.READ if is_read or is_led else Certainty.UNREAD
        case _:
            assert_never(reading)


def _asks_what(question: str) -> bool:
    """Say whether this is the question for all there is to ask, and no mere call for help."""
    return question.strip(" ?!.").casefold() == CAPABILITIES.strip("?").casefold()
