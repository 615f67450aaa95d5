"""Everything Teams, put together from plain values."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from adapters.intake import Intake
from adapters.teams.api import TeamsApi, new_session
from adapters.teams.directory import TeamsDirectory
from adapters.teams.door import PATH, Core, TeamsDoor
from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import SigningKeys
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.notebook import Notebook
from adapters.teams.people import People
from adapters.teams.tokens import AppToken, Credentials
from adapters.teams.verify import Verifier
from bot.errors import ConfigurationInvalid, NotSent
from bot.language import Wording
from bot.ports import Conversations, Installations

LOGIN_URL = "https://login.microsoftonline.com"
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"


@dataclass(frozen=True, slots=True)
class TeamsRoom:
    """Teams' way in, its way out, and the routes to mount."""

    door: TeamsDoor
    messenger: TeamsMessenger
    directory: TeamsDirectory
    routes: list[web.RouteDef]


@asynccontextmanager
async def open_teams(  # noqa: PLR0913 - they are the settings and the ports, by name
    *,
    app_id: str,
    app_password: str,
    tenant_id: str,
    intake: Intake,
    installations: Installations,
    conversations: Conversations,
    wording: Wording,
    allow_anonymous: bool = False,
    service_hosts: Collection[str] = (),
    login_url: str = LOGIN_URL,
    openid_url: str = OPENID_URL,
) -> AsyncIterator[TeamsRoom]:
    """Open the room; its connections close with it.

    `tenant_id` is the vendor's own Teams tenant. With `allow_anonymous`, for development
    only, anybody is believed; without a password no token is asked for then.
    """
    _check(app_id, app_password, tenant_id, allow_anonymous=allow_anonymous)
    default_tenant = tenant_id if allow_anonymous else ""
    hosts = ServiceHosts(service_hosts)
    async with new_session() as session:
        token = AppToken(session, login_url, Credentials(app_id, app_password, tenant_id))
        api = TeamsApi(session, token if app_password else None, hosts)
        people = People(api, conversations, app_id)
        keys = SigningKeys(session, openid_url)
        verifier = Verifier(
            keys, hosts, app_id=app_id, is_open=allow_anonymous, default_tenant=default_tenant
        )
        notebook = Notebook(conversations, intake.dispatch)
        core = Core(intake, notebook, people, wording, default_tenant)
        door = TeamsDoor(api, verifier, core)
        yield TeamsRoom(
            door=door,
            messenger=TeamsMessenger(api, installations, people, wording),
            directory=TeamsDirectory(api, conversations),
            routes=[web.post(PATH, door.receive)],
        )


async def check_credentials(
    *, app_id: str, app_password: str, tenant_id: str, login_url: str = LOGIN_URL
) -> None:
    """Ask for a token once; credentials without one are a mistake in the settings."""
    async with new_session() as session:
        token = AppToken(session, login_url, Credentials(app_id, app_password, tenant_id))
        try:
            await token.get()
        except NotSent as problem:
            raise ConfigurationInvalid(f"Teams gives this app no token ({problem})") from problem


def _check(app_id: str, app_password: str, tenant_id: str, *, allow_anonymous: bool) -> None:
    if not tenant_id:
        raise ConfigurationInvalid("Teams: the vendor's own Teams tenant is not named")
    if allow_anonymous:
        return
    if not app_id or not app_password:
        raise ConfigurationInvalid("Teams: the app's id and password are both needed")
