"""The mail server itself: it takes letters on a local port, and lets tests read them."""

import asyncio
import contextlib
import ssl
from types import TracebackType
from typing import Self

from .certificate import self_made
from .checks import judge
from .letters import Envelope, Letter
from .mailbox import Mailbox
from .session import Closed, Manners, Session
from .trouble import Trouble

LINES = 2**25  # so that nothing ever asks the encrypted side to pause


class MailSink(Mailbox):
    """A strict local mail server that keeps everything and delivers nothing."""

    def __init__(
        self,
        *,
        starttls: bool = True,
        login: tuple[str, str] | None = None,
        login_needed: bool = False,
        tls_needed: bool = False,
        smtputf8: bool = True,
        max_connections: int = 50,
        port: int = 0,
    ) -> None:
        super().__init__()
        self.port = port
        self.host = "127.0.0.1"
        self.max_connections = max_connections
        self.trouble = Trouble()
        self.connections = 0  # how many there ever were
        self.open_connections = 0
        tls = self_made().for_server() if starttls else None
        name = "mail.stand-in.example"
        self.manners = Manners(name, tls, login, login_needed, tls_needed, smtputf8)
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on the port, or on a free one."""
        self._server = await asyncio.start_server(
            self._connected, self.host, self.port, limit=LINES
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody and close."""
        self.release()
        if self._server is not None:
            self._server.close()
        for session in list(self._sessions):
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()

    def trust(self) -> ssl.SSLContext:
        """Return a context for clients that trusts this server and no other."""
        return self_made().for_client()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._sessions.add(task)
            task.add_done_callback(self._sessions.discard)
        self.connections += 1
        self.open_connections += 1
        self.bell.ring()
        try:
            await self._greeted(Session(self, reader, writer))
        except (Closed, ConnectionError, asyncio.CancelledError):
            pass  # whoever hangs up says no more
        finally:
            self.open_connections -= 1
            self.bell.ring()
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _greeted(self, session: Session) -> None:
        if self.trouble.busy or self.open_connections > self.max_connections:
            self.trouble.busy = max(0, self.trouble.busy - 1)
            await session.say("421 4.7.0 Too many connections")
            return
        if self.trouble.slow_greetings:
            self.trouble.slow_greetings -= 1
            await self.trouble.released.wait()
        await session.run()

    def keep(self, envelope: Envelope, raw: bytes) -> str:
        """Keep a message, judged."""
        letter = Letter(envelope, raw)
        letter.violations = judge(letter)
        self.letters.append(letter)
        self.violations += [f"{letter.subject!r}: {says}" for says in letter.violations]
        self.bell.ring()
        return f"letter-{len(self.letters):06d}"

    def complain(self, says: str) -> None:
        self.violations.append(says)
        self.bell.ring()
