"""What whoever looks after a newsletter is shown of a slot that has no edition."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards import approving
from bot.beat.cards.announcing import WRITE
from bot.beat.rules.cadence import instant
from bot.beat.store.ahead import Ahead
from bot.beat.store.empty_slots import EmptySlot, SkippedSlot
from bot.beat.store.slots import What
from bot.form import ChoiceField, Form, TextField
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, Option, paragraph, spans

SKIP, EVERGREEN, BARE, BACK = "empty_skip", "empty_evergreen", "empty_bare", "empty_back"
NOBODY, READERS = "nobody", "readers"
"""Who is told that a slot is skipped."""
LONGEST_REASON = 300
LONGEST_NAMED = 40
"""Characters of an evergreen's title on a button."""


def card(wording: Wording, title: str, seen: EmptySlot) -> Message:
    """Say how a slot stands, and offer what can be done about it."""
    say, slot = wording.say, seen.slot
    when = {"title": title, "moment": slot_words(wording, slot)}
    if slot.what is What.SKIPPED:
        return _message(
            wording,
            say("empty_skipped_title", title=title),
            paragraph(say("empty_skipped", moment=when["moment"])),
            Buttons((_put_back(wording, slot),)),
        )
    if slot.head is not None and seen.lack is not None:
        return _not_approved(wording, seen, slot.head.title, when)
    if slot.head is not None and not slot.is_empty:
        return _filled(wording, slot, slot.head.title, when)
    return _message(
        wording,
        say("empty_title", title=title),
        paragraph(say("empty_slot", **when)),
        paragraph(_otherwise(wording, seen)),
        Buttons(_ways(wording, seen)),
    )


def skipped(wording: Wording, key: str, slot: Ahead) -> Message:
    """Say that a slot was skipped and who is told, with the way back."""
    said = paragraph(wording.say(key))
    return _message(
        wording, wording.say(f"{key}_title"), said, Buttons((_put_back(wording, slot),))
    )


def skipped_notice(wording: Wording, title: str, told: SkippedSlot, zone: str) -> Message:
    """Tell a reader in this zone that a slot is left out, why, and when the next one comes."""
    say, following = wording.say, told.following
    local = instant(told.slot, told.zone or zone).astimezone(ZoneInfo(zone))
    day = wording.language.day(local.date(), say("pattern_weekday"))
    elements = [paragraph(say("empty_notice", title=title, day=day))]
    if told.reason:
        elements.append(paragraph(told.reason))
    if following is not None:
        at = instant(following.at, following.zone or zone).astimezone(ZoneInfo(zone))
        moment = wording.language.moment(at, say("pattern_moment"))
        elements.append(paragraph(say("empty_notice_next", moment=moment)))
    elements.append(paragraph(say("empty_notice_why", title=title), quiet=True))
    return _message(wording, say("empty_notice_title", title=title), *elements)


def skip_form(wording: Wording, title: str, seen: EmptySlot) -> Form:
    """Ask why a slot is skipped, and who is told of it."""
    say, when = wording.say, slot_words(wording, seen.slot)
    again = Button(say("empty_skip"), _of(SKIP, seen.slot))
    return Form(
        _of(SKIP, seen.slot),
        say("empty_skip_title"),
        say("empty_skip_submit"),
        (
            TextField(
                *("reason", say("empty_skip_reason"), LONGEST_REASON),
                hint=say("empty_skip_reason_hint"),
            ),
            ChoiceField(
                "tell",
                say("empty_skip_tell"),
                (
                    Option(say("empty_skip_nobody"), NOBODY),
                    Option(say("empty_skip_readers"), READERS),
                ),
                required=True,
                initial=NOBODY,
            ),
        ),
        again,
        spans(say("empty_skip_intro", title=title, moment=when)),
    )


def slot_words(wording: Wording, slot: Ahead) -> str:
    """Write the moment of a slot, with the clock it is meant on."""
    moment = wording.language.moment(slot.at, wording.say("pattern_slot"))
    if slot.zone is None:
        return wording.say("empty_readers_time", moment=moment)
    return wording.say("empty_zone_time", moment=moment, zone=slot.zone)


def _filled(wording: Wording, slot: Ahead, text: str, when: Mapping[str, str]) -> Message:
    """Say what goes out in a slot; an evergreen that somebody gave it can be taken back."""
    say = wording.say
    if not slot.is_evergreen:
        said = paragraph(say("empty_filled", edition=text, moment=when["moment"]))
        return _message(wording, say("empty_filled_title", title=when["title"]), said)
    back = Button(say("empty_bare"), _of(BARE, slot))
    write = _write(wording, slot)
    said = paragraph(say("empty_given", evergreen=text, moment=when["moment"]))
    return _message(
        wording, say("empty_filled_title", title=when["title"]), said, Buttons((write, back))
    )


def _not_approved(
    wording: Wording, seen: EmptySlot, edition: str, when: Mapping[str, str]
) -> Message:
    """Say that the edition of a slot waits for approval, and offer what can be done."""
    say = wording.say
    told = paragraph(say("empty_not_approved", edition=edition, **when))
    waits = Button(say("approval_list"), ActionRef(approving.LIST), primary=True)
    drafts = Button(say("approval_own_drafts"), ActionRef("drafts"))
    ways = Buttons((waits, drafts, *_ways(wording, seen)[1:]))
    return _message(wording, say("empty_not_approved_title", title=when["title"]), told, ways)


def _put_back(wording: Wording, slot: Ahead) -> Button:
    return Button(wording.say("empty_back"), _of(BACK, slot))


def _otherwise(wording: Wording, seen: EmptySlot) -> str:
    """Say what happens if nobody does anything, and what is kept for such a slot."""
    say, slot = wording.say, seen.slot
    if slot.head is not None:
        return say("empty_goes_alone", evergreen=slot.head.title)
    if seen.evergreen is None:
        return say("empty_nothing_kept")
    if seen.last_sent is None:
        return say("empty_kept_unsent", evergreen=seen.evergreen.title)
    day = wording.language.day(seen.last_sent.date(), say("pattern_long_day"))
    return say("empty_kept_sent", evergreen=seen.evergreen.title, day=day)


def _ways(wording: Wording, seen: EmptySlot) -> tuple[Button, ...]:
    say, slot = wording.say, seen.slot
    write = replace(_write(wording, slot), primary=True)
    skip = Button(say("empty_skip"), _of(SKIP, slot))
    if seen.evergreen is None:
        return (write, skip)
    title = seen.evergreen.title
    named = title if len(title) <= LONGEST_NAMED else f"{title[: LONGEST_NAMED - 1]}…"
    return (write, skip, Button(say("empty_evergreen", evergreen=named), _of(EVERGREEN, slot)))


def _write(wording: Wording, slot: Ahead) -> Button:
    """Return the button that opens the form for this slot, before all others that are free."""
    moment = slot.slot.isoformat(timespec="minutes")
    return Button(wording.say("empty_write"), ActionRef(WRITE, {"n": slot.subject, "s": moment}))


def _message(wording: Wording, title: str, *elements: Element) -> Message:
    return Message(title, elements, wording.language.tag)


def _of(name: str, slot: Ahead) -> ActionRef:
    """Return an action about a slot: it carries which, and nothing about it."""
    moment = slot.slot.isoformat(timespec="minutes")
    return ActionRef(name, {"c": slot.cadence_id, "s": moment})
