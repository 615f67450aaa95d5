"""The Teams app's manifest: who we are, where we may be added, and what can be said to us."""

from collections.abc import Mapping
from typing import Any

MANIFEST_VERSION = "1.30"
SCHEMA = (
    "https://developer.microsoft.com/en-us/json-schemas/teams/"
    f"v{MANIFEST_VERSION}/MicrosoftTeams.schema.json"
)
APP_VERSION = "1.0.0"
SCOPES = ("personal", "team", "groupChat")
"""Where we answer: in a chat of two, in a team, and in a group."""
DEVELOPER, FULL = 32, 100
"""Characters of a developer's name, and of the app's longer one."""
ACCENT = "#1F3A5F"


def make_manifest(
    app_id: str, host: str, vendor: str, commands: Mapping[str, str]
) -> dict[str, Any]:
    """Return the manifest of this vendor's own app, served at this host with its pages.

    `commands` are the words that Teams offers to type, each with what it does.
    """
    site = f"https://{host}"
    return {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": APP_VERSION,
        "id": app_id,
        "developer": {
            "name": _fitting(vendor, "the vendor", DEVELOPER),
            "websiteUrl": f"{site}/about",
            "privacyUrl": f"{site}/privacy",
            "termsOfUseUrl": f"{site}/terms",
        },
        "name": {
            "short": "Drumbeat",
            "full": _fitting(f"Drumbeat for partners of {vendor}", "Drumbeat for partners", FULL),
        },
        "description": {
            "short": "Partner news on a beat, one-tap surveys, and answers about figures.",
            "full": _description(vendor),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [
            {
                "botId": app_id,
                "scopes": list(SCOPES),
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": list(SCOPES), "commands": _listed(commands)}],
            }
        ],
        "validDomains": [host.partition(":")[0]],
    }


def _description(vendor: str) -> str:
    return (
        f"The bot of {vendor}'s partner programme. It brings newsletters at the promised hour, "
        "asks now and then how the partnership is doing, and answers questions about figures "
        "with their definition, period and age. Everybody sees only what is theirs to see, and "
        "can mute every topic."
    )


def _listed(commands: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"title": word, "description": says} for word, says in commands.items()]


def _fitting(words: str, kept: str, limit: int) -> str:
    """Return the words where they fit, else what may be said instead."""
    return words if 0 < len(words) <= limit else kept
