"""Everything Slack, put together from plain values."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from aiohttp import web

from adapters.intake import Intake
from adapters.slack.api import SlackApi, new_session
from adapters.slack.commands import Commands
from adapters.slack.directory import SlackDirectory
from adapters.slack.door import SlackDoor
from adapters.slack.manifest import PATH
from adapters.slack.messenger import SlackMessenger
from bot.errors import ConfigurationInvalid, InstallationGone
from bot.language import Wording
from bot.ports import Installations


@dataclass(frozen=True, slots=True)
class SlackRoom:
    """Slack's way in, its way out, and the routes to mount."""

    door: SlackDoor
    messenger: SlackMessenger
    directory: SlackDirectory
    routes: list[web.RouteDef]


class Workspace(NamedTuple):
    """Whose token it is; for an organisation's token the id is the organisation's."""

    team_id: str
    team_name: str
    bot_user_id: str
    enterprise_id: str = ""


@asynccontextmanager
async def open_slack(
    *,
    signing_secret: str,
    api_url: str,
    intake: Intake,
    installations: Installations,
    wording: Wording,
    commands: Commands,
) -> AsyncIterator[SlackRoom]:
    """Open the room; its connections close with it."""
    async with new_session() as session:
        api = SlackApi(session, api_url)
        door = SlackDoor(
            api,
            intake,
            installations,
            signing_secret=signing_secret,
            wording=wording,
            commands=commands,
        )
        yield SlackRoom(
            door=door,
            messenger=SlackMessenger(api, installations),
            directory=SlackDirectory(api, installations),
            routes=[web.post(PATH, door.receive)],
        )


async def describe(api_url: str, token: str) -> Workspace:
    """Ask Slack whose token this is; one that Slack refuses is a mistake in the settings."""
    async with new_session() as session:
        try:
            answer = await SlackApi(session, api_url).read(token, "auth.test")
        except InstallationGone as problem:
            raise ConfigurationInvalid(f"DRUMBEAT_SLACK_BOT_TOKEN: {problem}") from problem
    is_org = answer.get("is_enterprise_install") is True
    team_id = answer.get("enterprise_id") if is_org else answer.get("team_id")
    return Workspace(
        team_id=str(team_id or ""),
        team_name=str(answer.get("team") or ""),
        bot_user_id=str(answer.get("user_id") or ""),
        enterprise_id=str(answer.get("enterprise_id") or ""),
    )
