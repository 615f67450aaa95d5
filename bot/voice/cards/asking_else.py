"""The form in which somebody says who else should be asked."""

from bot.action import ActionRef
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import Button, spans

LONGEST_EMAIL = 254


def form(wording: Wording, action: ActionRef) -> Form:
    """Ask for the email address of a colleague; names of colleagues are nobody's to read here."""
    say = wording.say
    who = TextField(
        *("who", say("ask_else_who"), LONGEST_EMAIL),
        required=True,
        multiline=False,
        hint=say("ask_else_hint"),
    )
    label = say("ask_else")
    return Form(
        action,
        say("ask_else_title"),
        say("ask_else_submit"),
        (who,),
        Button(label, action),
        spans(say("ask_else_intro")),
        wording.language.tag,
    )
