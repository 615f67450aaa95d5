"""Buttons that ask a question for somebody."""

from bot.action import ActionRef
from bot.errors import ActionUnreadable
from bot.message import Button


def question_button(label: str, question: str, does: str = "ask") -> Button | None:
    """Make a button that asks this question; one too long for a button is not offered.

    With `does` something else is done with what the question means.
    """
    action = ActionRef(does, {"q": question})
    try:
        action.pack()
    except ActionUnreadable:
        return None
    return Button(label, action)
