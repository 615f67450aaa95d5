"""What an operator wants to know first: whether we may do all we do, and agree on time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from adapters.slack.api import SlackApi, new_session
from bot.errors import NotSent

SCOPES = frozenset(
    {
        "app_mentions:read",
        "chat:write",
        "commands",
        "files:write",
        "im:history",
        "im:write",
        "users:read",
        "users:read.email",
    }
)
"""What the app may not work without; the manifest asks for it."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """A workspace's name, the scopes its token lacks, and how far our clock is from Slack's."""

    team: str
    missing_scopes: tuple[str, ...]
    seconds_apart: float


async def check_up(api_url: str, token: str) -> Checkup:
    """Ask Slack about a token; one that is refused raises as any call does."""
    async with new_session() as session:
        api = SlackApi(session, api_url)
        await api.read(token, "auth.test")
        answer = await api.client(token).api_call("auth.test", http_verb="GET")
    headers = {str(name).lower(): str(value) for name, value in (answer.headers or {}).items()}
    if not isinstance(answer.data, dict):
        raise NotSent("Slack gave no readable answer")
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")} - {""}
    return Checkup(
        team=str(answer.data.get("team", "")),
        # A stand-in may not say which scopes there are: then there is nothing to compare.
        missing_scopes=tuple(sorted(SCOPES - granted)) if granted else (),
        seconds_apart=_apart(headers.get("date", "")),
    )


def _apart(date: str) -> float:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())
