"""What a supervisor watches, as Prometheus reads it: read anew from the database at each scrape.

What processes share is told by each of them alike; what only one knows says so in its help.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.beat.store.alarm_causes import CAUSES
from bot.beat.store.counts import outcomes_since, waiting_counts
from bot.beat.store.lane_states import resting
from bot.figures.store.source_tables import SourceState
from bot.imports.store.sources import is_late, states_of
from bot.people.store.rungs import platform_of
from bot.store.alarms import open_counts
from bot.store.sessions import AsyncSession
from drumbeat.working import AtHand, at_hand, refused_of
from scheduler.housekeeping import Housekeeping

if TYPE_CHECKING:
    from drumbeat.house import House

LOOKED_BACK = timedelta(hours=24)

STATES = {
    "inbox": "Requests of people and platforms, by how they stand.",
    "delivery": "Messages to one reader or conversation, by how they stand.",
    "occurrence": "Slots of the calendar, by how they were carried out.",
}


async def scrape(house: "House") -> bytes:
    """Return everything there is to watch."""
    now = house.clock.now()
    async with house.database.read() as session:
        work = await at_hand(session, now)
        read = [
            *_waiting(work),
            _refused({one.id: one.refused for one in work.at_work} | _own(house)),
            *await _counted(session),
            *await _lanes(session, await house.engine.queued(session)),
            *await _outcomes(session, now),
            *_sources(await states_of(session), now),
        ]
    return exposed([*read, *_ticked(house.drum.ticked_at), *kept_gauges(house.housekeeping)])


def exposed(read: Sequence[Metric]) -> bytes:
    """Write metrics as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(_Read(read))
    return generate_latest(registry)


def gauge_route(house: "House") -> web.RouteDef:
    """Return `/metrics`."""

    async def metrics(_request: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        return web.Response(body=await scrape(house), headers=headers)

    return web.get("/metrics", metrics)


class _Read(Collector):
    """What was read for one scrape, as the library asks for it."""

    def __init__(self, read: Sequence[Metric]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        return self._read


def _gauge(
    name: str, said: str, labels: Sequence[str], values: Iterable[tuple[tuple[str, ...], float]]
) -> Metric:
    family = GaugeMetricFamily(f"drumbeat_{name}", said, labels=labels)
    for key, value in sorted(values):
        family.add_metric(key, value)
    return family


def _one(name: str, said: str, value: float) -> Metric:
    return _gauge(name, said, (), [((), value)])


def _waiting(work: AtHand) -> Iterator[Metric]:
    yield _one("workers", "Processes that work on deliveries and requests.", len(work.at_work))
    yield _one(
        "oldest_due_seconds",
        "For how long the oldest delivery that may leave has been due; 0 where none waits.",
        work.due_for,
    )
    yield _one(
        "oldest_request_seconds",
        "For how long the oldest request has waited in the inbox; 0 where none waits.",
        work.asked_for,
    )


async def _counted(session: AsyncSession) -> list[Metric]:
    counts: dict[str, dict[tuple[str, ...], float]] = {table: {} for table in STATES}
    for table, state, count in await waiting_counts(session):
        counts[table][(state,)] = count
    alarms: dict[tuple[str, ...], float] = {
        (cause,): count for cause, count in (await open_counts(session, CAUSES)).items()
    }
    return [
        *(
            _gauge(table, said, ("state",), counts[table].items())
            for table, said in STATES.items()
        ),
        _gauge(
            "alarms_open",
            "What somebody was alarmed about and holds still.",
            ("cause",),
            alarms.items(),
        ),
    ]


async def _lanes(session: AsyncSession, queued: int) -> list[Metric]:
    rests = Counter(
        (platform_of(name), why) for name, why in await resting(session, datetime.now(UTC))
    )
    return [
        _one("engine_queue", "Lanes that were woken and wait for a place to be drained.", queued),
        _gauge(
            "lanes_resting",
            "Lanes that are left alone for now: limited, busy, or of unknown outcome.",
            ("platform", "reason"),
            rests.items(),
        ),
    ]


async def _outcomes(session: AsyncSession, now: datetime) -> list[Metric]:
    by_kind, missed = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for kind, platform, state, reason, count in await outcomes_since(session, now - LOOKED_BACK):
        by_kind[kind, state] += count
        if reason:
            missed[platform, state, reason] += count
    of = "Of the sends that were opened within a day, "
    return [
        _gauge("recent_deliveries", f"{of}deliveries.", ("kind", "state"), by_kind.items()),
        _gauge(
            "recent_misses",
            f"{of}deliveries that did not arrive, by the class of what kept them.",
            ("platform", "state", "reason"),
            missed.items(),
        ),
    ]


def _own(house: "House") -> dict[str, Mapping[str, Mapping[str, int]]]:
    """Return what is newer in this process than what it last said of itself."""
    return {house.drum.holder: refused_of(house)} if house.drum.refused else {}


def _refused(of: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Metric:
    family = CounterMetricFamily(
        "drumbeat_refusals",
        "Messages that left and did not arrive, since each process began.",
        labels=("worker", "platform", "reason"),
    )
    for worker, platforms in sorted(of.items()):
        for platform, reasons in sorted(platforms.items()):
            for reason, count in sorted(reasons.items()):
                family.add_metric((worker, platform, reason), count)
    return family


def _sources(states: Mapping[str, SourceState], now: datetime) -> Iterator[Metric]:
    came: dict[tuple[str, ...], float] = {
        (key,): (now - one.came_at).total_seconds() for key, one in states.items() if one.came_at
    }
    yield _gauge(
        "source_age_seconds", "Since a source of rows last came whole.", ("source",), came.items()
    )
    yield _gauge(
        "source_late",
        "1 where a source of rows is late by its own rhythm, else 0.",
        ("source",),
        [((key,), is_late(one, now)) for key, one in states.items()],
    )
    yield _gauge(
        "source_failures",
        "Attempts in a row that came to nothing.",
        ("source",),
        [((key,), one.failures) for key, one in states.items()],
    )


def _ticked(ticked_at: float | None) -> Iterator[Metric]:
    if ticked_at is not None:
        yield _one(
            "tick_age_seconds",
            "Since a tick of this process came to its end; of several processes one ticks.",
            time.monotonic() - ticked_at,
        )


def kept_gauges(kept: Housekeeping) -> Iterator[Metric]:
    """Say what the housekeeping of this process did, and when it last looked around."""
    rows = CounterMetricFamily(
        "drumbeat_housekeeping_rows",
        "Rows that this process's housekeeping took away or changed.",
        labels=("what",),
    )
    for what, count in sorted(kept.totals.items()):
        rows.add_metric((what,), count)
    yield rows
    ran = kept.last_run.timestamp() if kept.last_run is not None else 0
    yield _one(
        "housekeeping_last_run_timestamp_seconds",
        "When the housekeeping of this process last looked around.",
        ran,
    )
