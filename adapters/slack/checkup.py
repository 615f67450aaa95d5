"""What an operator wants to know first: whether we may do all we do, and agree on time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from adapters.outgoing import STRAIGHT, Proxy
from adapters.slack.api import SlackApi, new_session
from adapters.slack.manifest import OPTIONAL_SCOPES, SCOPES
from adapters.slack.socket import ask_for_address


@dataclass(frozen=True, slots=True)
class Checkup:
    """A workspace's name, the scopes its token lacks, and how far our clock is from Slack's.

    What lacks of the optional ones is no fault.
    """

    team: str
    missing_scopes: tuple[str, ...]
    left_out: tuple[str, ...]
    seconds_apart: float


async def check_up(api_url: str, token: str, proxy: Proxy = STRAIGHT) -> Checkup:
    """Ask Slack about a token; one that is refused raises as any call does."""
    async with new_session(proxy) as session:
        api = SlackApi(session, api_url)
        answer = await api.read(token, "auth.test")
        granted = await api.granted(token)
        date = api.date
    return Checkup(
        team=str(answer.get("team", "")),
        # A stand-in may not say which scopes there are: then there is nothing to compare.
        missing_scopes=_lacking(SCOPES, granted),
        left_out=_lacking(OPTIONAL_SCOPES, granted),
        seconds_apart=_apart(date),
    )


def _lacking(wanted: tuple[str, ...], granted: frozenset[str]) -> tuple[str, ...]:
    return tuple(scope for scope in wanted if scope not in granted) if granted else ()


async def check_socket(api_url: str, app_token: str, proxy: Proxy = STRAIGHT) -> None:
    """Ask Slack for a socket's address, and open none: it would be sent what others wait for."""
    async with new_session(proxy) as session:
        await ask_for_address(SlackApi(session, api_url), app_token)


def _apart(date: str) -> float:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())


async def known_app(api_url: str, app: tuple[str, str], proxy: Proxy = STRAIGHT) -> str:
    """Ask Slack whether it knows the app by this id and secret; return its word if it does not.

    Slack looks at both before it looks at the code, and this is a code of nobody's.
    """
    async with new_session(proxy) as session:
        answer = await SlackApi(session, api_url).ask(
            "oauth.v2.access", {"code": "drumbeat-doctor"}, app=app
        )
    error = str(answer.get("error") or "")
    return error if error in {"invalid_client_id", "bad_client_secret"} else ""
