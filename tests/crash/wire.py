"""The way between a worker and PostgreSQL, which a trial can cut without anybody being told."""

import asyncio
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

SOCKET = ".s.PGSQL.5432"


class Wire:
    """Carries what comes to a socket in its folder on to the one in the server's."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder, self._server = folder, server
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self.folder.mkdir()
        self._door = await asyncio.start_unix_server(self._carry, self.folder / SOCKET)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Let nothing pass from now on; whoever waits hears nothing, not even an end."""
        self._open.clear()

    def mend(self) -> None:
        """Let pass what has come meanwhile, and all that comes."""
        self._open.set()

    def sever(self) -> None:
        """Break what was open, and carry whatever is opened anew."""
        for end in self._ends:
            end.transport.abort()
        self.mend()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with suppress(OSError, asyncio.CancelledError):
            await self._open.wait()
            there, onward = await asyncio.open_unix_connection(self._server / SOCKET)
            self._ends += [writer, onward]
            await asyncio.gather(self._pipe(reader, onward), self._pipe(there, writer))

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while said := await reader.read(65536):
                await self._open.wait()
                writer.write(said)
                await writer.drain()
        finally:
            writer.close()
