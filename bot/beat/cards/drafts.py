"""Drafts and plans in a list: one's own, or for who administers everybody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.announcing import OPEN, moment_words, write_button
from bot.beat.store.drafts import Drafted
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, paragraph

STOP = "cadence_stop"


@dataclass(frozen=True, slots=True)
class Orphan:
    """An announcement that comes again though nobody is left who answers for it."""

    cadence_id: str
    title: str
    next_slot: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed for somebody: drafts, whose those of others are, and what is nobody's."""

    drafts: Sequence[Drafted]
    names: Mapping[str, str]
    orphans: Sequence[Orphan] = ()


def listed(wording: Wording, found: Listed, zone: str) -> Message:
    """List drafts, each with the button that opens it; what is nobody's can be stopped."""
    say = wording.say
    elements: list[Element] = []
    for draft in found.drafts:
        local = draft.changed_at.astimezone(ZoneInfo(zone))
        state = say(f"announce_state_{draft.state}", moment=moment_words(wording, local))
        name = found.names.get(draft.owner_id)
        whose = f" ({say('drafts_whose', name=name)})" if name else ""
        elements.append(paragraph(f"{draft.announcement.title}{whose}: {state}"))
        button = Button(say("announce_open"), ActionRef(OPEN, {"d": draft.id}))
        elements.append(Buttons((button,)))
    for orphan in found.orphans:
        moment = moment_words(wording, orphan.next_slot)
        elements.append(paragraph(say("drafts_orphan", title=orphan.title, moment=moment)))
        stop = ActionRef(STOP, {"c": orphan.cadence_id})
        elements.append(Buttons((Button(say("drafts_stop"), stop),)))
    if not (found.drafts or found.orphans):
        elements.append(paragraph(say("announce_no_drafts")))
    elements.append(Buttons((write_button(wording),)))
    title = say("drafts_of_all_title" if found.names else "announce_drafts_title")
    return Message(title, tuple(elements), wording.language.tag)
