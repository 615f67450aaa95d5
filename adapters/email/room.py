"""Everything by mail, put together from plain values."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from aiohttp import web

from adapters.email.addresses import public_base, read_sender
from adapters.email.directory import EmailDirectory
from adapters.email.door import PATH, EmailDoor
from adapters.email.letter import Letterhead
from adapters.email.messenger import EmailMessenger, Office
from adapters.email.relay import CONNECTIONS, Connections, Relay, read_relay
from adapters.email.watch import MailboxWatch
from adapters.email.writing_back import Desk, DestinationOf
from adapters.intake import Intake
from bot.errors import ConfigurationInvalid
from bot.language import Wording
from bot.ports import Links


@dataclass(frozen=True, slots=True)
class EmailRoom:
    """Mail's way in, its way out, and the routes to mount."""

    door: EmailDoor
    messenger: EmailMessenger
    directory: EmailDirectory
    routes: list[web.RouteDef]
    ask: Callable[[], Awaitable[None]]
    """Asks the relay whether it would take a letter; raises what a delivery would raise."""
    watches: tuple[MailboxWatch, ...] = ()
    """Take what comes into each mailbox there is."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What the operator decides about mail; wrong values are `ConfigurationInvalid`.

    `imprint` is the lines under every letter that say who writes and where they are.
    `smtp_url` names the relay (smtps://, smtp+starttls://, or smtp:// where `allow_plain`),
    `ca_file` whose certificates to believe if not everybody's. With a `bounce_domain` letters
    come back to an address that names their delivery; without a `bounce_secret` no reports
    are taken over HTTP, without a `bounce_mailbox` none from there. With a `reply_domain` people
    answer to an address that names their letter; it is read in the same ways, and in a
    `reply_mailbox` of its own where there is one. The relay takes so many `connections` at once.
    """

    smtp_url: str = field(repr=False)
    mail_from: str
    public_url: str
    vendor: str
    imprint: tuple[str, ...]
    bounce_domain: str = ""
    bounce_secret: str = field(default="", repr=False)
    bounce_mailbox: Path | None = None
    reply_domain: str = ""
    reply_mailbox: Path | None = None
    allow_plain: bool = False
    ca_file: Path | None = None
    connections: int = CONNECTIONS

    def relay(self) -> Relay:
        """Return the relay, with the trust it needs."""
        return read_relay(self.smtp_url, allow_plain=self.allow_plain, trust=_trust(self.ca_file))

    def head(self) -> Letterhead:
        """Return who the letters are from, and where they come back to."""
        return Letterhead(read_sender(self.mail_from), self.bounce_domain, self.reply_domain)


@asynccontextmanager
async def open_email(
    settings: MailSettings,
    *,
    intake: Intake,
    links: Links,
    wording: Wording,
    destination_of: DestinationOf | None = None,
) -> AsyncIterator[EmailRoom]:
    """Open the room; nothing is sent yet, and its connections close with it."""
    head = settings.head()
    office = Office(
        head,
        settings.vendor,
        settings.imprint,
        public_base(settings.public_url),
        links,
        wording,
    )
    connections = Connections(settings.relay(), head.domain, settings.connections)
    messenger = EmailMessenger(office, connections)
    desk = Desk(messenger, wording, destination_of) if destination_of is not None else None
    door = EmailDoor(head, settings.bounce_secret, intake, desk)
    mailboxes = dict.fromkeys(filter(None, (settings.bounce_mailbox, settings.reply_mailbox)))
    try:
        yield EmailRoom(
            door=door,
            messenger=messenger,
            directory=EmailDirectory(),
            routes=[web.post(PATH, door.receive)] if settings.bounce_secret else [],
            ask=partial(_ask, connections),
            watches=tuple(MailboxWatch(door, mailbox) for mailbox in mailboxes),
        )
    finally:
        await connections.close()


async def _ask(connections: Connections) -> None:
    async with connections.borrow():
        pass


def _trust(ca_file: Path | None) -> ssl.SSLContext | None:
    if ca_file is None:
        return None
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as problem:
        raise ConfigurationInvalid(
            f"DRUMBEAT_SMTP_CA_FILE is wrong: {ca_file} holds no certificates"
        ) from problem
