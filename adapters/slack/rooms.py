"""What Slack tells of rooms of several people: changes of them, and words in their threads."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from adapters.slack.payload import Body, origin_of, word
from bot.event import Event, Origin, PlaceChanged

BOT = "B"
"""How the ids of bots begin, ours and others'."""


def may_be_for_us(body: Body) -> bool:
    """Say whether words in a room may stand in a thread that we began; else nobody told us."""
    thread = word(body, "event", "thread_ts")
    is_below = bool(thread) and thread != word(body, "event", "ts")
    return is_below and _root_of(body) in {"", _us(body)}


def is_overheard(body: Body) -> bool:
    """Say whether it is still to be asked if these words stand in a thread that we began."""
    event = (word(body, "event", "type"), word(body, "event", "channel_type"))
    return event[0] == "message" and event[1] != "im" and not _root_of(body)


def _root_of(body: Body) -> str:
    """Return who wrote the first message of the thread; Slack does not always say.

    What we posted under somebody's name is no user's: then it names the bot, or nobody.
    """
    root = word(body, "event", "parent_user_id")
    return "" if root.startswith(BOT) else root


def _us(body: Body) -> str:
    return word(body, "authorizations", 0, "user_id")


def _changed(body: Body) -> PlaceChanged | None:
    """Read that something about a room changed; what, is to be asked."""
    where = word(body, "event", "channel") or word(body, "event", "channel", "id")
    return PlaceChanged(_at(body, where)) if where else None


def _begun(body: Body) -> Event | None:
    """Read that a room became one of those that we look at."""
    changed = _changed(body)
    return replace(changed, may_be_new=True) if changed is not None else None


def _moved(body: Body) -> Event | None:
    old, new = (word(body, "event", f"{which}_channel_id") for which in ("old", "new"))
    return PlaceChanged(_at(body, old), new) if old and new else None


def _came(body: Body) -> Event | None:
    """Read that we came into a room; where others go is their own affair."""
    return _begun(body) if _is_about_us(body) else None


def _went(body: Body) -> Event | None:
    return _changed(body) if _is_about_us(body) else None


def _is_about_us(body: Body) -> bool:
    return bool(_us(body)) and word(body, "event", "user") == _us(body)


def _at(body: Body, where: str) -> Origin:
    """Say where something happened, and leave out whoever did it."""
    return replace(origin_of(body, user="", conversation=where), home="", enterprise="")


_CHANGES = """
    channel_archive channel_deleted channel_left channel_rename channel_unarchive
    channel_unshared group_archive group_deleted group_left group_rename group_unarchive
"""
PLACE_EVENTS: Mapping[str, Callable[[Body], Event | None]] = {
    "channel_id_changed": _moved,
    "channel_shared": _begun,
    "member_joined_channel": _came,
    "member_left_channel": _went,
    **dict.fromkeys(_CHANGES.split(), _changed),
}
"""The events of rooms; each makes us look at the room, whatever it says of it."""
