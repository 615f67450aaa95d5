"""The app as other workspaces install it, put together from plain values."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.outgoing import STRAIGHT, Proxy
from adapters.slack.api import SlackApi, new_session
from adapters.slack.leaving import SlackLeaver
from adapters.slack.oauth import SlackOAuth
from adapters.slack.tokens import Tokens
from bot.ports import Installations, Renewals


@dataclass(frozen=True, slots=True)
class AppSettings:
    """What lets other workspaces install the app: its id, its secret, and where we are."""

    client_id: str
    public_url: str
    client_secret: str = field(repr=False)
    renewals: Renewals


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app as Slack knows it, installations whose tokens it keeps good, and the way out."""

    oauth: SlackOAuth | None
    installations: Installations
    leaver: SlackLeaver

    async def settle(self) -> None:
        """Finish what was begun, before the connections close."""
        if isinstance(self.installations, Tokens):
            await self.installations.settle()


def app_for(
    api: SlackApi, api_url: str, installations: Installations, settings: AppSettings | None
) -> SlackApp:
    """Return the app; without its settings tokens are taken as they are, and nobody installs."""
    if settings is None:
        return SlackApp(None, installations, SlackLeaver(api, installations, None))
    oauth = SlackOAuth(
        api,
        api_url,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        public_url=settings.public_url,
    )
    tokens = Tokens(installations, settings.renewals, oauth.refresh)
    api.renew = tokens.renew
    return SlackApp(oauth, tokens, SlackLeaver(api, tokens, oauth))


@asynccontextmanager
async def open_app(
    api_url: str,
    installations: Installations,
    settings: AppSettings | None,
    proxy: Proxy = STRAIGHT,
) -> AsyncIterator[SlackApp]:
    """Open only what installs us and takes us out, for a command that has no door."""
    async with new_session(proxy) as session:
        app = app_for(SlackApi(session, api_url), api_url, installations, settings)
        try:
            yield app
        finally:
            await app.settle()
