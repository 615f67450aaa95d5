"""How much memory a process takes that plans and delivers one send, however many it is for."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from sqlalchemy import func, select, update

from bot.beat.rules.audience import Audience, freeze
from bot.beat.store.tables import Delivery, Send, TextVersion
from bot.people.store.place_tables import Address
from bot.store.sessions import Database
from tests.bench.deliveries import edition_text
from tests.bench.drums import PEAK
from tests.bench.programme import KEPT_AT, fill
from tests.bench.progress import Progress
from tests.bench.serving import Served, running
from tests.bench.storage import new_database
from tests.fixtures.moments import NOON

SIZES = (1_000, 10_000, 100_000)
LOOK_EVERY = 0.5
BAR_MB = 20.0


@dataclass(frozen=True, slots=True)
class Grown:
    """The most a process held while it brought a send to so many; `more_mb` than to the fewest."""

    recipients: int
    peak_mb: float
    more_mb: float
    seconds: float


async def measure(sizes: Sequence[int] = SIZES) -> list[Grown]:
    """Bring a send to each number of people, on SQLite, in a process of its own."""
    progress, found = Progress("growth"), list[Grown]()
    async with running("receiver") as receiver:
        for people in sizes:
            progress.say(f"{people:,} people ...")
            peak, took = await _brought_to(people, receiver.address)
            more = peak - found[0].peak_mb if found else 0.0
            found.append(Grown(people, peak, more, took))
    progress.end()
    return found


async def _brought_to(people: int, receiver: str) -> tuple[float, float]:
    async with new_database() as database:
        await fill(database, people, "http://127.0.0.1:1/")
        await _let_all_have_been_met(database)
        url = database.engine.url.render_as_string(hide_password=False)
        async with running("drum", url, receiver) as drum:
            began = time.perf_counter()
            await _send_to_all(database)
            await _all_have_it(database, people)
            return await _peak(drum), time.perf_counter() - began


async def _let_all_have_been_met(database: Database) -> None:
    async with database.begin() as session:
        met = update(Address).where(Address.platform == "slack")
        await session.execute(met.values(conversation="D" + Address.external_id))


async def _send_to_all(database: Database) -> None:
    text = edition_text()
    written = {"id": text.id, "kind": text.kind, "key": text.key, "version": 1}
    async with database.begin() as session:
        session.add(TextVersion(**written, owner="files", body=text.body, written_at=KEPT_AT))
        await session.flush()
        session.add(
            Send(
                id="s1",
                kind="edition",
                subject=text.key,
                title="News",
                topic="news",
                text_id=text.id,
                audience=freeze(Audience()),
                due_at=NOON,
                created_at=NOON - timedelta(minutes=1),
            )
        )


async def _all_have_it(database: Database, people: int) -> None:
    state = None
    while state != "ended":
        await asyncio.sleep(LOOK_EVERY)
        async with database.read() as session:
            state = await session.scalar(select(Send.state))
    async with database.read() as session:
        delivered = await session.scalar(select(func.count()).where(Delivery.state == "delivered"))
    assert delivered == people, f"{delivered} of {people} were delivered"


async def _peak(drum: Served) -> float:
    async with aiohttp.request("GET", drum.address + PEAK) as answer:
        return float(await answer.text())
