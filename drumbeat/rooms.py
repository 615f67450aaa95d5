"""Every room and how it is opened: imported only where it is configured."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.beat.store.mailed import destination_of
from bot.beat.store.sends import about_of
from bot.people.store.conversations import StoredConversations
from bot.people.store.mail_addresses import MailAddresses
from bot.people.store.personal_links import StoredLinks
from bot.people.store.picture_tables import NAME
from bot.people.store.portraits import portrait
from bot.people.store.uploads import StoredUploads
from bot.pictures import Picture
from bot.ports import Installation, Pictures
from bot.store.columns import new_id
from bot.voice.store.confidence import answers_by_mail
from drumbeat.checks import Check, Look
from drumbeat.doorways import Doorway
from drumbeat.house import House
from drumbeat.own_workspace import OwnWorkspace
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from adapters.email.room import MailSettings
    from adapters.email.watch import MailboxWatch
    from adapters.slack.socket import SlackSocket
    from adapters.teams.tokens import Credentials

NO_TENANT = "development"
"""Stands for the vendor's own Teams tenant where anybody may knock and none was named."""


def open_platforms(settings: Settings) -> frozenset[str]:
    """Return the platforms that `drumbeat serve` would have a way out to."""
    opened = {
        "slack": settings.slack_signing_secret is not None or settings.slack_app_token is not None,
        "teams": bool(settings.teams_app_id) or settings.teams_allow_anonymous,
        "email": settings.smtp_url is not None,
    }
    return frozenset(platform for platform, is_open in opened.items() if is_open)


def plain(secret: SecretStr | None) -> str:
    """Return a secret as it is, empty where there is none."""
    return secret.get_secret_value() if secret is not None else ""


async def open_slack_room(stack: AsyncExitStack, house: House) -> None:
    """Open Slack; the settings' token is the vendor's own workspace."""
    from adapters.slack.room import open_slack  # noqa: PLC0415 - Slack's SDK is heavy
    from drumbeat.installing import app_of, open_installing  # noqa: PLC0415 - likewise
    from drumbeat.slash_commands import slash_commands  # noqa: PLC0415 - it knows every command

    settings = house.settings
    room = await stack.enter_async_context(
        open_slack(
            signing_secret=plain(settings.slack_signing_secret),
            app_token=plain(settings.slack_app_token),
            api_url=settings.slack_api_url,
            intake=house.intake,
            installations=house.installations,
            wording=house.wording,
            commands=slash_commands(settings),
            app=app_of(house),
            proxy=settings.proxy,
            pictures=_pictures(house),
        )
    )

    house.context.places["slack"] = room.places
    ours = OwnWorkspace(partial(_seed_own, house), is_alone=room.app.oauth is None)
    doorway = Doorway("slack", ours.ask)
    house.add_once_open(doorway, room.door, room.messenger, room.directory)
    house.routes += doorway.guarded(room.routes)
    house.context.leavers["slack"] = room.app.leaver
    if room.app.oauth is not None:
        # Partners' workspaces have tokens of their own: none of them waits for ours.
        open_installing(house, room.app.oauth)
        house.beside.append(ours.keep_asking)
        house.looks.append(ours.look)
    if room.socket is not None:
        _open_socket(house, doorway, room.socket, is_alone=not room.routes)


def _pictures(house: House) -> Pictures | None:
    """Return the pictures that lie in the content folder, and what lies where of them."""
    hosted = house.library.promised.pictures
    return Pictures(hosted, StoredUploads(house.database)) if hosted is not None else None


async def _seed_own(house: House) -> None:
    """Keep the workspace whose token the settings name, as Slack tells of it just now."""
    from adapters.slack.room import describe  # noqa: PLC0415 - Slack's SDK is heavy

    settings = house.settings
    if settings.slack_bot_token is None:
        return
    token = plain(settings.slack_bot_token)
    found = await describe(settings.slack_api_url, token, settings.proxy)
    own = Installation(
        *(new_id(), "slack", found.team_id, token, found.bot_user_id),
        own=True,
        enterprise=found.enterprise_id,
        hears_threads=found.hears_threads,
    )
    await house.installations.seed(own, found.team_name)


def _open_socket(house: House, doorway: Doorway, socket: "SlackSocket", *, is_alone: bool) -> None:
    """Let requests come by a socket too, and have it looked at; `is_alone` if by it only."""
    house.beside.append(partial(_receive_by_socket, doorway, socket))
    house.looks.append(_socket_check(house, socket, is_alone=is_alone))


async def _receive_by_socket(doorway: Doorway, socket: "SlackSocket") -> None:
    """Receive once the doorway is open: before, nothing that came could be worked on."""
    await doorway.opened.wait()
    await socket.run()


def _socket_check(house: House, socket: "SlackSocket", *, is_alone: bool) -> Look:
    """Return what tells whether requests can come; it matters where there is no other way in."""

    async def look() -> Check:
        said, matters = socket.trouble or "open", is_alone and len(house.doorways) == 1
        return Check("slack socket", said, is_well=not socket.trouble, matters=matters)

    return look


