"""Everything by mail, put together from plain values."""

import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
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
from adapters.email.relay import Connections, Relay, read_relay
from adapters.email.watch import watch
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
    watch: Callable[[], Coroutine[None, None, None]] | None = None
    """Takes reports from the mailbox until cancelled, where there is one."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What the operator decides about mail; wrong values are `ConfigurationInvalid`.

    `smtp_url` names the relay (smtps://, smtp+starttls://, or smtp:// where `allow_plain`),
    `ca_file` whose certificates to believe if not everybody's. With a `bounce_domain` letters
    come back to an address that names their delivery; without a `bounce_secret` no reports
    are taken over HTTP, without a `bounce_mailbox` none from there.
    """

    smtp_url: str = field(repr=False)
    mail_from: str
    public_url: str
    vendor: str
    bounce_domain: str = ""
    bounce_secret: str = field(default="", repr=False)
    bounce_mailbox: Path | None = None
    allow_plain: bool = False
    ca_file: Path | None = None

    def relay(self) -> Relay:
        """Return the relay, with the trust it needs."""
        return read_relay(self.smtp_url, allow_plain=self.allow_plain, trust=_trust(self.ca_file))

    def head(self) -> Letterhead:
        """Return who the letters are from, and where they come back to."""
        return Letterhead(read_sender(self.mail_from), self.bounce_domain)


@asynccontextmanager
async def open_email(
    settings: MailSettings,
    *,
    intake: Intake,
    links: Links,
    wording: Wording,
) -> AsyncIterator[EmailRoom]:
    """Open the room; nothing is sent yet, and its connections close with it."""
    head = settings.head()
    office = Office(head, settings.vendor, public_base(settings.public_url), links, wording)
    connections = Connections(settings.relay(), head.domain)
    door = EmailDoor(head, settings.bounce_secret, intake)
    mailbox = settings.bounce_mailbox
    try:
        yield EmailRoom(
            door=door,
            messenger=EmailMessenger(office, connections),
            directory=EmailDirectory(),
            routes=[web.post(PATH, door.receive)] if settings.bounce_secret else [],
            watch=partial(watch, door, mailbox) if mailbox is not None else None,
        )
    finally:
        await connections.close()


def _trust(ca_file: Path | None) -> ssl.SSLContext | None:
    if ca_file is None:
        return None
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as problem:
        raise ConfigurationInvalid(
            f"DRUMBEAT_SMTP_CA_FILE is wrong: {ca_file} holds no certificates"
        ) from problem
