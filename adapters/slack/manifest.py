"""The Slack app's manifest: who we are, what we may do, and where requests come to."""

from collections.abc import Sequence
from typing import NamedTuple

PATH = "/slack/events"
SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "files:write",
    "im:history",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "tokens_revoked",
    "user_change",
)
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


def make_manifest(host: str, commands: Sequence[Declared]) -> dict[str, object]:
    """Return the manifest of an app whose requests come to this host."""
    door = f"https://{host}{PATH}"
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
            "slash_commands": [_command(each, door) for each in commands],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": door, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": door},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _command(declared: Declared, door: str) -> dict[str, object]:
    return {
        "command": declared.name,
        "url": door,
        "description": declared.description,
        "usage_hint": declared.usage,
        "should_escape": True,
    }
