"""The mail relay: where it is, and a few connections that are used again."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPAuthenticationError

from adapters.email.errors import RelayResting, meaning
from bot.errors import ConfigurationInvalid, DrumbeatError

CONNECTIONS = 4
IDLE_SECONDS = 20.0
READY_SECONDS = 8.0
"""How long a letter may wait for a connection; all waits together stay under a post's limit."""
COMMAND_SECONDS = 6.0
GOODBYE_SECONDS = 2.0
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
NOT_AN_ADDRESS = "it is no address such as smtp+starttls://user:password@host:587"


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server that takes our letters; never log it, for it knows the password."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)

    def client(self, our_name: str) -> SMTP:
        """Return a client that is not connected yet."""
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            local_hostname=our_name,
            use_tls=self.scheme == "smtps",
            start_tls=self.scheme == "smtp+starttls",
            tls_context=self.trust,
            timeout=None,
        )


def read_relay(
    url: str, *, allow_plain: bool = False, trust: ssl.SSLContext | None = None
) -> Relay:
    """Read the relay's address; one without encryption is taken only where that is allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigurationInvalid(f"DRUMBEAT_SMTP_URL is wrong: {NOT_AN_ADDRESS}") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise ConfigurationInvalid(f"DRUMBEAT_SMTP_URL is wrong: {NOT_AN_ADDRESS}")
    if parts.scheme == "smtp" and not allow_plain:
        raise ConfigurationInvalid(
            "DRUMBEAT_SMTP_URL is wrong: smtp:// sends everything in the clear; use "
            "smtp+starttls:// or smtps://, or allow it with DRUMBEAT_SMTP_ALLOW_PLAIN=1"
        )
    return Relay(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        scheme=parts.scheme,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        trust=trust,
    )


class Connections:
    """At most a few connections to one relay; each carries one letter after another."""

    def __init__(self, relay: Relay, our_name: str, limit: int = CONNECTIONS) -> None:
        self._relay, self._our_name = relay, our_name
        self._free = asyncio.Semaphore(limit)
        self._idle: list[SMTP] = []
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def borrow(self) -> AsyncIterator[SMTP]:
        """Give a connection that is ready for a letter; it comes back unless it is broken."""
        client: SMTP | None = None
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._free.acquire()
        except TimeoutError as problem:
            raise RelayResting("the relay is slow", 1.0) from problem
        try:
            client = await self._ready()
            yield client
        except BaseException as problem:
            # A refusal leaves the conversation in order; whatever else happened may not.
            if client is not None and not isinstance(problem, DrumbeatError):
                client.close()
            raise
        finally:
            self._free.release()
            if client is not None and client.is_connected:
                self._idle.append(client)
                self._rest()

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        if self._timer is not None:
            self._timer.cancel()
        while self._idle:
            client = self._idle.pop()
            try:
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await client.quit()
            except (SMTPException, OSError, TimeoutError):
                client.close()

    async def _ready(self) -> SMTP:
        """Return an idle connection that still answers, or a new one."""
        client = self._relay.client(self._our_name)
        try:
            async with asyncio.timeout(READY_SECONDS):
                while self._idle:
                    client = self._idle.pop()
                    if await _answers(client):
                        return client
                client = self._relay.client(self._our_name)
                await client.connect()
        except SMTPAuthenticationError as problem:
            client.close()
            raise meaning(problem.code, problem.message, "login") from None
        except SMTPResponseException as problem:
            client.close()
            raise meaning(problem.code, problem.message, "connect") from None
        except (SMTPException, OSError, TimeoutError) as problem:
            client.close()
            kind = type(problem).__name__
            raise RelayResting(f"the relay cannot be reached ({kind})") from problem
        return client

    def _rest(self) -> None:
        """Hang up by and by where nothing more is to be sent."""
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(IDLE_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        while self._idle:
            self._idle.pop().close()


async def _answers(client: SMTP) -> bool:
    try:
        await client.rset()
    except (SMTPException, OSError):
        client.close()
        return False
    return True
