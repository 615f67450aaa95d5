"""Turns what Slack sends into neutral events, and keeps where the answer belongs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from adapters.slack.blocks import LINK_PRESSED
from adapters.slack.commands import HELP, Commands, in_words, without_slash
from adapters.slack.entities import plain_words, without_mention
from adapters.slack.payload import (
    ACTION,
    COMMAND,
    EVENT,
    SHORTCUT,
    SUBMISSION,
    Body,
    at,
    kind_of,
    origin_of,
    word,
    words,
)
from adapters.slack.rewritten import REWRITTEN, read_rewritten
from adapters.slack.rich_text import markdown_of
from adapters.slack.rooms import PLACE_EVENTS, may_be_for_us
from adapters.slack.shortcuts import read_shortcut
from bot.action import ActionRef
from bot.event import (
    ActionPressed,
    Event,
    FormSubmitted,
    HomeOpened,
    InstallationRemoved,
    Origin,
    PersonJoined,
    ProfileChanged,
    Said,
)
from bot.form import together
from bot.language import read_language

LATEST = 2**33
"""Seconds that an event's time is below, some centuries from now."""
SPOKEN = frozenset({"", "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote; the rest reports edits, joins and bots."""


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where an answer goes: beside what was said, or onto what was pressed.

    `on_home` is whether that stood on our home page, or on a form that was opened there.
    """

    origin: Origin
    message: str = ""
    is_ephemeral: bool = False
    response_url: str = ""
    trigger: str = ""
    on_home: bool = False


class Heard(NamedTuple):
    """A request as it is understood, and where its answer goes."""

    kind: str
    event: Event
    place: ReplyTo


Reader = Callable[[Body], Event | None]


def hear(body: Body, commands: Commands) -> Heard | None:
    """Translate a request; None where it is none of our business."""
    kind = kind_of(body) or ""
    event = _event(kind, body, commands)
    return Heard(kind, event, _place(kind, body, event.origin)) if event is not None else None


def _event(kind: str, body: Body, commands: Commands) -> Event | None:
    if kind == COMMAND:
        return _command(body, commands)
    if kind == EVENT:
        reader = EVENTS.get(word(body, "event", "type"))
        event = reader(body) if reader else None
        if isinstance(event, Said):
            return replace(event, text=without_slash(event.text, commands))
        return event
    reader = {ACTION: _action, SHORTCUT: read_shortcut, SUBMISSION: _submission}.get(kind)
    return reader(body) if reader else None


def _place(kind: str, body: Body, origin: Origin) -> ReplyTo:
    if kind == EVENT:
        return ReplyTo(origin)
    if kind == COMMAND:
        url, trigger = word(body, "response_url"), word(body, "trigger_id")
        return ReplyTo(origin, response_url=url, trigger=trigger)
    if kind == SUBMISSION:
        kept = _kept(body)
        return ReplyTo(origin, word(kept, "message"), on_home=at(kept, "home") is True)
    return ReplyTo(
        origin,
        message=word(body, "container", "message_ts"),
        is_ephemeral=at(body, "container", "is_ephemeral") is True,
        response_url=word(body, "response_url"),
        trigger=word(body, "trigger_id"),
        on_home=word(body, "view", "type") == "home",
    )


def metadata(action: ActionRef, place: ReplyTo) -> str:
    """Pack into a form what its submission must bring back; Slack would not tell us."""
    kept: dict[str, str | bool] = {
        "action": action.pack(),
        "conversation": place.origin.conversation,
        "thread": place.origin.thread,
        "message": "" if place.is_ephemeral else place.message,
        "home": place.on_home,
    }
    return json.dumps({key: value for key, value in kept.items() if value})


def _command(body: Body, commands: Commands) -> Event | None:
    said = in_words(word(body, "command"), words(body, "text"), commands)
    if said is None:
        return None
    user, where = word(body, "user_id"), word(body, "channel_id")
    return Said(origin_of(body, user=user, conversation=where, with_us=False), said)


def _action(body: Body) -> Event | None:
    if word(body, "actions", 0, "action_id").startswith(LINK_PRESSED):
        return None
    packed = word(body, "actions", 0, "value") or word(
        body, "actions", 0, "selected_option", "value"
    )
    origin = origin_of(
        body,
        user=word(body, "user", "id"),
        conversation=word(body, "channel", "id") or word(body, "container", "channel_id"),
        thread=word(body, "container", "thread_ts") or word(body, "message", "thread_ts"),
        with_us=at(body, "container", "is_ephemeral") is not True,
    )
    stays = at(body, "container", "is_ephemeral") is not True
    message = word(body, "container", "message_ts") if stays else ""
    return ActionPressed(origin, ActionRef.read(packed), message=message)


def _submission(body: Body) -> Event | None:
    kept = _kept(body)
    origin = origin_of(
        body,
        user=word(body, "user", "id"),
        conversation=word(kept, "conversation"),
        thread=word(kept, "thread"),
        with_us=bool(word(kept, "message")),
    )
    return FormSubmitted(origin, ActionRef.read(word(kept, "action")), form_values(body))


def _kept(body: Body) -> object:
    try:
        return json.loads(word(body, "view", "private_metadata"))
    except (ValueError, RecursionError):
        return None


def form_values(body: Body) -> dict[str, str]:
    """Return every field of a submitted form by its name; one left open is empty."""
    found = at(body, "view", "state", "values")
    blocks = found if isinstance(found, dict) else {}
    return {
        str(name): _value(next(iter(held.values()), None))
        for name, held in blocks.items()
        if isinstance(held, dict)
    }


def _value(held: object) -> str:
    """Return what somebody gave, in the one shape that `bot.form` knows."""
    picks = at(held, "selected_options")
    if isinstance(picks, list):
        return together(tuple(word(pick, "value") for pick in picks))
    if at(held, "rich_text_value"):
        return markdown_of(at(held, "rich_text_value"))
    given = ("value",), ("selected_option", "value"), ("selected_date",), ("selected_time",)
    return next(filter(None, (word(held, *path) for path in given)), "")


def _message(body: Body) -> Event | None:
    """Read what was written to us, or in a thread; of a mention we are told by itself."""
    is_alone, written = word(body, "event", "channel_type") == "im", word(body, "event", "text")
    if word(body, "event", "subtype") in REWRITTEN:
        changed = read_rewritten(body)
        return changed if changed and (is_alone or changed.origin.thread) else None
    if is_alone:
        return _said(body, written)
    us = word(body, "authorizations", 0, "user_id")
    is_told_apart = bool(us) and without_mention(written, us) != written
    return _said(body, written) if may_be_for_us(body) and not is_told_apart else None


def _mention(body: Body) -> Event | None:
    us = word(body, "authorizations", 0, "user_id")
    return _said(body, without_mention(word(body, "event", "text"), us))


def _said(body: Body, written: str) -> Event | None:
    text = plain_words(written)
    is_ours = word(body, "event", "bot_id") or not word(body, "event", "user")
    if is_ours or word(body, "event", "subtype") not in SPOKEN:
        return None
    has_files = bool(at(body, "event", "files"))
    return Said(
        _event_origin(body),
        text if has_files else text or HELP,
        message=word(body, "event", "ts"),
        about=word(body, "event", "thread_ts"),
        attached=has_files,
    )


def _event_origin(body: Body) -> Origin:
    return origin_of(
        body,
        user=word(body, "event", "user") or word(body, "event", "user", "id"),
        conversation=word(body, "event", "channel"),
        thread=word(body, "event", "thread_ts"),
    )


def _home(body: Body) -> Event | None:
    is_home = word(body, "event", "tab") == "home" and word(body, "event", "user")
    return HomeOpened(_event_origin(body)) if is_home else None


def _uninstalled(body: Body) -> Event | None:
    return InstallationRemoved(_event_origin(body), at=_time_of(body))


def _time_of(body: Body) -> datetime | None:
    """Return when an event happened, in whole seconds; what nobody could mean is left out."""
    told = at(body, "event_time")
    if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < LATEST:
        return None
    return datetime.fromtimestamp(told, UTC)


def _revoked(body: Body) -> Event | None:
    # The tokens of people may go as they like: we hold only our own.
    return _uninstalled(body) if at(body, "event", "tokens", "bot") else None


def _profile(body: Body) -> Event | None:
    user = at(body, "event", "user")
    if not word(user, "id") or at(user, "is_bot") is True:
        return None
    active = at(user, "deleted") is not True
    zone, language = word(user, "tz") or None, read_language(word(user, "locale"))
    return ProfileChanged(_event_origin(body), zone, active, language=language)


def _joined(body: Body) -> Event | None:
    email = word(body, "event", "user", "profile", "email")
    return PersonJoined(_event_origin(body), email) if email else None


EVENTS: Mapping[str, Reader] = {
    "message": _message,
    "app_mention": _mention,
    "app_home_opened": _home,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
    "user_change": _profile,
    "team_join": _joined,
    **PLACE_EVENTS,
}
"""Every event we read; the manifest subscribes to exactly these."""
