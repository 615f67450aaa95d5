"""Everything Teams, put together from plain values."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import ClientSession, web

from adapters.intake import Intake
from adapters.outgoing import STRAIGHT, Proxy
from adapters.teams.api import PACE, TeamsApi, new_session
from adapters.teams.clouds import PUBLIC, Cloud
from adapters.teams.conversations import TeamsPlaces
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
from bot.pacing import ConversationPace
from bot.ports import Conversations, Installations


@dataclass(frozen=True, slots=True)
class TeamsRoom:
    """Teams' way in, its way out, and the routes to mount."""

    door: TeamsDoor
    messenger: TeamsMessenger
    directory: TeamsDirectory
    places: TeamsPlaces
    routes: list[web.RouteDef]
    ask: Callable[[], Awaitable[None]]
    """Asks Microsoft for a token and its signing keys; `NotSent` says what is not to be had."""


@asynccontextmanager
async def open_teams(  # noqa: PLR0913 - they are the settings and the ports, by name
    *,
    credentials: Credentials,
    intake: Intake,
    installations: Installations,
    conversations: Conversations,
    wording: Wording,
    allow_anonymous: bool = False,
    service_hosts: Collection[str] = (),
    cloud: Cloud = PUBLIC,
    proxy: Proxy = STRAIGHT,
) -> AsyncIterator[TeamsRoom]:
    """Open the room; its connections close with it.

    The credentials' tenant is the vendor's own. With `allow_anonymous`, for development only,
    anybody is believed; without a secret no token is asked for then.
    """
    _check(credentials, allow_anonymous=allow_anonymous)
    default_tenant = credentials.tenant_id if allow_anonymous else ""
    hosts = ServiceHosts(service_hosts, cloud.hosts)
    async with new_session(proxy) as session:
        token = _token(session, cloud, credentials)
        pace = ConversationPace(*PACE)
        api = TeamsApi(session, token, hosts, pace=pace)
        people = People(api, conversations, credentials.app_id, cloud.service_url)
        keys = SigningKeys(session, cloud.openid_url)
        verifier = Verifier(
            keys,
            hosts,
            app_id=credentials.app_id,
            is_open=allow_anonymous,
            default_tenant=default_tenant,
            issuer=cloud.issuer,
        )
        notebook = Notebook(conversations, intake.dispatch)
        core = Core(intake, notebook, people, wording, default_tenant)
        door = TeamsDoor(api, verifier, core)
        yield TeamsRoom(
            door=door,
            messenger=TeamsMessenger(api, installations, people, wording),
            directory=TeamsDirectory(api, conversations),
            places=TeamsPlaces(api, installations, conversations),
            routes=[web.post(PATH, door.receive)],
            ask=partial(_ask, token, None if allow_anonymous else keys),
        )


@asynccontextmanager
async def open_places(
    credentials: Credentials,
    installations: Installations,
    conversations: Conversations,
    *,
    service_hosts: Collection[str] = (),
    cloud: Cloud = PUBLIC,
    proxy: Proxy = STRAIGHT,
) -> AsyncIterator[TeamsPlaces]:
    """Open what asks Teams about conversations, and nothing else, for a command."""
    hosts = ServiceHosts(service_hosts, cloud.hosts)
    async with new_session(proxy) as session:
        api = TeamsApi(session, _token(session, cloud, credentials), hosts)
        yield TeamsPlaces(api, installations, conversations)


async def check_credentials(
    credentials: Credentials, cloud: Cloud = PUBLIC, proxy: Proxy = STRAIGHT
) -> None:
    """Ask for a token once; `NotSent` where Microsoft gives these credentials none."""
    async with new_session(proxy) as session:
        await _ask(_token(session, cloud, credentials), None)


async def check_keys(cloud: Cloud = PUBLIC, proxy: Proxy = STRAIGHT) -> None:
    """Fetch Microsoft's signing keys once; `NotSent` where they are not to be had."""
    async with new_session(proxy) as session:
        await _ask(None, SigningKeys(session, cloud.openid_url))


def _token(session: ClientSession, cloud: Cloud, credentials: Credentials) -> AppToken | None:
    """Return what gets our token; where there is nothing to show for one, nobody asks."""
    if not credentials.are_there:
        return None
    return AppToken(session, cloud.login_url, credentials, scope=cloud.scope)


async def _ask(token: AppToken | None, keys: SigningKeys | None) -> None:
    if token is not None:
        try:
            await token.get()
        except NotSent as problem:
            raise NotSent(f"Teams gives this app no token ({problem})") from problem
    if keys is not None:
        await keys.fetch()


def _check(credentials: Credentials, *, allow_anonymous: bool) -> None:
    if not credentials.tenant_id:
        raise ConfigurationInvalid("Teams: the vendor's own Teams tenant is not named")
    if allow_anonymous:
        return
    if not credentials.app_id or not credentials.are_there:
        raise ConfigurationInvalid("Teams: the app's id and its secret are both needed")
