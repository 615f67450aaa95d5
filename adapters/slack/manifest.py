"""The Slack app's manifest: who we are, what we may do, and where requests come to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

PATH = "/slack/events"
RETURN_PATH = "/slack/oauth_redirect"
"""Where somebody who installed the app is sent back to."""
SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
)
"""What every installation is asked for, once: a later scope is a new approval by each of them."""
OPTIONAL_SCOPES = (
    "channels:history",
    "channels:join",
    "groups:history",
    "reactions:read",
)
"""What an administrator may leave out: nothing that matters waits for one of these."""
HEARING = frozenset({"channels:history", "groups:history"})
"""With these what is said in a thread of a room reaches us without a mention."""
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
)
LOG_MESSAGE = "log_message"
"""What a message's own menu does: the name of a press, as a button would carry it."""
LONG_DESCRIPTION = (
    "Drumbeat keeps a steady beat with the people at our channel partners: newsletters and "
    "announcements on the promised day and hour, surveys answered with one tap, and questions "
    "about the programme answered with the definition, the period and the age of every figure. "
    "Each message says why it came and how to mute its topic."
)


class Declared(NamedTuple):
    """A slash command as Slack lists it."""

    name: str
    description: str
    usage: str


def make_manifest(
    host: str, commands: Sequence[Declared], *, by_socket: bool = False
) -> dict[str, object]:
    """Return the manifest of an app whose requests come to this host, or by a socket we open.

    A socket needs no host; with one the app can be installed elsewhere from there all the same.
    """
    door = {} if by_socket else {"request_url": f"https://{host}{PATH}"}
    url = {} if by_socket else {"url": f"https://{host}{PATH}"}
    back = {"redirect_urls": [f"https://{host}{RETURN_PATH}"]} if host else {}
    scopes = {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}
    return {
        "display_information": {
            "name": "Drumbeat",
            "description": (
                "News on the beat, one-tap surveys and straight answers for channel partners."
            ),
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Drumbeat", "always_online": True},
            "slash_commands": [_command(each, url) for each in commands],
            "shortcuts": [_shortcut()],
        },
        "oauth_config": {**back, "scopes": scopes},
        "settings": {
            "event_subscriptions": {**door, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **door},
            "org_deploy_enabled": False,
            "socket_mode_enabled": by_socket,
            "token_rotation_enabled": False,
        },
    }


def _shortcut() -> dict[str, object]:
    return {
        "name": "Log as complaint",
        "type": "message",
        "callback_id": LOG_MESSAGE,
        "description": "Make a case of what a partner said, so that it is closed",
    }


def _command(declared: Declared, url: Mapping[str, str]) -> dict[str, object]:
    return {
        "command": declared.name,
        **url,
        "description": declared.description,
        "usage_hint": declared.usage,
        "should_escape": True,
    }
