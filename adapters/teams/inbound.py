"""Turns what Teams sends into neutral events, and keeps where the answer belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from adapters.teams.forms import FIELD, PICKS
from adapters.teams.mentions import is_called, said_words
from adapters.teams.news import is_arrival
from adapters.teams.parts import CARRIED, FORM, PICKED, REOPEN
from adapters.teams.payload import (
    ACTION,
    CHANGED,
    INSTALLATION,
    INVOKE,
    MEMBERS,
    MESSAGE,
    PERSONAL,
    TAKEN_BACK,
    Raw,
    at,
    is_bot,
    origin_of,
    place_kind,
    word,
)
from adapters.teams.quotes import has_files, quoted
from bot.action import ActionRef
from bot.event import (
    ActionPressed,
    Arrived,
    Event,
    FormSubmitted,
    Origin,
    ProfileChanged,
    Said,
    SaidOtherwise,
)
from bot.form import together

HELP = "help"


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where an answer goes: beside what was said, or onto what was pressed."""

    origin: Origin
    service_url: str
    conversation: str
    message: str = ""
    member: str = ""
    bot: str = ""
    is_targeted: bool = False


class Heard(NamedTuple):
    """An activity as it is understood, and where its answer goes."""

    raw: Raw
    place: ReplyTo
    event: Event | None


def reply_to(raw: Raw, default_tenant: str = "") -> ReplyTo:
    """Return where the answer to an activity goes; the message is the one that was pressed."""
    is_gesture = word(raw, "type") == INVOKE or isinstance(raw.get("value"), dict)
    return ReplyTo(
        origin=origin_of(raw, default_tenant),
        service_url=word(raw, "serviceUrl"),
        conversation=word(raw, "conversation", "id"),
        message=word(raw, "replyToId") if is_gesture else "",
        member=word(raw, "from", "id"),
        bot=word(raw, "recipient", "id"),
        is_targeted=at(raw, "recipient", "isTargeted") is True,
    )


def read_event(raw: Raw, origin: Origin) -> Event | None:
    """Translate an activity; None where it is none of our business."""
    kind = word(raw, "type")
    if kind in {INSTALLATION, MEMBERS}:
        return _moved(raw, origin)
    if kind == INVOKE:
        return _pressed(data_of(raw), origin, word(raw, "replyToId"))
    if kind in (CHANGED, TAKEN_BACK):
        return _rewritten(raw, origin)
    return _message(raw, origin) if kind == MESSAGE and origin.user and not is_bot(raw) else None


def _message(raw: Raw, origin: Origin) -> Event | None:
    if isinstance(raw.get("value"), dict):
        return _pressed(data_of(raw), origin, word(raw, "replyToId"))
    if place_kind(raw) != PERSONAL and not is_called(raw):
        return None
    return _said(raw, origin)


def _said(raw: Raw, origin: Origin) -> Said:
    quote, attached = quoted(raw), has_files(raw)
    text = quote.words if quote is not None else said_words(raw)
    return Said(
        origin,
        text if attached else text or HELP,
        message=word(raw, "id"),
        about=origin.thread or word(raw, "replyToId") or (quote.message if quote else ""),
        attached=attached,
    )


def _rewritten(raw: Raw, origin: Origin) -> Event | None:
    """Read that a person changed their words, or took them back."""
    name = word(raw, "id")
    if not (name and origin.user) or is_bot(raw):
        return None
    if word(raw, "type") == TAKEN_BACK:
        return SaidOtherwise(origin, name, None)
    quote = quoted(raw)
    return SaidOtherwise(origin, name, quote.words if quote is not None else said_words(raw))


def data_of(raw: Raw) -> Raw:
    """Return what a button or form carried back: our own words and what people filled in."""
    if word(raw, "type") == MESSAGE:
        found = raw.get("value")
    elif word(raw, "name") == ACTION:
        found = at(raw, "value", "action", "data")
    else:
        found = at(raw, "value", "data")
    return found if isinstance(found, dict) else {}


def form_values(data: Raw) -> dict[str, str]:
    """Return every field of a form by its name; one left open is empty."""
    typed = {name.removeprefix(FIELD): word(data, name) for name in data if name.startswith(FIELD)}
    picked = {
        name.removeprefix(PICKS): together(tuple(map(unquote, word(data, name).split(","))))
        for name in data
        if name.startswith(PICKS)
    }
    return typed | picked


def reopening(data: Raw) -> ActionRef:
    """Return the press that shows this form again."""
    return ActionRef.read(word(data, REOPEN))


def _pressed(data: Mapping[str, object], origin: Origin, message: str) -> Event:
    if FORM in data:
        return FormSubmitted(origin, ActionRef.read(word(data, FORM)), form_values({**data}))
    # A choice's button names the input where the action that was picked stands, packed.
    packed = word(data, word(data, PICKED)) if PICKED in data else word(data, CARRIED)
    return ActionPressed(origin, ActionRef.read(packed), message=message)


def _moved(raw: Raw, origin: Origin) -> Event | None:
    """Read that somebody took us in, or put us out for themselves.

    Teams never says that a whole tenant is gone: a team or a group that removes us leaves
    everybody else's chat with us as it was. It tells of one arrival twice; into a team the app
    comes with the news of its installation, into a channel of its own as a member.
    """
    is_personal = place_kind(raw) == PERSONAL
    if is_personal and not origin.user:
        return None
    is_twice = word(raw, "channelData", "eventType") == "teamMemberAdded"
    if is_arrival(raw) and not is_twice:
        return Arrived(origin)
    action = word(raw, "action")
    if not is_personal or action in {"", "remove-upgrade"}:
        return None  # The other half of an upgrade, "add-upgrade", follows: nobody put us out.
    return ProfileChanged(origin, None, active=action != "remove")
