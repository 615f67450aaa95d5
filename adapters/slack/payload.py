"""Reads Slack's requests field by field; a field of the wrong shape counts as empty."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from adapters.slack.entities import plain_words
from bot.event import Origin

PLATFORM = "slack"
EVENT, COMMAND, ACTION, SUBMISSION = "event", "command", "action", "view_submission"
SHORTCUT = "message_action"
LONGEST_KEY = 150
Body = dict[str, Any]
_THING = (dict, str)
_SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "actions": list,
    "authorizations": list,
    "channel": _THING,
    "container": dict,
    "enterprise": _THING,
    "event": dict,
    "item": dict,
    "message": dict,
    "team": _THING,
    "user": _THING,
    "view": dict,
}
"""What Bolt takes for granted: it fails on anything else."""


def at(body: object, *path: str | int) -> Any:  # noqa: ANN401 - it is whatever Slack sent
    """Return what stands at a path of keys and indexes, None where there is nothing."""
    for step in path:
        if isinstance(body, dict):
            body = body.get(str(step))
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            body = body[step]
        else:
            return None
    return body


def word(body: object, *path: str | int) -> str:
    """Return the text at a path; neither databases nor people take the rest."""
    found = at(body, *path)
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "").encode("utf-8", "replace").decode()


def words(body: object, *path: str | int) -> str:
    """Return the text at a path as its writer saw it."""
    return plain_words(word(body, *path))


def kind_of(body: Body) -> str | None:
    """Name the kind of a request, None where we have no use for it."""
    if not (_is_sound(body) and _is_sound(at(body, "event") or {})):
        return None
    if word(body, "type") == "event_callback" and word(body, "event", "type"):
        return EVENT
    if word(body, "command") and not word(body, "type"):
        return COMMAND
    told: Mapping[str, tuple[str, bool]] = {
        "block_actions": (ACTION, isinstance(at(body, "actions", 0, "action_id"), str)),
        SUBMISSION: (SUBMISSION, isinstance(at(body, "view", "callback_id"), str)),
        SHORTCUT: (SHORTCUT, bool(word(body, "callback_id"))),
    }
    kind, is_whole = told.get(word(body, "type"), ("", False))
    return kind if is_whole else None


def _is_sound(body: Body) -> bool:
    return all(
        body.get(name) is None or isinstance(body[name], shape) for name, shape in _SHAPES.items()
    ) and all(
        isinstance(inner, dict)
        for name in ("actions", "authorizations")
        for inner in at(body, name) or ()
    )


def key_of(kind: str, body: Body) -> str:
    """Return what is the same for a request and for its repeats, and for nothing else."""
    # After errors were shown, a view is sent again with its old hash: only the trigger is new.
    view = (("view", "id"), ("view", "hash"), ("trigger_id",))
    paths: tuple[tuple[str | int, ...], ...] = {
        EVENT: (("event_id",),),
        COMMAND: (("trigger_id",),),
        ACTION: (("trigger_id",), ("actions", 0, "action_ts")),
        SUBMISSION: view,
        SHORTCUT: (("trigger_id",), ("action_ts",)),
    }[kind]
    found = [word(body, *path) for path in paths]
    key = ":".join(found)
    if all(found) and len(key) <= LONGEST_KEY:
        return key
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def installation_of(body: Body) -> str:
    """Return where we are installed: a workspace, or a whole organisation.

    In a shared conversation this is not where the person comes from.
    """
    granted = at(body, "authorizations", 0)
    source = granted if isinstance(granted, dict) else body
    org = word(source, "enterprise_id") or word(source, "enterprise", "id")
    if at(source, "is_enterprise_install") in (True, "true") and org:
        return org
    return (
        word(body, "view", "app_installed_team_id")
        or word(source, "team_id")
        or word(body, "team", "id")
        or word(body, "team_id")
        or word(body, "view", "team_id")
        or word(body, "user", "team_id")
    )


def home_of(body: Body) -> str:
    """Return the workspace the person belongs to; empty where the request does not say."""
    return (
        word(body, "user", "team_id")
        or word(body, "event", "user_team")
        or word(body, "event", "source_team")
        or word(body, "event", "user", "team_id")
        or word(body, "event", "team")
    )


def enterprise_of(body: Body) -> str:
    """Return the person's organisation; empty where they have none, or it is not said.

    Requests name the organisation of the workspace where something happened.
    """
    granted = at(body, "authorizations", 0)
    source = granted if isinstance(granted, dict) else body
    here = {word(source, "team_id"), word(body, "team_id"), word(body, "team", "id")} - {""}
    if home_of(body) not in here:
        return ""
    return word(source, "enterprise_id") or word(source, "enterprise", "id")


def origin_of(
    body: Body, *, user: str, conversation: str = "", thread: str = "", with_us: bool = True
) -> Origin:
    """Say who did something and where; without a conversation nobody else reads along.

    `with_us` says that a direct message can only be the one with us: commands, and what
    answers them, also stand in a direct message of two people.
    """
    is_direct = word(body, "event", "channel_type") == "im" or conversation.startswith("D")
    return Origin(
        platform=PLATFORM,
        installation=installation_of(body),
        user=user,
        conversation=conversation,
        private=not conversation or (is_direct and with_us),
        home=home_of(body),
        thread=thread,
        enterprise=enterprise_of(body),
    )
