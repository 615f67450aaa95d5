"""Bolt with one listener a kind: it matches them one by one, so there are few."""

import logging
import re
from typing import Protocol

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.intake import COME_AGAIN
from adapters.slack.payload import PLATFORM, Body
from bot.errors import DatabaseTrouble
from bot.ports import Installations

INSTALLATION = "drumbeat_installation"
REMOVALS = frozenset({"app_uninstalled", "tokens_revoked"})
"""Bolt lets these pass without asking whose token it is: it is gone."""
ANYTHING = re.compile(".*", re.DOTALL)

log = structlog.get_logger(platform=PLATFORM)

# At "debug" Bolt writes whole requests into the log.
quiet = logging.getLogger("adapters.slack.bolt")
quiet.setLevel(logging.ERROR)


class Take(Protocol):
    """Keeps one request and acknowledges it."""

    async def __call__(self, body: Body, ack: AsyncAck, *, is_known: bool) -> BoltResponse:
        """Say to Slack what there is to say at once."""


def make_bolt(client: AsyncWebClient, installations: Installations, take: Take) -> AsyncApp:
    """Make an app that hands everything it understands to `take` before it answers.

    It runs after our own check of the signature, asks Slack for nothing, and knows its
    installations from us alone.
    """

    async def authorize(drumbeat_installation: str) -> AuthorizeResult:
        found = await installations.find(PLATFORM, drumbeat_installation)
        return AuthorizeResult(
            enterprise_id=None,
            team_id=drumbeat_installation,
            bot_user_id=(found.bot_user_id or None) if found else None,
            bot_token=found.token if found else None,
        )

    async def listen(body: Body, ack: AsyncAck, context: AsyncBoltContext) -> BoltResponse:
        event = body.get("event")
        is_removal = isinstance(event, dict) and event.get("type") in REMOVALS
        return await take(body, ack, is_known=is_removal or bool(context.bot_token))

    async def failed(error: Exception) -> BoltResponse:
        if isinstance(error, DatabaseTrouble):
            # Slack comes again with what it may repeat, and says that the rest did not work.
            return BoltResponse(status=503, body="", headers={"Retry-After": COME_AGAIN})
        log.error("request_failed", error=type(error).__name__)
        return BoltResponse(status=500, body="")

    bolt = AsyncApp(
        name="drumbeat",
        logger=quiet,
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )
    bolt.event(ANYTHING)(listen)
    bolt.command(ANYTHING)(listen)
    bolt.action(ANYTHING)(listen)
    bolt.message_shortcut(ANYTHING)(listen)
    bolt.view(ANYTHING)(listen)
    bolt.error(failed)
    return bolt
