"""What lets other workspaces install the Slack app, put together from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.people.store.renewals import StoredRenewals
from bot.people.usecases.install_by_link import InstallByLink
from drumbeat.house import House

if TYPE_CHECKING:
    from adapters.slack.app import AppSettings
    from adapters.slack.oauth import SlackOAuth


def app_of(house: House) -> "AppSettings | None":
    """Return what Slack knows the app by; None where only the settings' own token counts."""
    from adapters.slack.app import AppSettings  # noqa: PLC0415 - Slack's SDK is heavy

    settings = house.settings
    secret = settings.slack_client_secret
    if not settings.slack_client_id or secret is None:
        return None
    return AppSettings(
        settings.slack_client_id,
        settings.public_url,
        secret.get_secret_value(),
        StoredRenewals(house.database, house.box),
    )


def open_installing(house: House, oauth: "SlackOAuth") -> None:
    """Open the pages by which a workspace installs us, and the words that call one in."""
    from adapters.web.install import open_install  # noqa: PLC0415 - commands need no pages

    house.context.authorities["slack"] = oauth
    settings = house.settings
    desk = InstallByLink(house.context, house.box, oauth, house.installations.forget)
    house.routes += open_install(
        desk, vendor=settings.vendor, wording=house.wording, public_url=settings.public_url
    )


@asynccontextmanager
async def with_slack_app(house: House) -> AsyncIterator[None]:
    """Let a command of the command line install and take out, as far as that is set up."""
    settings = house.settings
    if not (settings.slack_signing_secret or settings.slack_bot_token):
        yield
        return
    from adapters.slack.app import open_app  # noqa: PLC0415 - Slack's SDK is heavy

    api_url, installations, proxy = settings.slack_api_url, house.installations, settings.proxy
    async with open_app(api_url, installations, app_of(house), proxy) as slack:
        house.context.leavers["slack"] = slack.leaver
        if slack.oauth is not None:
            house.context.authorities["slack"] = slack.oauth
        yield
