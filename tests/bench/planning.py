"""Signed commands acknowledged while a large send is planned in the same process."""

import asyncio
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from aiohttp import web
from sqlalchemy import delete, func, select

from bot.beat.rules.audience import Audience, freeze
from bot.beat.store.tables import Delivery, Send
from bot.store.migrate import upgrade
from bot.store.sessions import Database
from bot.voice.store.tables import Invitation, Wave
from drumbeat.app import open_house
from drumbeat.settings import read_settings
from tests.bench.commands import PATH
from tests.bench.imports import Acks, Commands, environment_in
from tests.bench.programme import fill
from tests.bench.progress import Progress
from tests.bench.serving import running, serve

PEOPLE = 100_000
PLAN = "/plan"


@dataclass(frozen=True, slots=True)
class PlannedBeside:
    """How long the planning took, and the acknowledgements meanwhile."""

    deliveries: int
    seconds: float
    acks: Acks


async def measure(people: int = PEOPLE) -> PlannedBeside:
    """Plan a send to so many people in a bot that serves on SQLite."""
    progress = Progress(f"planning for {people:,} people")
    progress.say("writing the people down")
    with TemporaryDirectory() as name:
        environment = environment_in(Path(name))
        url = environment["DRUMBEAT_DATABASE_URL"]
        await asyncio.to_thread(upgrade, url)
        database = Database(url)
        await fill(database, people, "http://127.0.0.1:1/")
        async with database.begin() as session:
            # A wave that is open would be planned for everybody as well.
            await session.execute(delete(Invitation))
            await session.execute(delete(Wave))
        acks, done = Acks(), asyncio.Event()
        async with running("receiver") as receiver:
            api = {"DRUMBEAT_SLACK_API_URL": f"{receiver.address}/api/"}
            async with running("planning-house", environment={**environment, **api}) as house:
                answer_to = f"{receiver.address}/response"
                commands = Commands(house.address + PATH, answer_to, acks, progress)
                sending = asyncio.create_task(commands.send_until(done))
                try:
                    seconds = await _plan(house.address)
                finally:
                    done.set()
                    await sending
        planned = await _planned(database)
        await database.close()
    progress.end()
    return PlannedBeside(planned, seconds, acks)


async def planning_house() -> None:
    """Serve a whole house whose beat strikes when it is asked to."""
    os.chdir(os.environ["TMPDIR"])
    async with open_house(read_settings()) as opened:

        async def plan(_request: web.Request) -> web.Response:
            now = datetime.now(UTC)
            async with opened.database.begin() as session:
                session.add(_send(now))
            await opened.drum.strike(now)
            return web.Response()

        async with asyncio.TaskGroup() as group:
            group.create_task(opened.workers.run())
            await serve([*opened.routes, web.post(PLAN, plan)])


def _send(now: datetime) -> Send:
    """Return a send to everybody at partners, due tomorrow: it is planned, and nothing leaves."""
    return Send(
        id="s1",
        kind="edition",
        subject="news",
        title="News",
        topic="news",
        audience=freeze(Audience()),
        due_at=now + timedelta(days=1),
        created_at=now,
    )


async def _plan(address: str) -> float:
    began = time.perf_counter()
    patience = aiohttp.ClientTimeout(total=600)
    async with aiohttp.request("POST", address + PLAN, timeout=patience) as answer:
        told = await answer.text()
        assert answer.status == 200, told
    return time.perf_counter() - began


async def _planned(database: Database) -> int:
    async with database.read() as session:
        planned = select(func.count()).select_from(Delivery).where(Delivery.state == "planned")
        return await session.scalar(planned) or 0
