"""A partner to whom nothing is pushed for a while: the question why, and how it stands."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import Button, Buttons, Divider, Element, Heading, Message, paragraph, spans
from bot.people.rules.muting import LONGEST_REASON
from bot.people.store.partner_mutes import MutedPartner

MUTE, UNMUTE = "mute_partner", "unmute_partner"
LONGEST_NAME = 40
"""Characters of a partner's name on a button."""
SHOWN = 10
"""So many muted partners stand on a page that shows other things too; the rest is counted."""


def reason_form(wording: Wording, partner_id: str, name: str) -> Form:
    """Ask why nothing is to be pushed to a partner."""
    say, action = wording.say, ActionRef(MUTE, {"p": partner_id})
    label = say("partner_mute_reason")
    reason = TextField("reason", label, LONGEST_REASON, required=True, multiline=False)
    return Form(
        action,
        say("partner_mute_form_title"),
        say("partner_mute_do"),
        (reason,),
        Button(say("partner_mute_button", name=_short(name)), action),
        spans(say("partner_mute_means", name=name)),
    )


def muted(wording: Wording, partner_id: str, name: str, reason: str) -> Message:
    """Say what is so from now on, with the way back."""
    say = wording.say
    return Message(
        say("partner_muted_title", name=name),
        (
            paragraph(say("partner_mute_means", name=name)),
            paragraph(say("partner_muted_reason", reason=reason)),
            Buttons((_unmute(wording, partner_id, name),)),
        ),
        wording.language.tag,
    )


def unmuted(wording: Wording, partner_id: str, name: str) -> Message:
    """Say that things get through again, with the way back."""
    say = wording.say
    again = Button(
        say("partner_mute_button", name=_short(name)), ActionRef(MUTE, {"p": partner_id})
    )
    text = paragraph(say("partner_unmuted", name=name))
    return Message(
        say("partner_unmuted_title", name=name), (text, Buttons((again,))), wording.language.tag
    )


def section(wording: Wording, found: Sequence[MutedPartner], zone: str) -> tuple[Element, ...]:
    """List the partners to whom nothing is pushed, each with its reason and the way back."""
    if not found:
        return ()
    elements: list[Element] = [Divider(), Heading(wording.say("partner_mutes_title"))]
    for one in found[:SHOWN]:
        local = one.at.astimezone(ZoneInfo(zone)).date()
        day = wording.language.day(local, wording.say("pattern_long_day"))
        by = one.by or wording.say("partner_mute_operator")
        line = wording.say("partner_mute_line", name=one.name, day=day, by=by, reason=one.reason)
        elements.append(paragraph(line))
        elements.append(Buttons((_unmute(wording, one.partner_id, one.name),)))
    if more := found[SHOWN:]:
        elements.append(paragraph(wording.say_number("partner_mutes_more", len(more))))
    return tuple(elements)


def _unmute(wording: Wording, partner_id: str, name: str) -> Button:
    label = wording.say("partner_unmute_button", name=_short(name))
    return Button(label, ActionRef(UNMUTE, {"p": partner_id}))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
