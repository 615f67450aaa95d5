"""One conversation with a mail client, line by line as RFC 5321 has it."""

import asyncio
import base64
import binascii
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from .letters import Envelope
from .trouble import Stage, Trouble

COMMAND_LINE = 512
SIZE = 30 * 1024**2
PATH = re.compile(r"(FROM|TO):\s*<([^<>\s]*)>((?: [A-Z0-9=_-]+)*)$", re.IGNORECASE)


class Closed(Exception):
    """The conversation is over."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What the server offers and demands."""

    name: str
    tls: ssl.SSLContext | None
    login: tuple[str, str] | None
    login_needed: bool
    tls_needed: bool
    smtputf8: bool = True


class Post(Protocol):
    """The server behind a conversation."""

    manners: Manners
    trouble: Trouble

    def keep(self, envelope: Envelope, raw: bytes) -> str:
        """Keep a message and return the name of it."""
        ...

    def complain(self, says: str) -> None:
        """Write a violation down."""
        ...


class Session:
    """What is known of one client so far."""

    def __init__(
        self, post: Post, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.post = post
        self.reader = reader
        self.writer = writer
        self.encrypted = False
        self.greeted = False
        self.login: str | None = None
        self.mail_from: str | None = None
        self.options: set[str] = set()
        self.recipients: list[str] = []
        self.commands: dict[str, Callable[[str], Awaitable[None]]] = {
            "EHLO": self.ehlo,
            "HELO": self.helo,
            "STARTTLS": self.starttls,
            "AUTH": self.auth,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "RSET": self.rset,
            "NOOP": self.noop,
            "QUIT": self.quit,
        }

    async def run(self) -> None:
        """Greet, then do as told until the client goes."""
        await self.say(f"220 {self.post.manners.name} ESMTP")
        while True:
            line = await self.line()
            if len(line) > COMMAND_LINE:
                self.post.complain(f"a command of {len(line)} bytes")
            verb, _, rest = line.decode("utf-8", "replace").partition(" ")
            command = self.commands.get(verb.upper())
            if command is None:
                self.post.complain(f"unknown command: {verb}")
                await self.say("500 5.5.1 Command not recognised")
            else:
                await command(rest.strip())

    async def say(self, reply: str) -> None:
        self.writer.write(reply.encode() + b"\r\n")
        await self.writer.drain()

    async def line(self) -> bytes:
        """Read one line of the conversation, without its end."""
        raw = await self.raw_line()
        if not raw.endswith(b"\r\n"):
            self.post.complain("a command ends in a bare LF")
        return raw.rstrip(b"\r\n")

    async def raw_line(self) -> bytes:
        raw = await self.reader.readline()
        if not raw.endswith(b"\n"):
            raise Closed
        return raw

    async def ehlo(self, name: str) -> None:
        if not name:
            self.post.complain("EHLO without a name")
        self.forget()
        self.greeted = True
        manners = self.post.manners
        offered = [manners.name, f"SIZE {SIZE}", "8BITMIME", "ENHANCEDSTATUSCODES"]
        if manners.smtputf8:
            offered.append("SMTPUTF8")
        if manners.tls and not self.encrypted:
            offered.append("STARTTLS")
        if manners.login and (self.encrypted or not manners.tls):
            offered.append("AUTH PLAIN LOGIN")
        for each in offered[:-1]:
            await self.say(f"250-{each}")
        await self.say(f"250 {offered[-1]}")

    async def helo(self, name: str) -> None:
        del name
        self.forget()
        self.greeted = True
        await self.say(f"250 {self.post.manners.name}")

    async def starttls(self, rest: str) -> None:
        del rest
        if self.post.manners.tls is None or self.encrypted:
            await self.say("503 5.5.1 No TLS to start")
            return
        await self.say("220 2.0.0 Go ahead")
        try:
            await self.writer.start_tls(self.post.manners.tls)
        except (ssl.SSLError, ConnectionError) as error:
            raise Closed from error
        self.encrypted, self.greeted = True, False
        self.forget()

    async def auth(self, rest: str) -> None:
        mechanism, _, first = rest.partition(" ")
        given: tuple[str, str] | None = None
        if self.post.manners.login is None:
            await self.say("502 5.5.1 No logging in here")
            return
        if self.post.manners.tls and not self.encrypted:
            self.post.complain("a password in the clear")
        if mechanism.upper() == "PLAIN":
            given = _plain(first or await self.ask(""))
        elif mechanism.upper() == "LOGIN":
            user = _decoded(first or await self.ask("Username:"))
            given = (user, _decoded(await self.ask("Password:")))
        if given != self.post.manners.login:
            await self.say("535 5.7.8 Authentication credentials invalid")
            return
        self.login = given[0]
        await self.say("235 2.7.0 Welcome")

    async def ask(self, what: str) -> str:
        await self.say(f"334 {base64.b64encode(what.encode()).decode()}")
        return (await self.line()).decode("ascii", "replace")

    async def mail(self, rest: str) -> None:
        found = PATH.match(rest)
        manners = self.post.manners
        if not self.greeted or self.mail_from is not None:
            await self.wrong("503 5.5.1 Not now", "MAIL out of order")
        elif manners.tls_needed and not self.encrypted:
            await self.say("530 5.7.0 Must issue a STARTTLS command first")
        elif manners.login_needed and self.login is None:
            await self.say("530 5.7.0 Authentication required")
        elif found is None or found.group(1).upper() != "FROM":
            await self.wrong("501 5.5.4 Syntax: MAIL FROM:<address>", f"bad MAIL: {rest}")
        elif "SMTPUTF8" in found.group(3).upper() and not manners.smtputf8:
            await self.wrong("555 5.5.4 Unknown option", "SMTPUTF8 was not offered")
        elif not await self.refused("mail", found.group(2)):
            self.mail_from = found.group(2)
            self.options = set(found.group(3).upper().split())
            self.must_be_ascii(self.mail_from)
            await self.say("250 2.1.0 Sender ok")

    async def rcpt(self, rest: str) -> None:
        found = PATH.match(rest)
        if self.mail_from is None:
            await self.wrong("503 5.5.1 MAIL first", "RCPT out of order")
        elif found is None or found.group(1).upper() != "TO" or "@" not in found.group(2):
            await self.wrong("501 5.1.3 Bad recipient address syntax", f"bad RCPT: {rest}")
        elif not await self.refused("rcpt", found.group(2)):
            self.recipients.append(found.group(2))
            self.must_be_ascii(found.group(2))
            await self.say("250 2.1.5 Recipient ok")

    def must_be_ascii(self, address: str) -> None:
        if not address.isascii() and "SMTPUTF8" not in self.options:
            self.post.complain(f"{address} without SMTPUTF8")

    async def data(self, rest: str) -> None:
        del rest
        if not self.recipients:
            await self.say("503 5.5.1 No recipients")
            return
        if await self.refused("data", self.recipients[0]):
            self.forget()
            return
        await self.say("354 End with a dot on a line by itself")
        raw = await self.until_the_dot()
        envelope = Envelope(
            self.mail_from or "",
            tuple(self.recipients),
            "BODY=8BITMIME" in self.options,
            "SMTPUTF8" in self.options,
            self.encrypted,
            self.login,
        )
        self.forget()
        if await self.refused("message", envelope.recipients[0]):
            return
        if self.post.trouble.drops:
            if self.post.trouble.drops.pop(0):
                self.post.keep(envelope, raw)
            raise Closed
        name = self.post.keep(envelope, raw)
        await self.say(f"250 2.0.0 Kept as {name}")

    async def until_the_dot(self) -> bytes:
        lines: list[bytes] = []
        while (line := await self.raw_line()) != b".\r\n":
            if line == b".\n":
                self.post.complain("a dot ended by a bare LF: some servers would stop here")
            lines.append(line[1:] if line.startswith(b".") else line)
        raw = b"".join(lines)
        if len(raw) > SIZE:
            self.post.complain(f"a message of {len(raw)} bytes")
        return raw

    async def refused(self, stage: Stage, address: str) -> bool:
        reply = self.post.trouble.refusal(stage, address)
        if reply:
            await self.say(reply)
        return reply is not None

    async def wrong(self, reply: str, says: str) -> None:
        self.post.complain(says)
        await self.say(reply)

    async def rset(self, rest: str) -> None:
        del rest
        self.forget()
        await self.say("250 2.0.0 Forgotten")

    async def noop(self, rest: str) -> None:
        del rest
        await self.say("250 2.0.0 Still here")

    async def quit(self, rest: str) -> None:
        del rest
        await self.say("221 2.0.0 Bye")
        raise Closed

    def forget(self) -> None:
        self.mail_from = None
        self.recipients = []
        self.options = set()


def _decoded(words: str) -> str:
    try:
        return base64.b64decode(words, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _plain(words: str) -> tuple[str, str] | None:
    parts = _decoded(words).split("\0")
    return (parts[1], parts[2]) if len(parts) == 3 else None
