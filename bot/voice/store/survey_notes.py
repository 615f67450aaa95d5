"""What else is true of a score: waves that are still open, its quarter, who outweighs others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from bot.figures.rules.figures import Note, NoteValue
from bot.figures.rules.windows import DAY, Unit, Window
from bot.figures.store.metrics import Asked
from bot.quantities import Quantity, share
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.clusters import mean_of_clusters, safe_clusters
from bot.voice.rules.measures import EVENT, Scale, tally_of
from bot.voice.rules.nearness import Counts
from bot.voice.rules.scores import (
    LEAST_ANSWERS,
    LEAST_CLUSTERS,
    Tally,
    pooled_interval,
)
from bot.voice.store.closings import COUNTED, Closings, midnight
from bot.voice.store.tables import Response, Wave

OUTWEIGHS, APART = 20, 10
"""From which share of the answers on, in percent, or how many points, partners are weighed."""
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Running:
    """A wave that is open: when it closes, and what was answered so far, in order."""

    closes: date
    given: list[Row[Any]]

    def steady(self) -> list[int]:
        """Return the answers whose score may be told: all but the last five, in fives.

        So many come after them that nobody learns of fewer when the wave has closed. One that
        was changed since waits for the next five.
        """
        number = max(len(self.given) // LEAST_ANSWERS - 1, 0) * LEAST_ANSWERS
        if not number:
            return []
        first = self.given[:number]
        until = first[-1].answered_at
        is_changed = any(one.changed_at is not None and one.changed_at > until for one in first)
        return [] if is_changed else [one.score for one in first]


async def open_notes(
    session: AsyncSession, asked: Asked, kind: str, scale: Scale
) -> Iterator[tuple[Running, list[int]]]:
    """Find the waves that are open in the time asked for, with the answers that may be told."""
    running = _running_quarter if kind == EVENT else _running_waves
    found = await running(session, asked, scale) if _is_of_all(asked) else []
    return ((one, one.steady()) for one in found)


def _is_of_all(asked: Asked) -> bool:
    """Say whether it is asked for everybody, up to today."""
    plan, today = asked.plan, asked.footing.calendar.today
    bound = {"partner"} if not asked.principal.is_vendor else set()
    free = {chosen.dimension for chosen in plan.filters} - bound
    is_plain = not plan.group_by and plan.grain is None and not free
    return is_plain and plan.window.start <= today < asked.pieces[0].end


async def _running_waves(session: AsyncSession, asked: Asked, scale: Scale) -> list[Running]:
    wave = scoped(Wave, asked.principal)
    zone, today = asked.footing.zone, asked.footing.calendar.today
    rows = await session.execute(
        select(wave.c.id, wave.c.closes_at)
        .where(
            wave.c.kind != EVENT,
            wave.c.stopped_at.is_(None),
            wave.c.score == scale.name,
            wave.c.promise != ANONYMOUS,
            wave.c.state == "open",
            wave.c.opens_at < midnight(today + DAY, zone),
            wave.c.closes_at >= midnight(today, zone),
        )
        .order_by(wave.c.closes_at, wave.c.id)
    )
    return [
        Running(closes.astimezone(ZoneInfo(zone)).date(), await _given(session, asked, wave_id))
        for wave_id, closes in rows
    ]


async def _running_quarter(session: AsyncSession, asked: Asked, scale: Scale) -> list[Running]:
    quarter = asked.footing.calendar.unit(Unit.QUARTER)
    given = await _given(session, asked, "", (quarter, scale))
    return [Running(quarter.last, given)] if given else []


async def _given(
    session: AsyncSession, asked: Asked, wave_id: str, of: tuple[Window, Scale] | None = None
) -> list[Row[Any]]:
    """Return what was answered in a wave, or of events in a quarter, in order."""
    response, wave = scoped(Response, asked.principal), scoped(Wave, asked.principal)
    chosen = [response.c.wave_id == wave_id]
    if of is not None:
        quarter, scale = of
        chosen = [
            wave.c.kind == EVENT,
            wave.c.score == scale.name,
            response.c.answered_at >= midnight(quarter.start, asked.footing.zone),
        ]
    rows = await session.execute(
        select(response.c.score, response.c.answered_at, response.c.changed_at)
        .join(wave, wave.c.id == response.c.wave_id)
        .where(
            *chosen,
            wave.c.stopped_at.is_(None),
            response.c.score.is_not(None),
            response.c.partner_id.is_not(None),
            response.c.source.in_(COUNTED),
        )
        .order_by(response.c.answered_at, response.c.id)
    )
    return [*rows]


def said_open(running: Running, told: Iterable[int], score: Quantity | None) -> Note:
    """Say how far a wave that is open has come."""
    steps = len(running.given) // LEAST_ANSWERS * LEAST_ANSWERS
    values: dict[str, NoteValue] = {"day": running.closes, "count": Quantity(steps, "count")}
    if score is None:
        return Note("note_open_count" if steps else "note_open_few", values)
    of = Quantity(len(list(told)), "count")
    return Note("note_open", {**values, "score": score, "of": of})


def said_quarter(closings: Closings, asked: Asked) -> Iterator[Note]:
    """Name the quarter that stands for a shorter time."""
    quarter = closings.quarter_of(asked.pieces[0])
    if quarter is not None and len(asked.pieces) == 1:
        yield Note("note_quarter", {"period": quarter})


def said_weight(parts: Mapping[str, Counts]) -> Iterator[Note]:
    """Weigh partners alike where one outweighs the others, or that makes much of a difference."""
    tallies = {partner: tally_of(counts) for partner, counts in parts.items()}
    if len(tallies) < LEAST_CLUSTERS:
        return
    whole = sum(tallies.values(), Tally())
    largest = max(sorted(tallies), key=lambda partner: tallies[partner].n)
    weighted = mean_of_clusters(list(tallies.values()))
    error = pooled_interval(safe_clusters(list(tallies.values()))).error
    outweighs = tallies[largest].n * 100 > OUTWEIGHS * whole.n
    if outweighs or abs(weighted - whole.nps) > APART:
        yield Note(
            "note_weight",
            {
                "partner": largest,
                "share": share(tallies[largest].n, whole.n),
                "weighted": Quantity(Decimal(weighted), "score"),
                "error": Quantity(Decimal(error), "points"),
            },
        )
