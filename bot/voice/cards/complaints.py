"""What is said of a complaint that came of an answer in confidence, or of a reply."""

from bot.action import ActionRef
from bot.beat.cards.replies import WORDS_LIMIT
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import Button, Message, notice

LOG_MESSAGE = "log_message"
"""The press in the menu of any message; a manifest names it too."""
LONGEST_WHO = 200


def message_form(wording: Wording, message: str, words: str) -> Form:
    """Ask whose complaint a message is, with its words to be shortened or put right."""
    say, action = wording.say, ActionRef(LOG_MESSAGE, {"m": message})
    who = TextField("who", say("complaint_who"), LONGEST_WHO, required=True, multiline=False)
    said = TextField(
        "words", say("complaint_words"), WORDS_LIMIT, required=True, initial=words[:WORDS_LIMIT]
    )
    button = Button(say("reply_complaint"), action)
    return Form(action, say("complaint_form"), say("complaint_log"), (who, said), reopen=button)


def will_be_contacted(wording: Wording, name: str, moment: str) -> Message:
    """Say who gets in touch now, and by when."""
    say = wording.say
    return notice(say("contact_me_title"), say("contact_me_said", name=name, moment=moment))


def logged(wording: Wording, *, is_new: bool) -> Message:
    """Say that a complaint was logged, or that it was before."""
    say = wording.say
    return notice(say("complaint_title"), say("complaint_logged" if is_new else "complaint_known"))
