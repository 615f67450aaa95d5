"""What somebody is shown who may change when a promise goes out: its slots, and the forms."""

from dataclasses import dataclass
from datetime import datetime

from bot.action import ActionRef
from bot.beat.rules.manners import NO_MANNERS, Manners, is_quiet
from bot.beat.store.promises import Coming, Promise
from bot.beat.store.slots import What
from bot.form import DateField, Form, TextField, TimeField
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, paragraph, spans

SHOW, SKIP, MOVE, PAUSE, BACK = "slots", "slot_skip", "slot_move", "slot_pause", "slot_back"
PAUSE_ALL, RESUME_ALL = "cadence_pause", "cadence_resume"
LONGEST_WHY = 200
LONGEST_LABEL = 40
"""Characters of a title on a button."""
_STATES = {What.SKIPPED: "slot_is_skipped", What.PAUSED: "slot_is_paused"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A promise with what it is called, and what was set about when not to disturb somebody."""

    promise: Promise
    title: str
    manners: Manners = NO_MANNERS


def show_button(wording: Wording, shown: Shown) -> Button:
    """Return the button that shows the slots of a promise."""
    title = shown.title
    short = title if len(title) <= LONGEST_LABEL else f"{title[: LONGEST_LABEL - 1]}…"
    return Button(wording.say("slots_show", title=short), _all(SHOW, shown.promise))


def card(wording: Wording, shown: Shown) -> Message:
    """Show the next slots of a promise, each with what can be done about it."""
    say, promise = wording.say, shown.promise
    clock = promise.zone or say("announce_in_reader")
    elements: list[Element] = [paragraph(say("slots_clock", clock=clock), quiet=True)]
    if promise.paused:
        elements.append(paragraph(say("slots_all_paused")))
    for one in promise.coming:
        elements += [paragraph(_line(wording, shown, one)), Buttons(_ways(wording, promise, one))]
    if not promise.coming:
        elements.append(paragraph(say("slots_none")))
    else:
        resumes = Button(say("slots_resume_all"), _all(RESUME_ALL, promise), primary=True)
        pauses = Button(say("slots_pause_all"), _all(PAUSE_ALL, promise))
        elements.append(Buttons((resumes if promise.paused else pauses,)))
    title = say("slots_title", title=shown.title)
    return Message(title, tuple(elements), wording.language.tag)


def why_form(wording: Wording, shown: Shown, action: str, slot: datetime) -> Form:
    """Ask why a slot is skipped or paused."""
    say = wording.say
    is_skip = action == SKIP
    return Form(
        _of(action, shown.promise, slot),
        say("slot_skip_title" if is_skip else "slot_pause_title"),
        say("slot_skip" if is_skip else "slot_pause"),
        (
            TextField(
                *("why", say("slot_why"), LONGEST_WHY),
                multiline=False,
                hint=say("slot_why_hint"),
            ),
        ),
        _way(wording, action, shown.promise, slot),
        spans(say("slot_of", title=shown.title, moment=_moment(wording, slot))),
        wording.language.tag,
    )


def move_form(wording: Wording, shown: Shown, one: Coming) -> Form:
    """Ask when a slot goes out instead."""
    say, promise = wording.say, shown.promise
    clock = promise.zone or say("announce_in_reader")
    return Form(
        _of(MOVE, promise, one.slot),
        say("slot_move_title"),
        say("slot_move"),
        (
            DateField("day", say("slot_day"), required=True, initial=one.at.date()),
            TimeField("time", say("slot_time"), required=True, initial=one.at.time()),
        ),
        _way(wording, MOVE, promise, one.slot),
        spans(
            say("slot_of", title=shown.title, moment=_moment(wording, one.slot))
            + " "
            + say("slots_clock", clock=clock)
        ),
        wording.language.tag,
    )


def _line(wording: Wording, shown: Shown, one: Coming) -> str:
    say, moment = wording.say, _moment(wording, one.slot)
    waits = one.goes and not shown.promise.kept and is_quiet(shown.manners, one.at, None)
    note = f" {say('slot_is_quiet')}" if waits else ""
    if one.change is None:
        return f"{moment}.{note}" if note else moment
    if one.change.what is What.MOVED:
        return say("slot_is_moved", moment=moment, to=_moment(wording, one.at)) + note
    said = say(_STATES[one.change.what], moment=moment)
    return f"{said} {one.change.reason}" if one.change.reason else said


def _ways(wording: Wording, promise: Promise, one: Coming) -> tuple[Button, ...]:
    names: tuple[str, ...] = (SKIP, MOVE, PAUSE)
    if one.change is not None:
        names = (BACK, MOVE) if one.goes else (BACK,)
    return tuple(_way(wording, name, promise, one.slot) for name in names)


def _way(wording: Wording, name: str, promise: Promise, slot: datetime) -> Button:
    """Return a button that names its slot, for several of a kind stand on a card."""
    labels = {
        SKIP: "slot_skip_it",
        MOVE: "slot_move_it",
        PAUSE: "slot_pause_it",
        BACK: "slot_put_back",
    }
    day = wording.language.day(slot.date(), wording.say("pattern_day_of_month"))
    if sum(one.slot.date() == slot.date() for one in promise.coming) > 1:
        day = f"{day}, {slot:%H:%M}"
    return Button(wording.say(labels[name], when=day), _of(name, promise, slot))


def _moment(wording: Wording, slot: datetime) -> str:
    return wording.language.moment(slot, wording.say("pattern_slot"))


def _all(name: str, promise: Promise) -> ActionRef:
    return ActionRef(name, {"c": promise.cadence_id})


def _of(name: str, promise: Promise, slot: datetime) -> ActionRef:
    return ActionRef(name, {"c": promise.cadence_id, "s": slot.isoformat(timespec="minutes")})
