"""What somebody who announces is shown: the draft as it stands, and their drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.action import ActionRef
from bot.beat.cards import approving, languages, proofs, quiet, simulating
from bot.beat.cards.approving import Word
from bot.beat.rules.announcements import (
    Announcement,
)
from bot.beat.rules.proofs import Finding
from bot.beat.store.drafts import Drafted
from bot.beat.store.holds import HeldPartner
from bot.beat.store.link_looks import LinksSeen
from bot.language import Wording
from bot.message import Bullets, Button, Buttons, Element, Message, paragraph, spans

WRITE, GO, DROP, BACK, OPEN = (
    "announce",
    "announce_go",
    "announce_drop",
    "announce_back",
    "announce_open",
)
EVERGREEN = "announce_evergreen"
LONGEST_LABEL = 75
SENDS = "sends"
"""The press that lists whom sends reached."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A draft with what follows from it: whom it means, and when it would go out."""

    draft: Drafted
    people: int
    slots: Sequence[datetime]
    zone: str | None
    findings: tuple[Finding, ...] = ()
    word: Word | None = None
    """What a second person said, where one is wanted."""
    waits: bool = False
    """Whether its moment has come and it still waits for a second person."""
    quiet: int = 0
    """For how many of its people its first moment falls into quiet time, or on a closed day."""
    held: tuple[HeldPartner, ...] = ()
    """The partners that are kept out of it."""
    lasts: timedelta | None = None
    """How long the platforms take for the first moment, at the fullest instant."""
    links: LinksSeen | None = None
    mark_fell: bool = False
    """Whether everybody had to read it until its words were changed just now."""


def write_button(wording: Wording, action: ActionRef | None = None) -> Button:
    """Return the button that opens the form."""
    return Button(wording.say("announce_write"), action or ActionRef(WRITE), primary=True)


def card(wording: Wording, found: Standing) -> Message:
    """Show a draft: whom it is for, when it goes out, and what can be done with it."""
    say = wording.say
    draft = found.draft
    lines = [paragraph(audience_words(wording, draft.announcement, found.people))]
    lines.append(paragraph(when_words(wording, found)))
    if until := lasting_words(wording, found):
        lines.append(paragraph(until, quiet=True))
    if draft.announcement.by_manager:
        lines.append(paragraph(say("announce_from_manager")))
    if draft.announcement.must_read:
        reason = draft.announcement.must_read
        lines.append(paragraph(say("announce_is_must_read", reason=reason)))
    if found.mark_fell:
        lines.append(paragraph(say("announce_mark_fell")))
    if draft.announcement.languages:
        named = languages.named_in(wording, draft.announcement)
        lines.append(paragraph(say("language_written", languages=named)))
    if len(found.slots) > 1:
        clock = found.zone or say("announce_in_reader")
        lines.append(paragraph(say("announce_next", clock=clock), quiet=True))
    moments = Bullets(tuple(spans(moment_words(wording, slot)) for slot in found.slots))
    listed: tuple[Element, ...] = (moments,) if len(found.slots) > 1 else ()
    ways = Buttons(_ways(wording, found))
    return Message(
        say(f"announce_{_state(found)}_title", title=draft.announcement.title),
        (*lines, *listed, *_notes(wording, found), *_proofs(wording, found), ways),
        wording.language.tag,
    )


def audience_words(wording: Wording, announcement: Announcement, people: int) -> str:
    """Say whom it is for, and how many people that is now."""
    say, whom = wording.say, announcement.meant
    said = say("announce_for_whom", whom=whom) if whom else say("announce_for_all")
    return f"{said} {wording.say_number('announce_people', people)}"


def when_words(wording: Wording, found: Standing) -> str:
    """Say when it goes out, on whose clock, and how often."""
    say, announcement = wording.say, found.draft.announcement
    if announcement.evergreen:
        return say("evergreen_when")
    if _state(found) == "over":
        return announcement.said or say("announce_when_over")
    if not announcement.is_for_now:
        return announcement.said if found.slots else say("announce_when_never")
    if found.draft.state == "open" or not found.slots:
        return say("announce_when_now")
    return say("announce_when_soon", moment=moment_words(wording, found.slots[0]))


def lasting_words(wording: Wording, found: Standing) -> str:
    """Say from when to when the first moment lasts, at the pace of the platforms."""
    is_over = _state(found) == "over" or found.draft.announcement.evergreen
    if found.lasts is None or not found.slots or is_over:
        return ""
    begins, say = found.slots[0], wording.say
    pattern = say("pattern_time")
    begin = wording.language.moment(begins, pattern)
    if found.lasts <= timedelta(minutes=1):
        return say("announce_lasts_no_time", begin=begin)
    # A minute that has begun counts as a whole one: nobody waits for less than was said.
    ends = begins + found.lasts + timedelta(seconds=59)
    return say("announce_lasts", begin=begin, until=wording.language.moment(ends, pattern))


