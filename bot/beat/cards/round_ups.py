"""The weekly round-up: what did not fit into its reader's budget, each with the way to read it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.muting import MUTE
from bot.beat.rules.recipients import Recipient
from bot.beat.store.round_up_ends import Waiting
from bot.language import Titles, Wording
from bot.message import Bold, Bullets, Button, Buttons, Element, Message, paragraph, spans
from bot.principal import Principal

READ = "edition_again"
"""The press that shows an edition once more, to whom it was brought."""
WITH_BUTTONS, MUTES = 12, 4
"""So many texts have a button each, and so many topics: the tightest limit is Slack's."""


def card(
    wording: Wording, found: Sequence[Waiting], reader: Recipient, topics: Titles, budget: int
) -> Message:
    """Name every text with the day it was meant for; the newest that have no room are named."""
    say = wording.say
    elements: list[Element] = [paragraph(wording.say_number("round_up_intro", len(found)))]
    for one in found[:WITH_BUTTONS]:
        day = _day(wording, one.meant_for, reader.zone)
        elements.append(paragraph(Bold(one.title), f" · {day}"))
        read = Button(say("round_up_read"), ActionRef(READ, {"d": one.delivery_id}))
        elements.append(Buttons((read,)))
    if more := found[WITH_BUTTONS:]:
        elements.append(paragraph(say("round_up_more")))
        elements.append(Bullets(tuple(spans(one.title) for one in more)))
    elements.append(paragraph(wording.say_number("round_up_why", budget), quiet=True))
    if isinstance(reader, Principal):
        elements.append(Buttons(_ways_out(wording, found, topics)))
    return Message(say("round_up_title"), tuple(elements), wording.language.tag)


def _ways_out(wording: Wording, found: Sequence[Waiting], topics: Titles) -> tuple[Button, ...]:
    titles = topics.in_language(wording.language.tag)
    named = [topic for topic in dict.fromkeys(one.topic for one in found) if topic in titles]
    mutes = (
        Button(wording.say("mute_topic", topic=titles[topic]), ActionRef(MUTE, {"t": topic}))
        for topic in named[:MUTES]
    )
    return (*mutes, Button(wording.say("settings_open"), ActionRef("settings")))


def _day(wording: Wording, moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone)).date()
    return wording.language.day(local, wording.say("pattern_long_day"))
