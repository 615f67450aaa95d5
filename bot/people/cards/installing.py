"""The letter for who looks after a workspace, how far it has come, and what its pages say."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.action import ActionRef
from bot.language import Wording
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Element,
    Heading,
    Link,
    LinkButton,
    Message,
    Paragraph,
    Spans,
    Text,
    paragraph,
    spans,
)
from bot.people.rules.installing import REASONS, Progress
from bot.people.store.grants import Standing
from bot.ports import Authority, Refusal

KEPT = ("people", "answers", "conversations", "token")
"""What the letter says of what is kept, in order."""


def letter(
    wording: Wording, vendor: str, authority: Authority, address: str, until: datetime
) -> Message:
    """Write to who looks after a workspace: what is asked and why, what is kept, the way out."""
    say = wording.say
    day = wording.language.day(until.date(), "d MMMM y")
    return _said(
        wording,
        say("letter_title", vendor=vendor),
        paragraph(say("letter_what", vendor=vendor)),
        paragraph(say("letter_open"), " ", Link(address, address)),
        *_asked(wording, authority),
        *_kept(wording, vendor),
        paragraph(say("letter_until", day=day), quiet=True),
    )


def page(
    wording: Wording, vendor: str, authority: Authority, going_on: str, partner: str
) -> Message:
    """Say the same on the page of the link, with the way on to the platform."""
    say = wording.say
    whom = say("install_for", partner=partner) if partner else say("install_for_nobody")
    return _said(
        wording,
        say("letter_title", vendor=vendor),
        paragraph(say("letter_what", vendor=vendor)),
        paragraph(whom),
        Buttons((LinkButton(say("install_go"), going_on),)),
        paragraph(say("install_go_means"), quiet=True),
        *_asked(wording, authority),
        *_kept(wording, vendor),
    )


def installed(wording: Wording, vendor: str, standing: Standing, workspace: str) -> Message:
    """Say what is so now that a workspace installed us."""
    say = wording.say
    title = say("installed_title")
    so = say(f"installed_{standing}", workspace=workspace, vendor=vendor)
    return _said(
        wording,
        title,
        paragraph(so),
        paragraph(say("installed_next")),
        paragraph(say("install_close")),
    )


def refused(wording: Wording, vendor: str, why: Refusal, reference: str) -> Message:
    """Say why nothing was installed, and what to do."""
    say = wording.say
    return _said(
        wording,
        say("install_refused_title"),
        paragraph(say(f"refusal_{why}", vendor=vendor)),
        paragraph(say("install_reference", reference=reference), quiet=True),
    )


def checklist(wording: Wording, one: Progress, now: datetime) -> Message:
    """Show how far one link has come, with the button that looks again."""
    say = wording.say
    title = say("checklist_title", partner=one.partner or say("checklist_nobody"))
    steps = tuple(_step(wording, *step) for step in one.steps())
    again = Button(say("checklist_again"), ActionRef("install_progress", {"link": one.link_id}))
    elements: list[Element] = [Bullets(steps)]
    if one.workspace:
        elements.insert(0, paragraph(say("checklist_workspace", workspace=one.workspace)))
    if not one.has_domains:
        elements.append(paragraph(say("checklist_no_domain", partner=one.partner)))
    day = wording.language.day(one.expires_at.date(), "d MMMM y")
    elements.append(paragraph(say(f"checklist_{one.state(now)}", day=day), quiet=True))
    elements.append(Buttons((again,)))
    return _said(wording, title, *elements)


def _step(wording: Wording, name: str, is_done: bool, at: datetime | None) -> Spans:  # noqa: FBT001 - a step's three facts
    say = wording.say
    done = say("step_done") if is_done else say("step_open")
    when = wording.language.moment(at.astimezone(UTC), "d MMM y HH:mm") if at else ""
    moment = f" ({when} UTC)" if is_done and when else ""
    return spans(Bold(f"{done}: "), Text(say(f"step_{name}") + moment))


def _asked(wording: Wording, authority: Authority) -> Iterator[Element]:
    say = wording.say
    yield Heading(say("letter_scopes"))
    yield Bullets(tuple(_reason(wording, scope) for scope in authority.scopes))
    if authority.optional_scopes:
        yield paragraph(say("letter_optional"))
        yield Bullets(tuple(_reason(wording, scope) for scope in authority.optional_scopes))


def _reason(wording: Wording, scope: str) -> Spans:
    return spans(Bold(scope), Text(f": {wording.say(REASONS[scope])}"))


def _kept(wording: Wording, vendor: str) -> Iterator[Element]:
    say = wording.say
    yield Heading(say("letter_kept"))
    yield Bullets(tuple(spans(say(f"letter_kept_{what}", vendor=vendor)) for what in KEPT))
    yield Heading(say("letter_remove"))
    yield Paragraph(spans(say("letter_remove_how", vendor=vendor)))


def _said(wording: Wording, title: str, *elements: Element) -> Message:
    return Message(title, elements, wording.language.tag)
