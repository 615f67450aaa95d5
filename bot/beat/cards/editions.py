"""What somebody who writes an edition is shown of the slots of newsletters."""

from dataclasses import dataclass
from datetime import datetime

from bot.action import ActionRef
from bot.beat.cards.announcing import LONGEST_LABEL, WRITE, moment_words
from bot.beat.store.free_slots import FreeSlot
from bot.language import Wording
from bot.message import Button, Message, Option, notice

NEW = {"n": ""}
"""What the button says that begins an edition of whichever newsletter."""


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A free slot, with what its newsletter is called."""

    free: FreeSlot
    title: str

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.free.newsletter} {self.free.slot:%Y-%m-%dT%H:%M}"


def option(wording: Wording, choice: SlotChoice) -> Option:
    """Name a free slot in a form."""
    moment = moment_words(wording, choice.free.at)
    room = LONGEST_LABEL - len(moment) - 2
    return Option(f"{choice.title[:room]}: {moment}", choice.value)


def slot_words(wording: Wording, choice: SlotChoice) -> str:
    """Say in which slot of which newsletter it goes out, and on whose clock."""
    clock = choice.free.zone or wording.say("announce_in_reader")
    moment = moment_words(wording, choice.free.at)
    return wording.say("edition_said", title=choice.title, moment=moment, clock=clock)


def edition_button(wording: Wording, newsletter: str = "", title: str = "") -> Button:
    """Return the button that begins an edition, of a newsletter or of whichever."""
    if not newsletter:
        return Button(wording.say("edition_write"), ActionRef(WRITE, NEW))
    label = wording.say("edition_write_of", title=title)[:LONGEST_LABEL]
    return Button(label, ActionRef(WRITE, {"n": newsletter}))


def taken(
    wording: Wording, slot: datetime, title: str, whose: str | None, free: SlotChoice | None
) -> Message:
    """Say that a slot is not free any more, who has it, and which is the next that is."""
    say, moment = wording.say, moment_words(wording, slot)
    if not title:
        said = say("edition_slot_over", moment=moment)
    elif whose:
        said = say("edition_slot_taken_by", moment=moment, title=title, name=whose)
    else:
        said = say("edition_slot_taken", moment=moment, title=title)
    if free is None:
        return notice(say("edition_taken_title"), f"{said} {say('edition_last_one')}")
    other = say("edition_next_free", moment=moment_words(wording, free.free.at))
    return notice(say("edition_taken_title"), f"{said} {other}")
