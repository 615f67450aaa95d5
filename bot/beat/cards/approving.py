"""What is shown of an approval: to a second person, to who asked, and on the draft itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.action import ActionRef
from bot.beat.cards.proofs import READ_AS, links_seen
from bot.beat.rules.approving import Lack
from bot.beat.store.link_looks import LinksSeen
from bot.form import Form, TextField
from bot.language import Wording
from bot.message import Button, Buttons, Divider, Element, Message, notice, paragraph
from bot.principal import Principal

ASK, SHOW, APPROVE, SEND_BACK, LIST = (
    "ask_approval",
    "show_approval",
    "approve",
    "send_back",
    "approvals",
)
OPEN_SURVEY, LOOK_SURVEY = "survey_open", "survey_look"
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Word:
    """What a second person said of a draft, or why nobody did so far; `name` is who they are."""

    lack: Lack | None
    name: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as somebody sees it; `is_mine` where they wrote on the text or asked for it.

    `survey` is the key of what is asked, where it is no edition; `text_id` its version.
    """

    id: str
    title: str
    whom: str
    comes: str
    people: int
    state: str
    asked_by: str
    asked_at: datetime
    name: str = ""
    why: str = ""
    draft_id: str | None = None
    survey: str = ""
    text_id: str = "draft"
    is_mine: bool = False
    links: LinksSeen | None = None


_NOTES = {
    Lack.NEVER: "approval_never",
    Lack.WAITS: "approval_waits",
    Lack.REFUSED: "approval_refused",
    Lack.TEXT: "approval_text_changed",
    Lack.GREW: "approval_grew",
    Lack.EXPIRED: "approval_expired",
}


def note(wording: Wording, word: Word) -> tuple[Element, ...]:
    """Say on a draft how its approval stands."""
    say = wording.say
    if word.lack is None:
        return (paragraph(say("approval_given", name=word.name)),)
    said = [paragraph(say(_NOTES[word.lack], name=word.name))]
    if word.lack is Lack.REFUSED and word.why:
        said.append(paragraph(say("approval_why", name=word.name, why=word.why)))
    return tuple(said)


def ask_button(wording: Wording, action: ActionRef, lack: Lack) -> Button:
    """Return the button that asks a second person, or once more."""
    again = lack not in {Lack.NEVER, Lack.TEXT}
    label = wording.say("approval_ask_again" if again else "approval_ask")
    return Button(label, action, primary=lack is not Lack.WAITS)


def request_card(
    wording: Wording, found: Request, reader: Principal, text: Message | None
) -> Message:
    """Show a text as it reads, whom it means and when it comes, and what can be said of it."""
    say = wording.say
    local = found.asked_at.astimezone(ZoneInfo(reader.zone))
    moment = wording.language.moment(local, say("pattern_slot"))
    people = wording.say_number("approval_people", found.people)
    whom = say("announce_for_whom", whom=found.whom) if found.whom else say("announce_for_all")
    lines: list[Element] = [
        paragraph(say("approval_asked", name=found.asked_by, moment=moment)),
        paragraph(f"{whom} {people}"),
        paragraph(found.comes or say("approval_comes_now")),
        *_answer(wording, found),
        *(links_seen(wording, found.links) if found.state == "asked" else ()),
    ]
    ways = _ways(wording, found)
    if ways:
        lines.append(Buttons(ways))
    if text is not None:
        elements = text.elements if found.survey else _read(text)
        lines += [Divider(), paragraph(say("approval_reads", title=text.title)), *elements]
    key = "approval_title" if found.state == "asked" else f"approval_{found.state}_title"
    return Message(say(key, title=found.title), tuple(lines), wording.language.tag)


def answer_card(wording: Wording, found: Request) -> Message:
    """Tell who asked what a second person said."""
    say = wording.say
    lines: list[Element] = [*_answer(wording, found)]
    if found.draft_id:
        opened = Button(say("announce_open"), ActionRef("announce_open", {"d": found.draft_id}))
        lines.append(Buttons((opened,)))
    if found.survey:
        opened = Button(say("announce_open"), ActionRef(OPEN_SURVEY, {"s": found.survey}))
        lines.append(Buttons((opened,)))
    return Message(
        say(f"approval_{found.state}_title", title=found.title),
        tuple(lines),
        wording.language.tag,
    )


def why_form(wording: Wording, request_id: str, title: str) -> Form:
    """Ask for a word on why a text is sent back."""
    say = wording.say
    action = ActionRef(SEND_BACK, {"a": request_id})
    return Form(
        action,
        say("approval_form_title"),
        say("approval_send_back"),
        (TextField("why", say("approval_form_why", title=title), LONGEST_WHY, required=True),),
        reopen=Button(say("approval_send_back"), action),
    )


def listed(wording: Wording, found: Sequence[Request]) -> Message:
    """List what waits for a second person, each with the button that shows it."""
    say = wording.say
    lines: list[Element] = []
    for one in found:
        key = "approval_line_mine" if one.is_mine else "approval_line"
        people = wording.say_number("approval_people", one.people)
        lines.append(paragraph(f"{say(key, title=one.title, name=one.asked_by)} {people}"))
        show = Button(say("approval_look"), ActionRef(SHOW, {"a": one.id}))
        lines.append(Buttons((show,)))
    if not found:
        lines.append(paragraph(say("approval_none")))
    return Message(say("approval_list_title"), tuple(lines), wording.language.tag)


def said(wording: Wording, key: str, **values: str) -> Message:
    """Say one sentence with its title."""
    return notice(wording.say(f"{key}_title"), wording.say(key, **values))


def _answer(wording: Wording, found: Request) -> tuple[Element, ...]:
    say = wording.say
    if found.state == "asked":
        return (paragraph(say("approval_is_mine"), quiet=True),) if found.is_mine else ()
    if found.state == "overtaken":
        return (paragraph(say("approval_overtaken")),)
    said = [paragraph(say(f"approval_was_{found.state}", name=found.name))]
    if found.why:
        said.append(paragraph(say("approval_why", name=found.name, why=found.why)))
    return tuple(said)


def _ways(wording: Wording, found: Request) -> tuple[Button, ...]:
    if found.state != "asked" or found.is_mine:
        return ()
    say, of = wording.say, {"a": found.id}
    ways = (
        Button(say("approval_approve"), ActionRef(APPROVE, of), primary=True),
        Button(say("approval_send_back"), ActionRef(SEND_BACK, of)),
    )
    if found.survey:
        look = ActionRef(LOOK_SURVEY, {"t": found.text_id})
        return (*ways, Button(say("survey_look"), look))
    # Below it stands what one reader gets; others may have parts of their own.
    return (*ways, Button(say("proof_read_as"), ActionRef(READ_AS, of)))


def _read(text: Message) -> tuple[Element, ...]:
    """Return a text as it reads, without the buttons by which its readers hear less."""
    elements = text.elements
    return elements[:-1] if elements and isinstance(elements[-1], Buttons) else elements
