"""The surveys that are asked now, that come, and that are written: and how a wave is ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.approving import OPEN_SURVEY
from bot.language import Wording
from bot.message import Bold, Button, Buttons, Element, Message, paragraph
from bot.voice.rules.promises import NAMED
from bot.voice.rules.wishes import ASK_AFTER, CLOSE, END, STOP, TRY, WHOM, WRITE
from bot.voice.store.wave_lists import WaveRow

LONGEST = 40
"""Characters of a title on a button."""


@dataclass(frozen=True, slots=True)
class Running:
    """A wave that can be answered now; `may_end` is whether whoever reads may end it."""

    row: WaveRow
    title: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A survey out of a file, and when it is asked next, if it is."""

    key: str
    title: str
    next_day: str


@dataclass(frozen=True, slots=True)
class Listed:
    """All that is to be known of surveys: waves, surveys out of files, and drafts of chat."""

    running: Sequence[Running]
    standing: Sequence[Standing]
    drafts: Sequence[tuple[str, str]]


def listed(wording: Wording, found: Listed, zone: str) -> Message:
    """List waves with their counts, then what comes, then what was written and not asked."""
    say = wording.say
    elements: list[Element] = []
    for one in found.running:
        events = f" {say('wave_events')}" if one.row.quarter else ""
        line = f"{events} {counts(wording, one.row)} {_closes(wording, one.row, zone)}"
        elements.append(paragraph(Bold(one.title), line))
        if one.may_end:
            label = say("wave_end", title=_short(one.title))
            elements.append(Buttons((Button(label, ActionRef(END, {"w": one.row.id})),)))
    if not found.running:
        elements.append(paragraph(say("waves_none")))
    for standing in found.standing:
        key = "wave_next" if standing.next_day else "wave_no_next"
        words = say(key, date=standing.next_day) if standing.next_day else say(key)
        elements.append(paragraph(Bold(standing.title), f" {words}"))
        of = {"s": standing.key}
        whom = Button(say("survey_whom_it_asks"), ActionRef(WHOM, of))
        elements.append(Buttons((whom, Button(say("proof_test"), ActionRef(TRY, of)))))
    for key, title in found.drafts:
        elements.append(paragraph(Bold(title), f" {say('wave_draft')}"))
        opened = Button(say("announce_open"), ActionRef(OPEN_SURVEY, {"s": key}))
        elements.append(Buttons((opened,)))
    after = Button(say("after_title"), ActionRef(ASK_AFTER))
    elements.append(Buttons((Button(say("wave_write"), ActionRef(WRITE)), after)))
    return Message(say("waves_title"), tuple(elements), wording.language.tag)


def counts(wording: Wording, row: WaveRow) -> str:
    """Say how many answered, and of how many where that is by name."""
    number = wording.language.number
    if row.promise != NAMED:
        said = wording.say_number("wave_answered", row.answered)
    else:
        said = wording.say_number("wave_of_asked", row.answered, asked=number(row.asked))
    if row.drawn_from is None:
        return said
    of = {"asked": number(row.asked), "of": number(row.drawn_from)}
    return f"{said} {wording.say('note_sample', **of)}"


def to_end(wording: Wording, one: Running) -> Message:
    """Say what it means to close a wave and to stop it, with a button for each."""
    say, of = wording.say, {"w": one.row.id}
    close = Button(say("wave_close"), ActionRef(CLOSE, of))
    stop = Button(say("wave_stop"), ActionRef(STOP, of))
    return Message(
        say("wave_end_title", title=one.title),
        (
            paragraph(counts(wording, one.row)),
            paragraph(say("wave_close_means")),
            Buttons((close,)),
            paragraph(say("wave_stop_means")),
            Buttons((stop,)),
        ),
        wording.language.tag,
    )


def ended(wording: Wording, one: Running, *, is_stopped: bool) -> Message:
    """Say that a wave is over, and what became of what was answered."""
    key = "wave_is_stopped" if is_stopped else "wave_is_closed"
    elements = (paragraph(wording.say(key)), paragraph(counts(wording, one.row)))
    return Message(wording.say(f"{key}_title", title=one.title), elements, wording.language.tag)


def _closes(wording: Wording, row: WaveRow, zone: str) -> str:
    day = row.closes_at.astimezone(ZoneInfo(zone)).date()
    return wording.say("wave_until", date=wording.language.day(day, wording.say("pattern_day")))


def day_of(wording: Wording, slot: datetime | None) -> str:
    """Write the day on which something comes; empty where it does not."""
    if slot is None:
        return ""
    return wording.language.day(slot.date(), wording.say("pattern_long_day"))


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}\u2026"
