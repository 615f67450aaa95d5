"""What is said of a complaint that came of an answer in confidence, or of a reply."""

from bot.language import Wording
from bot.message import Message, notice


def will_be_contacted(wording: Wording, name: str, moment: str) -> Message:
    """Say who gets in touch now, and by when."""
    say = wording.say
    return notice(say("contact_me_title"), say("contact_me_said", name=name, moment=moment))


def logged(wording: Wording, *, is_new: bool) -> Message:
    """Say that a complaint was logged, or that it was before."""
    say = wording.say
    return notice(say("complaint_title"), say("complaint_logged" if is_new else "complaint_known"))
