"""Everything Slack, put together from plain values."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from aiohttp import web

from adapters.intake import Intake
from adapters.outgoing import STRAIGHT, Proxy
from adapters.slack.api import PACE, SlackApi, new_session
from adapters.slack.app import AppSettings, SlackApp, app_for
from adapters.slack.commands import Commands
from adapters.slack.conversations import SlackPlaces
from adapters.slack.directory import SlackDirectory
from adapters.slack.door import SlackDoor
from adapters.slack.manifest import HEARING, PATH
from adapters.slack.messenger import SlackMessenger
from adapters.slack.socket import SlackSocket
from bot.errors import InstallationGone, PlaceClosed
from bot.language import Wording
from bot.pacing import ConversationPace
from bot.ports import Installations, Pictures


@dataclass(frozen=True, slots=True)
class SlackRoom:
    """Slack itself, the ways in, the way out, and the routes to mount."""

    api: SlackApi
    door: SlackDoor
    messenger: SlackMessenger
    directory: SlackDirectory
    places: SlackPlaces
    routes: list[web.RouteDef]
    app: SlackApp
    socket: SlackSocket | None


class Workspace(NamedTuple):
    """Whose token it is; for an organisation's token the id is the organisation's."""

    team_id: str
    team_name: str
    bot_user_id: str
    enterprise_id: str = ""
    hears_threads: bool = False


@asynccontextmanager
async def open_slack(  # noqa: PLR0913 - they are the settings and the ports, by name
    *,
    signing_secret: str,
    api_url: str,
    intake: Intake,
    installations: Installations,
    wording: Wording,
    commands: Commands,
    app: AppSettings | None = None,
    app_token: str = "",
    proxy: Proxy = STRAIGHT,
    pictures: Pictures | None = None,
) -> AsyncIterator[SlackRoom]:
    """Open the room; its connections close with it.

    Requests come by HTTP where there is a signing secret, by a socket where there is an
    app-level token, and by both where there are both. With an `app` other workspaces can
    install it, and tokens that run out are renewed. `pictures` that we host are shown as files
    of each workspace.
    """
    async with new_session(proxy) as session:
        api = SlackApi(session, api_url, pace=ConversationPace(*PACE))
        known = app_for(api, api_url, installations, app)
        door = SlackDoor(
            api,
            intake,
            known.installations,
            signing_secret=signing_secret,
            wording=wording,
            commands=commands,
        )
        try:
            yield SlackRoom(
                api=api,
                door=door,
                messenger=SlackMessenger(api, known.installations, pictures),
                directory=SlackDirectory(api, known.installations),
                places=SlackPlaces(api, known.installations),
                routes=[web.post(PATH, door.receive)] if signing_secret else [],
                app=known,
                socket=SlackSocket(api, door.answer, app_token, proxy) if app_token else None,
            )
        finally:
            await known.settle()


@asynccontextmanager
async def open_places(
    api_url: str,
    installations: Installations,
    app: AppSettings | None = None,
    proxy: Proxy = STRAIGHT,
) -> AsyncIterator[SlackPlaces]:
    """Open what asks Slack about conversations, and nothing else, for a command."""
    async with new_session(proxy) as session:
        api = SlackApi(session, api_url)
        known = app_for(api, api_url, installations, app)
        try:
            yield SlackPlaces(api, known.installations)
        finally:
            await known.settle()


async def describe(api_url: str, token: str, proxy: Proxy = STRAIGHT) -> Workspace:
    """Ask Slack whose token this is; one that Slack refuses raises `InstallationGone`."""
    async with new_session(proxy) as session:
        try:
            api = SlackApi(session, api_url)
            answer = await api.read(token, "auth.test")
            granted = await api.granted(token)
        except (InstallationGone, PlaceClosed) as problem:
            raise InstallationGone(f"DRUMBEAT_SLACK_BOT_TOKEN: {problem}") from problem
    is_org = answer.get("is_enterprise_install") is True
    team_id = answer.get("enterprise_id") if is_org else answer.get("team_id")
    return Workspace(
        team_id=str(team_id or ""),
        team_name=str(answer.get("team") or ""),
        bot_user_id=str(answer.get("user_id") or ""),
        enterprise_id=str(answer.get("enterprise_id") or ""),
        hears_threads=granted >= HEARING,
    )
