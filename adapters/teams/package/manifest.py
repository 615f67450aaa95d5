"""The Teams app's manifest: who we are, where we may be added, and what can be said to us."""

from collections.abc import Mapping
from typing import Any, NamedTuple

NEWEST, OLDER = "1.30", "1.25"
VERSIONS = (NEWEST, OLDER)
"""The manifests we write. The older one, for Teams tenants that take no newer, knows neither slash
commands nor prompt starters, nor answers for one person's eyes, nor channels that are shared."""
SCHEMA = "https://developer.microsoft.com/en-us/json-schemas/teams/v{}/MicrosoftTeams.schema.json"
APP_VERSION = "1.1.0"
SCOPES = ("personal", "team", "groupChat")
"""Where we answer: in a chat of two, in a team, and in a group."""


class Offers(NamedTuple):
    """What Teams offers in our name.

    `commands` are words to type, each with what it does; `starters` are for a first
    conversation, each a short title with the words that it puts into the box.
    """

    commands: Mapping[str, str]
    starters: Mapping[str, str]


DEVELOPER, FULL = 32, 100
"""Characters of a developer's name, and of the app's longer one."""
ACCENT = "#1F3A5F"


def make_manifest(
    app_id: str, host: str, vendor: str, offers: Offers, version: str = NEWEST
) -> dict[str, Any]:
    """Return the manifest of this vendor's own app, served at this host with its pages."""
    site = f"https://{host}"
    return {
        "$schema": SCHEMA.format(version),
        "manifestVersion": version,
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
        "bots": [_bot(app_id, offers, version)],
        "validDomains": [host.partition(":")[0]],
        **({"supportsChannelFeatures": "tier1"} if version == NEWEST else {}),
    }


def _bot(app_id: str, offers: Offers, version: str) -> dict[str, Any]:
    newer = {"supportsTargetedMessages": True} if version == NEWEST else {}
    triggers = {"triggers": ["mention", "slash"]} if version == NEWEST else {}
    starters = [{"scopes": [SCOPES[0]], "commands": _starters(offers.starters)}]
    return {
        "botId": app_id,
        "scopes": list(SCOPES),
        "supportsFiles": False,
        "isNotificationOnly": False,
        **newer,
        "commandLists": [
            {"scopes": list(SCOPES), "commands": _listed(offers.commands), **triggers},
            *(starters if version == NEWEST else []),
        ],
    }


def _description(vendor: str) -> str:
    return (
        f"The bot of {vendor}'s partner programme. It brings newsletters at the promised hour, "
        "asks now and then how the partnership is doing, and answers questions about figures "
        "with their definition, period and age. Everybody sees only what is theirs to see, and "
        "can mute every topic."
    )


def _starters(starters: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"title": title, "description": words, "type": "prompt", "prompt": words}
        for title, words in starters.items()
    ]


def _listed(commands: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"title": word, "description": says} for word, says in commands.items()]


def _fitting(words: str, kept: str, limit: int) -> str:
    """Return the words where they fit, else what may be said instead."""
    return words if 0 < len(words) <= limit else kept
