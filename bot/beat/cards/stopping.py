"""What somebody is told who stops a send: what it means, and what had left before."""

from bot.action import ActionRef
from bot.beat.cards.reach import SHOW, STOP_NOW, Seen
from bot.beat.rules.suppression import Skip
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, Paragraph, paragraph


def asked(wording: Wording, seen: Seen) -> Message:
    """Ask back, with how many would not get it and how many have it."""
    say = wording.say
    elements: list[Element] = [paragraph(say("stop_means")), *_numbers(wording, seen)]
    waiting = seen.four.on_the_way - seen.leaving
    elements.insert(1, paragraph(wording.say_number("stop_would_keep_back", waiting)))
    buttons = (
        Button(say("stop_do"), ActionRef(STOP_NOW, {"s": seen.send_id})),
        Button(say("stop_leave"), ActionRef(SHOW, {"s": seen.send_id, "again": "yes"})),
    )
    title = say("stop_asked_title", title=seen.title)
    return Message(title, (*elements, Buttons(buttons)), wording.language.tag)


def done(wording: Wording, seen: Seen) -> Message:
    """Say how many it was kept from, how many had it, and what is just leaving."""
    kept = wording.say_number("stop_kept_back", seen.four.spared.get(Skip.STOPPED, 0))
    parts: tuple[Element, ...] = (paragraph(kept), *_numbers(wording, seen), _see(wording, seen))
    return Message(wording.say("stop_done_title", title=seen.title), parts, wording.language.tag)


def too_late(wording: Wording, seen: Seen) -> Message:
    """Say kindly that nothing was left to stop, and what can still be done about it."""
    say = wording.say
    key = "stop_was_stopped" if seen.is_stopped and not seen.leaving else "stop_all_had_left"
    parts: tuple[Element, ...] = (
        paragraph(say(key)),
        *_numbers(wording, seen),
        _see(wording, seen),
    )
    return Message(say("stop_too_late_title", title=seen.title), parts, wording.language.tag)


def _numbers(wording: Wording, seen: Seen) -> tuple[Paragraph, ...]:
    """Say how many have it, and of how many it is just leaving: neither can be called back."""
    said = [wording.say_number("stop_have_it", seen.four.reached)]
    if seen.leaving:
        said.append(wording.say_number("stop_just_leaving", seen.leaving))
    return tuple(paragraph(one) for one in said)


def _see(wording: Wording, seen: Seen) -> Buttons:
    see = Button(wording.say("stop_see"), ActionRef(SHOW, {"s": seen.send_id}))
    return Buttons((see,))
