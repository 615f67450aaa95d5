"""Run the house: listen, work, beat; and on a signal finish what is in hand."""

import asyncio
import signal
from collections.abc import Callable

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.errors import ConfigurationInvalid
from drumbeat.app import OpenRoom, open_house
from drumbeat.house import House
from drumbeat.settings import Settings

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
) -> None:
    """Serve until SIGTERM or SIGINT; what was begun is finished before this returns."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)

    def ready(house: House, port: int) -> None:
        tell(f"Drumbeat answers at {_announced(house, port)} (Ctrl+C stops it).")

    await serve_until(stopping, settings, clock, open_more, ready=ready)


async def serve_until(
    stopping: asyncio.Event,
    settings: Settings,
    clock: Clock | None = None,
    open_more: OpenRoom | None = None,
    *,
    ready: Ready,
) -> None:
    """Serve until `stopping` is set; `ready` is told the house and the port once it answers."""
    async with open_house(settings, clock, open_more) as house:
        site_app = web.Application()
        site_app.add_routes(house.routes)
        site_app.on_shutdown.extend(house.on_shutdown)
        runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            port = await _listen(runner, settings)
            async with asyncio.TaskGroup() as group:
                ready(house, port)
                group.create_task(_work(house), name="inbox workers")
                group.create_task(house.drum.run(), name="drum")
                group.create_task(house.postbox.run(), name="postbox")
                beside = [group.create_task(work()) for work in house.beside]
                await stopping.wait()
                log.info("stopping")
                for task in beside:
                    task.cancel()
                # The door closes first, so that what it let in is finished below.
                await runner.cleanup()
                house.workers.stop()
                house.drum.stop()
        finally:
            await runner.cleanup()
    log.info("stopped")


async def _work(house: House) -> None:
    await house.workers.run()
    # What was in hand may have written letters, so the postbox goes after the workers.
    house.postbox.stop()


async def _listen(runner: web.AppRunner, settings: Settings) -> int:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as problem:
        raise ConfigurationInvalid(
            f"cannot listen on {settings.host}:{settings.port} ({problem.strerror}): "
            "choose another port with --port or DRUMBEAT_PORT"
        ) from problem
    port: int = runner.addresses[0][1]
    return port


def _announced(house: House, port: int) -> str:
    address = f"http://{house.settings.host}:{port}"
    log.info("serving", address=address, platforms=sorted(house.messengers))
    if not house.messengers:
        log.warning("no_platform_configured", see=".env.example")
    return address
