"""What somebody is asked who sends again: to whom, and who may get it twice."""

from bot.action import ActionRef
from bot.beat.cards.reach import RESEND_NOW, SHOW, Seen
from bot.beat.store.resends import Resent, Weighed
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, paragraph

SURE, FAILED, LATE, NOWHERE, UNSURE = "sure", "failed", "late", "nowhere", "unsure"
"""Who is meant: all who surely have nothing, or those of one reason."""
REASONS = (FAILED, LATE, NOWHERE)


def asked(wording: Wording, seen: Seen, weighed: dict[str, Weighed]) -> Message:
    """Ask to whom, by the reason why they were missed; who may get it twice stands apart."""
    say = wording.say
    elements: list[Element] = []
    sure = weighed[SURE].total
    buttons: list[Button] = []
    if sure:
        elements.append(paragraph(wording.say_number("resend_sure", sure)))
        buttons.append(_button(wording, seen, SURE, sure, primary=True))
    several = [reason for reason in REASONS if weighed[reason].total]
    if len(several) > 1:
        buttons += [_button(wording, seen, one, weighed[one].total) for one in several]
    if unsure := weighed[UNSURE].total:
        elements.append(paragraph(wording.say_number("resend_unsure", unsure)))
        buttons.append(_button(wording, seen, UNSURE, unsure))
    if had := weighed[SURE].reached + weighed[UNSURE].reached:
        elements.append(paragraph(wording.say_number("resend_had_it", had), quiet=True))
    if not buttons:
        elements.append(paragraph(say("resend_nobody")))
    leave = Button(say("resend_leave"), ActionRef(SHOW, {"s": seen.send_id, "again": "yes"}))
    title = say("resend_title", title=seen.title)
    return Message(title, (*elements, Buttons((*buttons, leave))), wording.language.tag)


def done(wording: Wording, seen: Seen, resent: Resent) -> Message:
    """Say how many were planned anew, and who still cannot be reached."""
    said = [wording.say_number("resend_planned", resent.planned)]
    if resent.waiting:
        said.append(wording.say_number("resend_waits", resent.waiting))
    if resent.nowhere:
        said.append(wording.say_number("resend_still_nowhere", resent.nowhere))
    see = Button(wording.say("stop_see"), ActionRef(SHOW, {"s": seen.send_id}))
    parts: tuple[Element, ...] = (*map(paragraph, said), Buttons((see,)))
    return Message(wording.say("resend_done_title", title=seen.title), parts, wording.language.tag)


def _button(
    wording: Wording, seen: Seen, whom: str, count: int, *, primary: bool = False
) -> Button:
    label = wording.say(f"resend_to_{whom}", count=wording.language.number(count))
    return Button(label, ActionRef(RESEND_NOW, {"s": seen.send_id, "w": whom}), primary=primary)
