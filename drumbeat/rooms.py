"""Every room and how it is opened: imported only where it is configured."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.beat.store.sends import topic_of
from bot.people.store.conversations import StoredConversations
from bot.people.store.mail_addresses import MailAddresses
from bot.people.store.personal_links import StoredLinks
from bot.ports import Installation
from bot.store.columns import new_id
from drumbeat.house import House
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from adapters.email.room import MailSettings

NO_TENANT = "development"
"""Stands for the vendor's own Teams tenant where anybody may knock and none was named."""


def open_platforms(settings: Settings) -> frozenset[str]:
    """Return the platforms that `drumbeat serve` would have a way out to."""
    opened = {
        "slack": settings.slack_signing_secret is not None,
        "teams": bool(settings.teams_app_id) or settings.teams_allow_anonymous,
        "email": settings.smtp_url is not None,
    }
    return frozenset(platform for platform, is_open in opened.items() if is_open)


async def open_slack_room(stack: AsyncExitStack, house: House, secret: str) -> None:
    """Open Slack; the settings' token is the vendor's own workspace."""
    from adapters.slack.room import describe, open_slack  # noqa: PLC0415 - Slack's SDK is heavy
    from drumbeat.slash_commands import slash_commands  # noqa: PLC0415 - it knows every command

    settings = house.settings
    commands = slash_commands(settings)
    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        team, name, bot_user, enterprise = await describe(settings.slack_api_url, token)
        found = Installation(
            new_id(), "slack", team, token, bot_user, own=True, enterprise=enterprise
        )
        await house.installations.seed(found, name)
    room = await stack.enter_async_context(
        open_slack(
            signing_secret=secret,
            api_url=settings.slack_api_url,
            intake=house.intake,
            installations=house.installations,
            wording=house.wording,
            commands=commands,
        )
    )
    house.add(room.door, room.messenger, room.directory)
    house.routes += room.routes


async def open_teams_room(stack: AsyncExitStack, house: House) -> None:
    """Open Teams; the settings' tenant is the vendor's own."""
    from adapters.teams.room import (  # noqa: PLC0415 - the SDK is heavy
        LOGIN_URL,
        OPENID_URL,
        check_credentials,
        open_teams,
    )

    settings = house.settings
    password = settings.teams_app_password
    secret = password.get_secret_value() if password is not None else ""
    login_url = settings.teams_login_url or LOGIN_URL
    app = {"app_id": settings.teams_app_id, "app_password": secret}
    if secret:
        await check_credentials(**app, tenant_id=settings.teams_tenant_id, login_url=login_url)
    if settings.teams_tenant_id:
        own = Installation(new_id(), "teams", settings.teams_tenant_id, "", own=True)
        await house.installations.seed(own, settings.vendor)
    room = await stack.enter_async_context(
        open_teams(
            **app,
            tenant_id=settings.teams_tenant_id or NO_TENANT,
            intake=house.intake,
            installations=house.installations,
            conversations=StoredConversations(house.database),
            wording=house.wording,
            allow_anonymous=settings.teams_allow_anonymous,
            service_hosts=settings.teams_service_hosts.replace(",", " ").split(),
            login_url=login_url,
            openid_url=settings.teams_openid_url or OPENID_URL,
        )
    )
    house.add(room.door, room.messenger, room.directory)
    house.routes += room.routes


async def open_email_room(stack: AsyncExitStack, house: House, smtp_url: str) -> None:
    """Open email and the pages its links lead to; every contact with an address is on it."""
    from adapters.email.room import open_email  # noqa: PLC0415 - if configured only
    from adapters.web.personal.core import PageCore  # noqa: PLC0415 - likewise
    from adapters.web.personal.room import open_pages  # noqa: PLC0415 - likewise

    settings = house.settings
    links = StoredLinks(house.database, house.context.topics, topic_of)
    addresses = MailAddresses(house.database, "email", house.clock)
    await addresses.open()
    house.drum.before_each(addresses.keep)
    mail = mail_settings(settings, smtp_url)
    room = await stack.enter_async_context(
        open_email(
            mail,
            intake=house.intake,
            links=links,
            wording=house.wording,
        )
    )
    house.add(room.door, room.messenger, room.directory)
    if room.watch is not None:
        house.beside.append(room.watch)
    core = PageCore(links, house.intake, house.wording)
    pages = open_pages(core, seal_key=house.box.derive("personal pages"), vendor=settings.vendor)
    house.workers.add(pages.door)
    house.routes += [*room.routes, *pages.routes]


def open_public_pages(house: House) -> None:
    """Open what anybody may read; the Teams app's manifest names these pages."""
    from adapters.web.policies import open_policies  # noqa: PLC0415 - commands need no pages

    house.routes += open_policies(house.library.policies, house.settings.vendor, house.wording)


def mail_settings(settings: Settings, smtp_url: str) -> "MailSettings":
    """Return what the operator decided about mail."""
    from adapters.email.room import MailSettings  # noqa: PLC0415 - if configured only

    secret = settings.bounce_secret
    return MailSettings(
        smtp_url=smtp_url,
        mail_from=settings.mail_from,
        public_url=settings.public_url,
        vendor=settings.vendor,
        bounce_domain=settings.bounce_domain,
        bounce_secret=secret.get_secret_value() if secret is not None else "",
        bounce_mailbox=settings.bounce_mailbox,
        allow_plain=settings.smtp_allow_plain,
        ca_file=settings.smtp_ca_file,
    )
