"""As many requests as a server takes: made and signed beforehand, some of them at once."""

import asyncio
import time
from typing import NamedTuple

import aiohttp

from tests.bench.compare import Measured
from tests.bench.serving import Served

AT_ONCE = 16


class Request(NamedTuple):
    """A request that is ready to leave."""

    body: bytes
    headers: dict[str, str]


async def answered(served: Served, path: str, requests: list[Request]) -> Measured:
    """Send every request; each must be answered with 200, or nothing here is worth anything."""
    count, url = len(requests), served.address + path
    used = await served.processor_seconds()
    async with aiohttp.ClientSession() as session:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(_send_all(session, url, requests))
        took = time.perf_counter() - began
    used = await served.processor_seconds() - used
    return Measured(count / took, used / count * 1000)


async def _send_all(session: aiohttp.ClientSession, url: str, requests: list[Request]) -> None:
    while requests:
        request = requests.pop()
        async with session.post(url, data=request.body, headers=request.headers) as response:
            told = await response.read()
            assert response.status == 200, told
