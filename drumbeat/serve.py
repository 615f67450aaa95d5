"""Run the house: listen, work, beat; and on a signal finish what is in hand."""

import asyncio
import gc
from collections.abc import Callable
from contextlib import AsyncExitStack

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.errors import ConfigurationInvalid
from bot.store.ownership import owned
from drumbeat.app import OpenRoom, open_house
from drumbeat.house import House
from drumbeat.listening import Listener, watched
from drumbeat.readable import only_readable
from drumbeat.settings import Settings
from drumbeat.turned_away import turn_away
from drumbeat.worker import (
    ensure_jobs_have_a_place,
    run_the_drum,
    told_to_stop,
    work_on_requests,
)

log = structlog.get_logger()

SHUTDOWN_SECONDS = 10.0
"""How long an open request may take to finish after a signal."""

Ready = Callable[[House, int], None]


def refuse_sample_content(settings: Settings) -> None:
    """Keep the sample's made-up claims from real partners; only the demo may say them."""
    if settings.has_sample_content:
        raise ConfigurationInvalid(
            "DRUMBEAT_CONTENT names no folder of your own, and the sample's claims are made up: "
            "`drumbeat init DIR` lays a small set to begin with; then name its content folder"
        )


async def run_server(
    settings: Settings,
    clock: Clock | None = None,
    open_more: OpenRoom | None = None,
    *,
    tell: Callable[[str], None],
    doors_only: bool = False,
) -> None:
    """Serve until SIGTERM or SIGINT; what was begun is finished before this returns."""
    stopping = told_to_stop()

    def ready(house: House, port: int) -> None:
        tell(f"Drumbeat answers at {_announced(house, port)} (Ctrl+C stops it).")

    await serve_until(stopping, settings, clock, open_more, ready=ready, doors_only=doors_only)


async def serve_until(
    stopping: asyncio.Event,
    settings: Settings,
    clock: Clock | None = None,
    open_more: OpenRoom | None = None,
    *,
    ready: Ready,
    doors_only: bool = False,
) -> None:
    """Serve until `stopping` is set; `ready` is told the house and the port once it answers.

    With `doors_only` the beat is left to workers.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(owned(settings.database_url))
        house = await stack.enter_async_context(open_house(settings, clock, open_more))
        await ensure_jobs_have_a_place(house)
        runner = await _runner(house)
        # What was loaded by now stays: the collector need not look through it again and again.
        gc.freeze()
        listener = Listener(runner)
        try:
            port = await _listen(listener, settings)
            async with asyncio.TaskGroup() as group:
                ready(house, port)
                group.create_task(work_on_requests(house), name="inbox workers")
                if not doors_only:
                    group.create_task(run_the_drum(house), name="drum")
                group.create_task(house.postbox.run(), name="postbox")
                beside = [group.create_task(work()) for work in house.beside]
                await stopping.wait()
                log.info("stopping")
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
                # The door closes first, so that what it let in is finished below.
                await listener.close()
                await runner.cleanup()
                house.workers.stop()
                house.drum.stop()
        finally:
            await listener.close()
            await runner.cleanup()
    log.info("stopped")


async def _runner(house: House) -> web.AppRunner:
    middlewares = [watched, only_readable, turn_away, *house.guards]
    site_app = web.Application(middlewares=middlewares)
    site_app.add_routes(house.routes)
    site_app.on_shutdown.extend(house.on_shutdown)
    runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    return runner


async def _listen(listener: Listener, settings: Settings) -> int:
    try:
        return await listener.open(settings.host, settings.port)
    except OSError as problem:
        raise ConfigurationInvalid(
            f"cannot listen on {settings.host}:{settings.port} ({problem.strerror}): "
            "choose another port with --port or DRUMBEAT_PORT"
        ) from problem


def _announced(house: House, port: int) -> str:
    address = f"http://{house.settings.host}:{port}"
    closed = sorted(doorway.platform for doorway in house.doorways if not doorway.is_open)
    log.info("serving", address=address, platforms=sorted(house.messengers), closed=closed)
    if not house.messengers:
        log.warning("no_platform_configured", see=".env.example")
    return address
