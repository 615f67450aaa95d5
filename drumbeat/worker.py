"""Run a worker: it drains lanes, ticks, and takes up requests, beside others or alone."""

import asyncio
import signal

import structlog

from bot.clock import Clock
from bot.errors import ConfigurationInvalid, DatabaseBehind
from bot.store.jobs import is_laid
from drumbeat.app import open_house
from drumbeat.engines import is_distributed, refuse_lone_worker
from drumbeat.house import House
from drumbeat.settings import Settings
from drumbeat.working import SignsOfLife

log = structlog.get_logger()


async def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what was begun is finished before this returns."""
    await work_until(told_to_stop(), settings)


def told_to_stop() -> asyncio.Event:
    """Return what is set when this process is asked to stop."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping


async def work_until(
    stopping: asyncio.Event, settings: Settings, clock: Clock | None = None
) -> None:
    """Work until `stopping` is set; what is in hand is finished before this returns."""
    refuse_lone_worker(settings)
    async with open_house(settings, clock, brings_in=False) as house:
        await ensure_jobs_have_a_place(house)
        async with asyncio.TaskGroup() as group:
            group.create_task(work_on_requests(house), name="inbox workers")
            group.create_task(run_the_drum(house), name="drum")
            group.create_task(house.postbox.run(), name="postbox")
            closed = [doorway for doorway in house.doorways if not doorway.is_open]
            asking = [group.create_task(doorway.keep_trying()) for doorway in closed]
            log.info(
                "working",
                platforms=sorted(house.messengers),
                closed=[doorway.platform for doorway in closed],
            )
            await stopping.wait()
            log.info("stopping")
            for task in asking:
                task.cancel()
            house.workers.stop()
            house.drum.stop()
    log.info("stopped")


async def work_on_requests(house: House) -> None:
    """Work on what the inbox keeps, and then let the postbox end."""
    await house.workers.run()
    # What was in hand may have written letters, so the postbox goes after the workers.
    house.postbox.stop()


async def ensure_jobs_have_a_place(house: House) -> None:
    """Raise `DatabaseBehind` where the engine would miss its part of the database."""
    if is_distributed(house.settings):
        async with house.database.read() as session:
            if not await is_laid(session):
                raise DatabaseBehind


async def run_the_drum(house: House) -> None:
    """Speak on the beat, and say so, until the drum is stopped."""
    signs = asyncio.create_task(SignsOfLife(house).run(), name="signs of life")
    try:
        await house.drum.run()
    finally:
        signs.cancel()
        await asyncio.wait({signs})
        await house.finder.stop()


def refuse_doors_alone(settings: Settings) -> None:
    """Refuse to leave the beat to workers where there can be none."""
    if not is_distributed(settings):
        raise ConfigurationInvalid(
            "--doors leaves the beat to workers, and there are none here: they need PostgreSQL, "
            "and DRUMBEAT_ENGINE left out"
        )
