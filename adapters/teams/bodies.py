"""What Teams reads in the response to a gesture: a card, a line of words, or a dialog."""

from adapters.teams.parts import Part
from adapters.teams.payload import ACTION
from adapters.teams.render import ADAPTIVE, Rendered, attachment
from bot.language import Wording

WORDS = "application/vnd.microsoft.activity.message"
LINE = 1_000
"""Characters that Teams shows in passing; what is longer is shown otherwise."""


def card_body(card: Part) -> Part:
    """Show a card in the place of the one that was pressed, to the person who pressed it."""
    return {"statusCode": 200, "type": ADAPTIVE, "value": card}


def fits_line(words: str) -> bool:
    """Whether words can be said in passing."""
    return 0 < len(words.strip()) <= len(words) <= LINE


def words_body(name: str, words: str, wording: Wording) -> Part:
    """Say a line, or that it is done; where, depends on the gesture."""
    words = words if fits_line(words) else wording.say("done")
    if name == ACTION:
        return {"statusCode": 200, "type": WORDS, "value": words}
    return {"task": {"type": "message", "value": words}}


def dialog_body(title: str, drawn: Rendered) -> Part:
    """Open a dialog, or show another card in it."""
    value = {
        "title": title,
        "height": "medium",
        "width": "medium",
        "card": attachment(drawn.card),
    }
    return {"task": {"type": "continue", "value": value}}