def moment_words(wording: Wording, slot: datetime) -> str:
    """Write a wall-clock moment."""
    return wording.language.moment(slot, wording.say("pattern_slot"))


def _state(found: Standing) -> str:
    """Say how a draft stands; one that was planned and has no moment left is over."""
    if found.draft.state == "planned" and found.waits:
        return "waits"
    if found.draft.announcement.evergreen:
        return "kept" if found.draft.state == "planned" else found.draft.state
    is_over = found.draft.state == "planned" and not found.slots
    return "over" if is_over else found.draft.state


def _notes(wording: Wording, found: Standing) -> tuple[Element, ...]:
    say, state = wording.say, _state(found)
    if state == "over":
        return (paragraph(say("announce_over"), quiet=True),)
    word = approving.note(wording, found.word) if found.word else ()
    if state in {"planned", "waits", "kept"}:
        word = (*word, *(paragraph(_held_words(wording, one)) for one in found.held))
        return (*word, paragraph(say("announce_until_then"), quiet=True))
    if state == "dropped":
        return ()
    if not found.people:
        return (paragraph(say("announce_nobody")),)
    waits = quiet.note(wording, found.draft, found.quiet)
    return (*word, *waits, paragraph(say("announce_below"), quiet=True))


def _held_words(wording: Wording, held: HeldPartner) -> str:
    said = wording.say("announce_held", partner=held.partner, name=held.name)
    return (
        f"{said} {wording.say('approval_why', name=held.name, why=held.why)}" if held.why else said
    )


def _proofs(wording: Wording, found: Standing) -> tuple[Element, ...]:
    """Say what was found in a draft, and offer to read and to try it as others will."""
    if _state(found) not in {"open", "planned", "kept"}:
        return ()
    said = proofs.short_findings(wording, found.findings)
    ways = proofs.ways(wording, {"d": found.draft.id, proofs.ON_CARD: ""}).buttons
    others = languages.buttons(wording, found.draft) if found.draft.state == "open" else ()
    said = (*said, *proofs.links_seen(wording, found.links))
    return (*said, Buttons((*ways, simulating.ask_button(wording, found.draft.id), *others)))


def _ways(wording: Wording, found: Standing) -> tuple[Button, ...]:
    say, draft = wording.say, found.draft
    if _state(found) == "over":
        return (Button(say("announce_reach"), ActionRef(SENDS)), write_button(wording))
    lack = found.word.lack if found.word else None
    ask = (approving.ask_button(wording, _of(approving.ASK, draft), lack),) if lack else ()
    if draft.state == "planned":
        return (*ask, Button(say("announce_back"), _of(BACK, draft)))
    if draft.state == "dropped":
        return (write_button(wording),)
    change = Button(say("announce_change"), _of(WRITE, draft))
    drop = Button(say("announce_drop"), _of(DROP, draft))
    is_evergreen = draft.announcement.evergreen
    ever = (_evergreen(wording, draft),) if draft.announcement.newsletter else ()
    if not (found.people and (found.slots or draft.announcement.is_for_now or is_evergreen)):
        return (change, *ever, drop)
    keep = (*ever, *((quiet.keep_button(wording, draft),) if found.quiet else ()))
    if ask:
        return (*ask, change, *keep, drop)
    go = Button(_go_label(wording, found), _of(GO, draft), primary=True)
    return (go, change, *keep, drop)


def _go_label(wording: Wording, found: Standing) -> str:
    """Say what the press does; of an edition for which moment."""
    announcement = found.draft.announcement
    if announcement.evergreen:
        return wording.say("evergreen_keep")
    if announcement.is_for_now:
        return wording.say("announce_send")
    if not announcement.newsletter:
        return wording.say("announce_plan")
    return wording.say("edition_plan", moment=moment_words(wording, found.slots[0]))


def _of(name: str, draft: Drafted) -> ActionRef:
    return ActionRef(name, {"d": draft.id})


def _evergreen(wording: Wording, draft: Drafted) -> Button:
    """Return the button that makes an edition an evergreen, or gives it its slot back."""
    key = "evergreen_unmark" if draft.announcement.evergreen else "evergreen_mark"
    return Button(wording.say(key), _of(EVERGREEN, draft))
