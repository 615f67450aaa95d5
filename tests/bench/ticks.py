"""What an idle tick costs, however much is planned and promised."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from bot.beat.editions import EditionSend
from bot.beat.store.tables import Cadence, Lane, Send
from bot.clock import MovableClock
from bot.people.store.tables import Contact, Partner
from bot.store.columns import Base
from bot.store.sessions import AsyncSession, Database
from scheduler.beat import Beat
from scheduler.tick import lanes_waiting, tick
from tests.bench.deliveries import NoCadences
from tests.bench.storage import POSTGRESQL, SQLITE, new_database
from tests.fixtures.moments import NOON

SIZES = (1_000, 100_000, 1_000_000)
CADENCES = 10_000
LANES = 1_000
SENDS = 10
TICKS = 21
CHUNK = 10_000
BAR_MS = 10.0
LATER = NOON + timedelta(days=1)
PLANNED = """
INSERT INTO delivery (id, send_id, contact_id, lane, due_at, state, attempts)
SELECT send.id || contact.id, send.id, contact.id,
    'slack:' || CAST(CAST(substr(contact.id, 2) AS INTEGER) % :lanes AS TEXT),
    send.due_at, 'planned', 0
FROM contact CROSS JOIN send
"""


@dataclass(frozen=True, slots=True)
class Idle:
    """Milliseconds an idle tick took on one database: on the clock, and of our processor."""

    database: str
    planned: int
    cadences: int
    took_ms: float
    processor_ms: float


async def measure() -> list[Idle]:
    """Measure an idle tick at every size on both databases."""
    return [await _at(dialect, planned) for dialect in (SQLITE, POSTGRESQL) for planned in SIZES]


async def _at(dialect: str, planned: int) -> Idle:
    async with new_database(dialect) as database:
        await _fill(database, planned // SENDS)
        beat = Beat(
            database,
            MovableClock(NOON),
            NoCadences(),  # type: ignore[arg-type] # an idle tick reads none
            NoCadences(),  # type: ignore[arg-type] # likewise
            {},
            {"edition": EditionSend(NoCadences())},  # type: ignore[arg-type] # likewise
        )
        took, used = [], []
        for _ in range(TICKS):
            began, processor = time.perf_counter(), time.process_time()
            opened = await tick(beat, NOON)
            waiting = await lanes_waiting(beat, NOON)
            took.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - processor) * 1000)
            assert not opened, "nothing is due"
            assert not waiting, "nothing is due"
    return Idle(dialect, planned, CADENCES, median(took), median(used))


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
    async with database.begin() as session:
        await _lay(session, Contact, map(_contact, range(people)))
    async with database.begin() as session:
        await session.execute(text(PLANNED), {"lanes": LANES})
    if not database.is_sqlite:
        async with database.begin() as session:
            await session.execute(text("ANALYZE"))


def _cadence(number: int) -> dict[str, Any]:
    slot = LATER.replace(tzinfo=None)
    return {
        "id": f"c{number}",
        "kind": "newsletter",
        "subject": f"n{number}",
        "rule": "FREQ=DAILY",
        "starts_on": slot,
        "next_slot": slot,
        "next_due_at": LATER,
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
