"""A server of a comparison in a process of its own, and what its processor time was."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import aiohttp
from aiohttp import web

PROCESSOR, DONE, COUNTED = "/processor", "/done", "/counted"


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server listens."""

    address: str

    async def processor_seconds(self) -> float:
        """Ask how much processor time its process has used so far."""
        async with aiohttp.request("GET", self.address + PROCESSOR) as answer:
            return float(await answer.text())

    async def done(self) -> None:
        """Wait until all that was acknowledged is carried out."""
        async with aiohttp.request("GET", self.address + DONE) as answer:
            answer.raise_for_status()

    async def counted(self) -> list[int]:
        """Ask how many statements, transactions and commits there were so far."""
        async with aiohttp.request("GET", self.address + COUNTED) as answer:
            found: list[int] = await answer.json()
            return found


@asynccontextmanager
async def running(
    name: str, *words: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """Run one of the servers named in `tests.bench.servers` in a process of its own.

    What it leaves in the folder for temporary files goes when it is killed.
    """
    with TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.servers", name, *words),
            stdout=asyncio.subprocess.PIPE,
            env=environment or {**os.environ, "TMPDIR": folder},
        )
        assert process.stdout is not None
        port = (await process.stdout.readline()).decode().strip()
        if not port:
            raise RuntimeError(f"the server {name} did not start")
        try:
            yield Served(f"http://127.0.0.1:{port}")
        finally:
            process.kill()
            await process.wait()


async def serve(routes: Sequence[web.RouteDef]) -> None:
    """Listen on a free port, tell which, and answer until killed."""
    app = web.Application()
    app.add_routes([*routes, web.get(PROCESSOR, _processor)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell_port(runner.addresses[0][1])
    await asyncio.Event().wait()


def nothing_left() -> list[web.RouteDef]:
    """Return the routes that say of a bare door: all is done, and no database was asked."""

    async def done(_request: web.Request) -> web.Response:
        return web.Response()

    async def counted(_request: web.Request) -> web.Response:
        return web.json_response([0, 0, 0])

    return [web.get(DONE, done), web.get(COUNTED, counted)]


def tell_port(port: int) -> None:
    """Tell the parent process on which port this one listens."""
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


async def _processor(_request: web.Request) -> web.Response:
    return web.Response(text=str(time.process_time()))
