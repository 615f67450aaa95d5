"""Where a message can be looked at."""

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "slack": "Slack",
    "teams": "Teams",
    "email": "Email",
    "text": "Plain text",
}
"""Platforms with their names, in the order of the tabs."""
