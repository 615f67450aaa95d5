"""What an idle tick costs the whole bot, however much is planned, promised and long past."""

import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from statistics import median
from typing import Any

from pydantic import SecretStr
from sqlalchemy import insert, text

from bot.beat.editions import EditionSend
from bot.beat.store.tables import Cadence, Lane, Occurrence, Send
from bot.clock import MovableClock
from bot.people.store.tables import Contact, Partner
from bot.store.columns import Base
from bot.store.sessions import AsyncSession, Database
from drumbeat.opening import open_core
from drumbeat.settings import Settings
from scheduler.beat import Beat
from scheduler.drum import Drum
from scheduler.tick import lanes_waiting, tick
from tests.bench.deliveries import NoCadences
from tests.bench.storage import POSTGRESQL, SECRET_KEY, SQLITE, new_database
from tests.fixtures.moments import NOON

SIZES = (1_000, 100_000, 1_000_000)
CADENCES = 10_000
LANES = 1_000
SENDS = 10
PAST = 10
"""Slots of each cadence that came and went, each with a send that has ended."""
TICKS = 21
MINUTES = 5
CHUNK = 10_000
BAR_MS = 10.0
LATER = NOON + timedelta(days=1)
PROMISED = NOON + timedelta(days=60)
"""Nothing is looked for so far ahead."""
DAY = timedelta(days=1)
PLANNED = """
INSERT INTO delivery (id, send_id, contact_id, lane, due_at, state, attempts)
SELECT send.id || contact.id, send.id, contact.id,
    'slack:' || CAST(CAST(substr(contact.id, 2) AS INTEGER) % :lanes AS TEXT),
    send.due_at, 'planned', 0
FROM contact CROSS JOIN send WHERE send.state = 'planned'
"""


@dataclass(frozen=True, slots=True)
class Idle:
    """Milliseconds an idle tick took on one database: on the clock, and of our processor.

    That is what the beat does for itself; `whole_ms` is what the whole bot takes, in which others
    look around as well, and `minute_ms` the one in a minute at which all of them do.
    """

    database: str
    planned: int
    cadences: int
    took_ms: float
    processor_ms: float
    whole_ms: float
    minute_ms: float


async def measure() -> list[Idle]:
    """Measure an idle tick at every size on both databases."""
    return [await _at(dialect, planned) for dialect in (SQLITE, POSTGRESQL) for planned in SIZES]


async def _at(dialect: str, planned: int) -> Idle:
    async with new_database(dialect) as database:
        await _fill(database, planned // SENDS)
        clock = MovableClock(NOON)
        nothing: Any = NoCadences()
        beat = Beat(database, clock, nothing, nothing, {}, {"edition": EditionSend(nothing)})
        assert not await tick(beat, NOON), "nothing is due"
        assert not await lanes_waiting(beat, NOON), "nothing is due"
        ticks = [await _timed(Drum(beat, nothing).tick) for _ in range(TICKS)]
        async with open_core(_settings(database), clock) as house:
            await house.drum.prepare()
            minutes = []
            for _ in range(1 + MINUTES):
                clock.move_to(clock.now() + timedelta(minutes=1))
                minutes.append(await _timed(house.drum.tick))
            whole = [await _timed(house.drum.tick) for _ in range(TICKS)]
            assert not (await house.drum.strike(clock.now())).sends, "nothing is due"
    took, used = zip(*ticks, strict=True)
    # The first minute reads and compiles what all others find.
    others = [median(took for took, _ in some) for some in (whole, minutes[1:])]
    return Idle(dialect, planned, CADENCES, median(took), median(used), *others)


async def _timed(step: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    began, processor = time.perf_counter(), time.process_time()
    await step()
    took, used = time.perf_counter() - began, time.process_time() - processor
    return took * 1000, used * 1000


def _settings(database: Database) -> Settings:
    return Settings(
        vendor="Bench",
        secret_key=SecretStr(SECRET_KEY),
        database_url=database.engine.url.render_as_string(hide_password=False),
    )


async def _fill(database: Database, people: int) -> None:
    """Plan a delivery of every send for everybody, all due tomorrow, and promise much besides."""
    async with database.begin() as session:
        about = {"tier": "gold", "region": "emea", "stage": "active"}
        await _lay(session, Partner, iter([{"id": "p", "name": "Partner", **about}]))
        sends = ({"id": f"s{n}", "due_at": LATER, "state": "planned"} for n in range(SENDS))
        news = {"kind": "edition", "subject": "news", "title": "News", "topic": "news"}
        await _lay(session, Send, ({**send, **news, "created_at": NOON} for send in sends))
        await _lay(
            session, Lane, ({"name": f"slack:{n}", "next_due_at": LATER} for n in range(LANES))
        )
        await _lay(session, Cadence, map(_cadence, range(CADENCES)))
        await _lay(session, Occurrence, map(_occurrence, range(PAST * CADENCES)))
        await _lay(session, Send, map(_past, range(PAST * CADENCES)))
    async with database.begin() as session:
        await _lay(session, Contact, map(_contact, range(people)))
    async with database.begin() as session:
        await session.execute(text(PLANNED), {"lanes": LANES})
    if not database.is_sqlite:
        async with database.begin() as session:
            await session.execute(text("ANALYZE"))


def _occurrence(number: int) -> dict[str, Any]:
    slot = (NOON - (1 + number // CADENCES) * DAY).replace(tzinfo=None)
    done = {"state": "planned", "slot": slot, "opened_at": NOON}
    return {"id": f"o{number}", "cadence_id": f"c{number % CADENCES}", **done}


def _past(number: int) -> dict[str, Any]:
    ended = {"state": "ended", "due_at": NOON, "created_at": NOON, "topic": "news"}
    told = {"kind": "edition", "subject": f"n{number}", "title": f"News {number}"}
    return {"id": f"e{number}", "occurrence_id": f"o{number}", **told, **ended}


def _cadence(number: int) -> dict[str, Any]:
    slot = PROMISED.replace(tzinfo=None)
    return {
        "id": f"c{number}",
        "kind": "newsletter",
        "subject": f"n{number}",
        "owner": "p0",
        "rule": "FREQ=DAILY",
        "starts_on": slot,
        "next_slot": slot,
        "next_due_at": PROMISED,
    }


def _contact(number: int) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "name": f"Ada {number}",
        "partner_id": "p",
        "role": "sales",
        "permission": "partner",
        "zone": "UTC",
        "planned_zone": "UTC",
    }


async def _lay(session: AsyncSession, table: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        await session.execute(insert(table), chunk)
