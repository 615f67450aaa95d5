"""Reads Teams' activities field by field; a field of the wrong shape counts as empty."""

import hashlib
import json
from typing import Any

from bot.event import Origin
from bot.language import read_language
from bot.ports import Conversation

PLATFORM = "teams"
MESSAGE, INVOKE, MEMBERS, INSTALLATION = (
    "message",
    "invoke",
    "conversationUpdate",
    "installationUpdate",
)
CHANGED, TAKEN_BACK = "messageUpdate", "messageDelete"
KINDS = frozenset({MESSAGE, INVOKE, MEMBERS, INSTALLATION, CHANGED, TAKEN_BACK})
"""The types of activities we read; the rest (reactions, typing) says nothing to us."""
ACTION, DIALOG_OPENED, DIALOG_SENT = "adaptiveCard/action", "task/fetch", "task/submit"
INVOKES = frozenset({ACTION, DIALOG_OPENED, DIALOG_SENT})
PERSONAL, GROUP, TEAM = "personal", "group", "team"
BOT = "28:"
"""How the ids of bots begin, ours and others'."""
ROOT = ";messageid="
"""What stands between a team's conversation and the message that began a thread in it."""
LONGEST_NAME = 250
Raw = dict[str, Any]


def at(raw: object, *path: str) -> Any:  # noqa: ANN401 - it is whatever Teams sent
    """Return what stands at a path of keys, None where there is nothing."""
    for step in path:
        if not isinstance(raw, dict):
            return None
        raw = raw.get(step)
    return raw


def word(raw: object, *path: str) -> str:
    """Return the text at a path; neither databases nor people take the rest."""
    found = at(raw, *path)
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "").encode("utf-8", "replace").decode()


def entities(raw: Raw, kind: str) -> list[Raw]:
    """Return what Teams attached of one kind: mentions, or facts about the person's client."""
    found = at(raw, "entities")
    listed = found if isinstance(found, list) else []
    return [one for one in listed if isinstance(one, dict) and one.get("type") == kind]


def tenant_of(raw: Raw) -> str:
    """Return the Teams tenant where we stand."""
    return word(raw, "conversation", "tenantId") or word(raw, "channelData", "tenant", "id")


def home_of(raw: Raw) -> str:
    """Return the Teams tenant the person belongs to; empty where the activity does not say."""
    return word(raw, "from", "tenantId")


def user_of(raw: Raw) -> str:
    """Name the person: the directory's id where there is one, else Teams' own."""
    return word(raw, "from", "aadObjectId") or word(raw, "from", "id")


def is_bot(raw: Raw) -> bool:
    """Whether not a person did this, but we or another bot."""
    return word(raw, "from", "id").startswith(BOT) or word(raw, "from", "role") == "bot"


def place_kind(raw: Raw) -> str:
    """Say how many read along: one person, a group, or a team."""
    kind = word(raw, "conversation", "conversationType")
    if kind == "channel" or (
        word(raw, "conversation", "id").startswith("19:")
        and ROOT in word(raw, "conversation", "id")
    ):
        return TEAM
    is_group = kind == "groupChat" or at(raw, "conversation", "isGroup") is True
    return GROUP if is_group else PERSONAL


def key_of(raw: Raw) -> str:
    """Return what is the same for an activity and for its repeats, and for nothing else."""
    place, name = word(raw, "conversation", "id"), word(raw, "id")
    # What becomes of a message is told under its own name, each time anew.
    told = place and name and word(raw, "type") not in (CHANGED, TAKEN_BACK)
    known = json.dumps([place, name]) if told else json.dumps(raw, sort_keys=True)
    return hashlib.sha256(known.encode()).hexdigest()


def zone_of(raw: Raw) -> str:
    """Return the time zone of the person's client, where it says one."""
    told = (word(one, "timezone") for one in entities(raw, "clientInfo"))
    return next(filter(None, told), "") or word(raw, "localTimezone")


def language_of(raw: Raw) -> str:
    """Return the tag of the language the person's client is set to, where it says one."""
    told = (word(one, "locale") for one in entities(raw, "clientInfo"))
    said = word(raw, "locale") or next(filter(None, told), "")
    return read_language(said) or ""


def origin_of(raw: Raw, default_tenant: str = "") -> Origin:
    """Say who did something and where."""
    place, _, root = word(raw, "conversation", "id").partition(ROOT)
    return Origin(
        platform=PLATFORM,
        installation=tenant_of(raw) or default_tenant,
        user=user_of(raw),
        conversation=place,
        private=place_kind(raw) == PERSONAL,
        home=home_of(raw),
        thread=root,
        language=language_of(raw),
        # In a shared channel a card takes input of people of any Teams tenant who see it.
        forms_for_all=True,
    )


def conversation_of(raw: Raw, origin: Origin) -> Conversation:
    """Return what must be kept of a conversation, to speak there first one day."""
    kind = place_kind(raw)
    is_personal = kind == PERSONAL and not is_bot(raw)
    return Conversation(
        platform=PLATFORM,
        installation=origin.installation,
        id=origin.conversation,
        kind=kind,
        service_url=word(raw, "serviceUrl"),
        bot=word(raw, "recipient", "id"),
        user=origin.user if is_personal else "",
        member=word(raw, "from", "id") if is_personal else "",
        team=word(raw, "channelData", "team", "id"),
        zone=zone_of(raw) if is_personal else "",
        language=origin.language if is_personal else "",
        name=word(raw, "conversation", "name")[:LONGEST_NAME] if kind == GROUP else "",
    )