async def open_teams_room(stack: AsyncExitStack, house: House) -> None:
    """Open Teams; the settings' tenant is the vendor's own."""
    from adapters.teams.room import open_teams  # noqa: PLC0415 - the SDK is heavy

    settings = house.settings
    if settings.teams_tenant_id:
        own = Installation(new_id(), "teams", settings.teams_tenant_id, "", own=True)
        await house.installations.seed(own, settings.vendor)
    room = await stack.enter_async_context(
        open_teams(
            credentials=teams_credentials(settings, settings.teams_tenant_id or NO_TENANT),
            intake=house.intake,
            installations=house.installations,
            conversations=StoredConversations(house.database),
            wording=house.wording,
            allow_anonymous=settings.teams_allow_anonymous,
            service_hosts=settings.teams_hosts,
            cloud=settings.teams_home,
            proxy=settings.proxy,
        )
    )
    house.context.places["teams"] = room.places
    doorway = Doorway("teams", room.ask)
    house.add_once_open(doorway, room.door, room.messenger, room.directory)
    house.routes += doorway.guarded(room.routes)


def teams_credentials(settings: Settings, tenant_id: str) -> "Credentials":
    """Return who the Teams app is to Microsoft."""
    from adapters.teams.tokens import Credentials  # noqa: PLC0415 - if configured only

    secret = settings.teams_app_password
    return Credentials(
        settings.teams_app_id,
        secret.get_secret_value() if secret is not None else "",
        tenant_id,
        settings.teams_federated_token_file,
    )


async def open_email_room(stack: AsyncExitStack, house: House, smtp_url: str) -> None:
    """Open email and the pages its links lead to; every contact with an address is on it."""
    from adapters.email.room import open_email  # noqa: PLC0415 - if configured only
    from adapters.web.personal.core import PageCore  # noqa: PLC0415 - likewise
    from adapters.web.personal.room import open_pages  # noqa: PLC0415 - likewise

    settings = house.settings
    answers_of = partial(answers_by_mail, clock=house.clock, are_read=bool(settings.reply_domain))
    links = StoredLinks(house.database, house.context.topics, about_of, answers_of)
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
            destination_of=partial(destination_of, house.database),
        )
    )
    # Reports and pages need no relay, so only the way out waits for it.
    house.workers.add(room.door)
    house.add_once_open(Doorway("email", room.ask), room.door, room.messenger, room.directory)
    for watch in room.watches:
        house.beside.append(watch.run)
        house.looks.append(mailbox_check(watch, settings))
    core = PageCore(links, house.intake, house.wording)
    pages = open_pages(core, seal_keys=house.box.keys("personal pages"), vendor=settings.vendor)
    house.workers.add(pages.door)
    house.routes += [*room.routes, *pages.routes]


def mailbox_check(watch: "MailboxWatch", settings: Settings) -> Look:
    """Return what tells whether a mailbox can be read."""
    name = "bounce mailbox" if watch.path == settings.bounce_mailbox else "reply mailbox"

    async def look() -> Check:
        said = watch.trouble or "can be read"
        return Check(name, said, is_well=not watch.trouble, matters=False)

    return look


def open_live_pages(house: House) -> None:
    """Open the pages that are drawn anew whenever they are opened; chat hands out their links."""
    from adapters.web.personal.core import PageCore  # noqa: PLC0415 - commands need no pages
    from adapters.web.personal.live import open_live_pages as opened  # noqa: PLC0415 - likewise

    links = StoredLinks(house.database, house.context.topics, about_of)
    keys, vendor = house.box.keys("personal pages"), house.settings.vendor
    core = PageCore(links, house.intake, house.wording)
    house.routes += opened(core, seal_keys=keys, vendor=vendor)


def open_extract_pages(house: House) -> None:
    """Open the pages that give all rows of an answer as a file, once, by the links of cards."""
    from adapters.web.personal.extracts import open_extracts  # noqa: PLC0415 - not for commands
    from bot.figures.usecases.ask.extracts import AnswerExtracts  # noqa: PLC0415 - likewise

    keys, vendor = house.box.keys("personal pages"), house.settings.vendor
    extracts = AnswerExtracts(house.context)
    house.routes += open_extracts(extracts, house.wording, seal_keys=keys, vendor=vendor)


def open_public_pages(house: House) -> None:
    """Open what anybody may read; the Teams app's manifest names these pages, buttons lead on."""
    from adapters.web.leading import open_leading  # noqa: PLC0415 - commands need no pages
    from adapters.web.pictures import open_pictures  # noqa: PLC0415 - likewise
    from adapters.web.policies import open_policies  # noqa: PLC0415 - likewise

    house.routes += open_pictures(partial(_picture, house))
    # Also where none are counted: what went out before leads on.
    house.routes += open_leading(
        house.counted, vendor=house.settings.vendor, wording=house.wording
    )
    house.routes += open_policies(house.library.policies, house.settings.vendor, house.wording)


async def _picture(house: House, digest: str, name: str) -> Picture | None:
    """Return a picture that we host: one of the content folder, or of one of our people."""
    if name == NAME:
        return await portrait(house.database, digest)
    hosted = house.library.promised.pictures
    return await asyncio.to_thread(hosted.find, digest, name) if hosted is not None else None


def mail_settings(settings: Settings, smtp_url: str) -> "MailSettings":
    """Return what the operator decided about mail."""
    from adapters.email.room import MailSettings  # noqa: PLC0415 - if configured only

    return MailSettings(
        smtp_url=smtp_url,
        mail_from=settings.mail_from,
        public_url=settings.public_url,
        vendor=settings.vendor,
        imprint=settings.imprint,
        bounce_domain=settings.bounce_domain,
        bounce_secret=plain(settings.bounce_secret),
        bounce_mailbox=settings.bounce_mailbox,
        reply_domain=settings.reply_domain,
        reply_mailbox=settings.reply_mailbox,
        allow_plain=settings.smtp_allow_plain,
        ca_file=settings.smtp_ca_file,
        connections=settings.smtp_connections,
    )
