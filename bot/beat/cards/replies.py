"""What is shown of an exchange: the card of whoever answers, and what comes back to who asked."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.store.exchanges import PATIENCE, Exchange, Line
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import (
    Bold,
    Button,
    Buttons,
    Element,
    Message,
    Paragraph,
    paragraph,
)
from bot.principal import Principal

ANSWER, DONE, SHOW, ABOUT = "answer_reply", "reply_done", "show_reply", "reply_about"
WRITE = "write_manager"
COMPLAINT = "log_complaint"
"""The press by which a reply becomes a complaint; a higher subject carries it out."""
WORDS_LIMIT = 3000
"""Characters of an answer; the tightest form field is Slack's."""
SHOWN, LONGEST = 10, 2500
"""Lines of an exchange that a card shows, and characters of each: it says what it leaves out."""


def card(wording: Wording, found: Exchange, reader: Principal, now: datetime) -> Message:
    """Show the words, who said them and about what, how long they wait, and what can be done."""
    say = wording.say
    where = {"name": found.who, "partner": found.partner}
    title = say("reply_card_title" if found.partner else "reply_card_title_alone", **where)
    return Message(
        title,
        (
            *_about(wording, found),
            *_said(wording, found, reader),
            *((paragraph(say("reply_lost", reason=found.lost)),) if found.lost else ()),
            paragraph(_standing(wording, found, reader, now), quiet=True),
            Buttons(_ways(wording, found)),
        ),
        wording.language.tag,
    )


def waits(wording: Wording, span: timedelta) -> str:
    """Write how long something waited, in business hours."""
    return wording.say_number("reply_hours", int(span.total_seconds() // 3600))


def answer_form(wording: Wording, found: Exchange, reader: Principal, now: datetime) -> Form:
    """Ask for the answer; above it stands what was said last."""
    say = wording.say
    spans = paragraph(_standing(wording, found, reader, now)).spans
    return Form(
        ActionRef(ANSWER, {"r": found.id}),
        say("reply_form_title"),
        say("reply_form_send"),
        (_words_field(say("reply_form_words", name=found.who)),),
        reopen=Button(say("reply_answer"), ActionRef(ANSWER, {"r": found.id})),
        intro=spans,
    )


def write_form(wording: Wording, name: str) -> Form:
    """Ask for what somebody wants to tell their manager."""
    say = wording.say
    return Form(
        ActionRef(WRITE),
        say("manager_form_title"),
        say("reply_form_send"),
        (_words_field(say("manager_form_words", name=name)),),
        reopen=write_button(wording),
    )


def write_button(wording: Wording) -> Button:
    """Return the button that asks for what somebody wants to tell their manager."""
    return Button(wording.say("manager_write"), ActionRef(WRITE), primary=True)


def mistakes(wording: Wording, words: str) -> dict[str, str]:
    """Say what is wrong with words that somebody wrote on a form."""
    say, write = wording.say, wording.language.number
    if not words:
        return {"words": say("reply_empty")}
    if len(words) > WORDS_LIMIT:
        length, limit = write(len(words)), write(WORDS_LIMIT)
        return {"words": say("reason_too_long", length=length, limit=limit)}
    return {}


def answer_message(wording: Wording, who: str, words: str, about: str) -> Message:
    """Bring back what a person answered, with their name."""
    say = wording.say
    below = say("reply_came_about", about=about) if about else say("reply_came_below")
    return Message(
        say("reply_came_title", name=who),
        (*_paragraphs(words), paragraph(below, quiet=True)),
        wording.language.tag,
    )


def _words_field(label: str) -> TextField:
    return TextField("words", label, WORDS_LIMIT, required=True)


def _about(wording: Wording, found: Exchange) -> tuple[Element, ...]:
    say = wording.say
    lines = [say("reply_about", about=found.about)] if found.about else []
    if found.sender:
        lines.append(say("reply_from", address=found.sender, name=found.who))
    return tuple(paragraph(line) for line in lines)


def _said(wording: Wording, found: Exchange, reader: Principal) -> tuple[Element, ...]:
    shown = found.lines[-SHOWN:]
    earlier = len(found.lines) - len(shown)
    before = (
        [paragraph(wording.say_number("reply_earlier", earlier), quiet=True)] if earlier else []
    )
    said = [element for line in shown for element in _line(wording, line, reader)]
    return (*before, *said)


def _line(wording: Wording, line: Line, reader: Principal) -> list[Element]:
    say = wording.say
    local = line.at.astimezone(ZoneInfo(reader.zone))
    moment = wording.language.moment(local, say("pattern_slot"))
    head = say("reply_line", name=line.who, moment=moment)
    if line.state == "taken back":
        return [paragraph(Bold(head)), paragraph(say("reply_taken_back"), quiet=True)]
    words: list[Element] = [paragraph(Bold(head)), *_paragraphs(line.words[:LONGEST])]
    if (more := len(line.words) - LONGEST) > 0:
        words.append(paragraph(wording.say_number("reply_cut", more), quiet=True))
    if line.state == "changed":
        words.append(paragraph(say("reply_changed"), quiet=True))
    if line.attached:
        words.append(paragraph(say("reply_attached"), quiet=True))
    return words


def _paragraphs(words: str) -> tuple[Paragraph, ...]:
    lines = (line.strip() for line in words.splitlines())
    return tuple(paragraph(line) for line in lines if line)


def _standing(wording: Wording, found: Exchange, reader: Principal, now: datetime) -> str:
    say = wording.say
    if found.state == "open":
        span = found.waited(now)
        key = "reply_waits_long" if span >= PATIENCE else "reply_waits"
        return say(key, hours=waits(wording, span))
    local = (found.closed_at or now).astimezone(ZoneInfo(reader.zone))
    moment = wording.language.moment(local, say("pattern_slot"))
    key = "reply_is_answered" if found.state == "answered" else "reply_is_done"
    return say(key, name=found.closed_by, moment=moment)


def _ways(wording: Wording, found: Exchange) -> tuple[Button, ...]:
    say = wording.say
    of = {"r": found.id}
    ways = [Button(say("reply_answer"), ActionRef(ANSWER, of), primary=True)]
    if found.state == "open":
        ways.append(Button(say("reply_done"), ActionRef(DONE, of)))
    if found.partner_id is not None and not found.sender:
        ways.append(Button(say("reply_complaint"), ActionRef(COMPLAINT, of)))
    if found.is_edition:
        ways.append(Button(say("reply_see"), ActionRef(ABOUT, of)))
    return tuple(ways)
