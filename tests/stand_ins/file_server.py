"""A web server that hands out one file, strictly, and has every bad hour a server can have."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

TOKEN = "token-of-the-books"


@dataclass
class FileServer:
    """Gives `body` to whoever asks as they must; `mood` is how it does."""

    body: bytes = b""
    mood: str = "well"
    port: int = 0
    wrong: list[str] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/books.csv?token={TOKEN}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.was_asked.set()
        if request.method != "GET" or request.query.get("token") != TOKEN:
            self.wrong.append(f"{request.method} {request.path}")
            return web.Response(status=403)
        if "Cookie" in request.headers or "Authorization" in request.headers:
            self.wrong.append("something of another request came along")
        if self.mood == "error":
            return web.Response(status=500)
        if self.mood == "inside":
            return web.Response(status=302, headers={"Location": "http://10.0.0.1/books.csv"})
        if self.mood == "round":
            return web.Response(status=302, headers={"Location": str(request.rel_url)})
        if self.mood == "hangs":
            await self.released.wait()
        return await self._body(request)

    async def _body(self, request: web.Request) -> web.StreamResponse:
        if self.mood != "breaks off":
            return web.Response(body=self.body, content_type="text/csv")
        answer = web.StreamResponse(headers={"Content-Length": str(len(self.body) + 10)})
        await answer.prepare(request)
        await answer.write(self.body)
        if request.transport is not None:
            request.transport.close()
        return answer


@asynccontextmanager
async def file_server() -> AsyncIterator[FileServer]:
    """Serve on a port of its own until the block ends."""
    server = FileServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        server.released.set()
        await runner.cleanup()
