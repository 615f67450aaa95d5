"""What Teams tells of teams, channels and groups: whether we may speak there, and why not."""

from typing import NamedTuple

from adapters.teams.payload import (
    BOT,
    INSTALLATION,
    MEMBERS,
    PERSONAL,
    Raw,
    at,
    place_kind,
    tenant_of,
    word,
)
from bot.ports import ARCHIVED, DISCONNECTED, LIVE, NOT_A_MEMBER

REMOVED = "the app was removed there"
CHANNEL_DELETED, TEAM_DELETED = "the channel was deleted", "the team was deleted"
TEAM_ARCHIVED = "the team was archived"
UNSHARED = "the channel is no longer shared with the other company"


class PlaceNews(NamedTuple):
    """How a place stands from now on: one conversation, or a team with all its channels.

    Where it is live again, `reason` is what ended by that; other reasons stay.
    """

    place: str
    state: str
    reason: str


_OF_A_TEAM = {
    "teamarchived": (ARCHIVED, TEAM_ARCHIVED),
    "teamunarchived": (LIVE, TEAM_ARCHIVED),
    "teamdeleted": (DISCONNECTED, TEAM_DELETED),
    "teamharddeleted": (DISCONNECTED, TEAM_DELETED),
    "teamrestored": (LIVE, TEAM_DELETED),
}
_OF_A_CHANNEL = {
    "channeldeleted": (ARCHIVED, CHANNEL_DELETED),
    "channelrestored": (LIVE, CHANNEL_DELETED),
}
_SHARED, _UNSHARED = "channelshared", "channelunshared"
_OF_ONE_CHANNEL = frozenset({"channelmemberadded", "channelmemberremoved"})


def place_news(raw: Raw) -> PlaceNews | None:
    """Read what became of a place; None where an activity tells nothing of that."""
    if place_kind(raw) == PERSONAL or word(raw, "type") not in {INSTALLATION, MEMBERS}:
        return None
    told = word(raw, "channelData", "eventType").lower()
    channel = word(raw, "channelData", "channel", "id") or _place(raw)
    if told in _OF_A_TEAM:
        return PlaceNews(_team(raw), *_OF_A_TEAM[told])
    if told in _OF_A_CHANNEL:
        return PlaceNews(channel, *_OF_A_CHANNEL[told])
    if told == _SHARED:
        return PlaceNews(channel, LIVE, UNSHARED)
    if told == _UNSHARED:
        gone = _is_foreign(raw, "unsharedFromTeams")
        return PlaceNews(channel, DISCONNECTED, UNSHARED) if gone else None
    return _ours(raw, channel if told in _OF_ONE_CHANNEL else _team(raw))


def is_closing(raw: Raw) -> bool:
    """Say whether an activity tells of a place that we may speak there no more."""
    news = place_news(raw)
    return news is not None and news.state != LIVE


def is_farewell(raw: Raw) -> bool:
    """Say whether an activity tells that we are out."""
    if word(raw, "type") == INSTALLATION:
        return word(raw, "action") == "remove"
    return word(raw, "type") == MEMBERS and _is_about_us(raw, "membersRemoved")


def is_arrival(raw: Raw) -> bool:
    """Say whether an activity tells that we are in."""
    if word(raw, "type") == INSTALLATION:
        return word(raw, "action") == "add"
    return word(raw, "type") == MEMBERS and _is_about_us(raw, "membersAdded")


def _ours(raw: Raw, place: str) -> PlaceNews | None:
    if is_farewell(raw):
        return PlaceNews(place, NOT_A_MEMBER, REMOVED)
    return PlaceNews(place, LIVE, REMOVED) if is_arrival(raw) else None


def _is_about_us(raw: Raw, key: str) -> bool:
    listed, us = raw.get(key), word(raw, "recipient", "id")
    names = [word(one, "id") for one in listed] if isinstance(listed, list) else []
    # Other bots come and go as well; a name of ours is missing only where nothing is told of us.
    return us in names if us else any(name.startswith(BOT) for name in names)


def _is_foreign(raw: Raw, key: str) -> bool:
    """Say whether one of the teams that are named belongs to another Teams tenant."""
    listed = at(raw, "channelData", key)
    homes = {word(one, "tenantId") for one in listed} if isinstance(listed, list) else set()
    return bool(homes - {"", tenant_of(raw)})


def _team(raw: Raw) -> str:
    return word(raw, "channelData", "team", "id") or _place(raw)


def _place(raw: Raw) -> str:
    return word(raw, "conversation", "id").partition(";")[0]
