"""A proxy as companies have one: it carries requests in the clear, and tunnels for all else."""

import asyncio
from base64 import b64encode
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from .waiting import Bell

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
WHO_ARE_YOU = (
    b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n'
)
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\n"
EMPTY = b"Content-Length: 0\r\nConnection: close\r\n\r\n"


class FakeProxy:
    """Carries what comes to it, and knows what it carried and from which ports of its own."""

    def __init__(self, login: str = "") -> None:
        self.login = login
        self.carried: list[str] = []
        self.ports: set[int] = set()
        self.forbids_tunnels = False
        self.bell = Bell()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        """The address to give to whoever is to go through it."""
        user = f"{self.login}@" if self.login else ""
        return f"http://{user}127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._carry(reader, writer)
        writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.rstrip("\r\n").split("\r\n")
        verb, target, version = line.split(" ")
        self.carried.append(f"{verb} {target.partition('?')[0]}")
        self.bell.ring()
        if self.login and not self._knows(fields):
            writer.write(WHO_ARE_YOU + EMPTY)
            return
        if verb == "CONNECT":
            if self.forbids_tunnels:
                writer.write(FORBIDDEN + EMPTY)
                return
            host, _, port = target.rpartition(":")
            first, said = b"", ESTABLISHED
        else:
            parts = urlsplit(target)
            host, port = str(parts.hostname), str(parts.port or 80)
            path = target.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
            first, said = _forwarded(f"{verb} {path} {version}", fields), b""
        there, onward = await asyncio.open_connection(host, int(port))
        self.ports.add(onward.get_extra_info("sockname")[1])
        onward.write(first)
        writer.write(said)
        await asyncio.gather(_pipe(reader, onward), _pipe(there, writer))

    def _knows(self, fields: list[str]) -> bool:
        wanted = f"proxy-authorization: basic {b64encode(self.login.encode()).decode()}"
        return any(field.casefold() == wanted.casefold() for field in fields)


def _forwarded(line: str, fields: list[str]) -> bytes:
    """Return the head as it goes on: this proxy carries one request a connection."""
    kept = [each for each in fields if not each.casefold().startswith("proxy-")]
    if not any(each.casefold().startswith("upgrade:") for each in kept):
        kept = [each for each in kept if not each.casefold().startswith("connection:")]
        kept.append("Connection: close")
    return "\r\n".join((line, *kept, "", "")).encode("latin-1")


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
    finally:
        writer.close()
