"""Run every comparison: `make bench`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median

from tests.bench.load import commands_a_second

ROUNDS = 5
REQUESTS = 400


@asynccontextmanager
async def running(name: str) -> AsyncIterator[str]:
    """Run one of the servers in a process of its own and give its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.servers", name, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = (await process.stdout.readline()).decode().strip()
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        process.kill()
        await process.wait()


async def compare_acks() -> None:
    """Compare how many signed commands a second are acknowledged."""
    async with running("ours") as ours, running("bare") as bare:
        for url in (ours, bare):
            await commands_a_second(url, REQUESTS // 4)
        rounds = [
            (await commands_a_second(ours, REQUESTS), await commands_a_second(bare, REQUESTS))
            for _ in range(ROUNDS)
        ]
    ratio = median(mine / theirs for mine, theirs in rounds)
    mine, theirs = (median(each) for each in zip(*rounds, strict=True))
    print(f"Slack commands kept and acknowledged: {mine:6.0f}/s")  # noqa: T201
    print(f"a bare Bolt app, nothing kept:        {theirs:6.0f}/s")  # noqa: T201
    print(f"ratio (median of {ROUNDS} rounds):         {ratio:6.2f}")  # noqa: T201


asyncio.run(compare_acks())
