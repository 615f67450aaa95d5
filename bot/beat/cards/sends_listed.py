"""The latest sends, each with whom it reached and how many are still to get it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.reach import SHOW, Seen, on_time_words
from bot.beat.rules.punctual import OnTime
from bot.language import Wording
from bot.message import Button, Buttons, Message, paragraph

LONGEST = 40
"""Characters of a title on a button."""


def listed(wording: Wording, found: Sequence[Seen], zone: str, kept: OnTime) -> Message:
    """List sends, each with its counts and the button that shows more."""
    say = wording.say
    elements = list(on_time_words(wording, "reach_on_time_lately", kept))
    for one in found:
        local = one.created_at.astimezone(ZoneInfo(zone))
        moment = wording.language.moment(local, say("pattern_slot"))
        elements.append(paragraph(_line(wording, one, moment)))
        title = one.title if len(one.title) <= LONGEST else f"{one.title[: LONGEST - 1]}…"
        show = Button(say("reach_show", title=title), ActionRef(SHOW, {"s": one.send_id}))
        elements.append(Buttons((show,)))
    if not found:
        elements.append(paragraph(say("reach_none")))
    return Message(say("reach_sends_title"), tuple(elements), wording.language.tag)


def _line(wording: Wording, one: Seen, moment: str) -> str:
    """Say how far it is: what is still on the way is no miss."""
    say, four = wording.say, one.four
    counts = {"reached": four.reached, "everybody": four.everybody}
    said = {name: wording.language.number(count) for name, count in counts.items()}
    line = say("reach_line", title=one.title, moment=moment, **said)
    if not four.on_the_way:
        return line
    more = wording.say_number("reach_line_way", four.on_the_way)
    if one.is_paused:
        more = f"{more} {say('reach_line_paused')}"
    return f"{line} {more}"
