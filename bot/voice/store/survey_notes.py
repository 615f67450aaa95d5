"""What else is true of a score: waves that are still open, its quarter, who outweighs others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.figures.rules.figures import Note, NoteValue
from bot.figures.rules.windows import DAY, Unit, Window
from bot.figures.store.metrics import Asked
from bot.quantities import Quantity, share
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.clusters import Parts, interval_of, mean_of_partners
from bot.voice.rules.measures import EVENT, Scale
from bot.voice.rules.nearness import Counts
from bot.voice.rules.scores import LEAST_ANSWERS, LEAST_CLUSTERS
from bot.voice.store.closings import COUNTED, Closings, midnight
from bot.voice.store.tables import Response, Wave

OUTWEIGHS, APART = 20, 10
"""From which share of the answers on, in percent, or how many points, partners are weighed."""
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Running:
    """A wave that is open: when it closes, and how many answered so far.

    What they said is told when it has closed: a score of the first ten could be held against
    those of roles and partners that are told then, and would tell what one of the ten said.
    """

    closes: date
    answered: int


async def open_notes(session: AsyncSession, asked: Asked, kind: str, scale: Scale) -> list[Note]:
    """Say of the waves that are open in the time asked for how far they have come."""
    if not _is_of_all(asked):
        return []
    running = _running_quarter if kind == EVENT else _running_waves
    return [_said_open(one) for one in await running(session, asked, scale)]


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
        Running(closes.astimezone(ZoneInfo(zone)).date(), await _answered(session, asked, wave_id))
        for wave_id, closes in rows
    ]


async def _running_quarter(session: AsyncSession, asked: Asked, scale: Scale) -> list[Running]:
    quarter = asked.footing.calendar.unit(Unit.QUARTER)
    answered = await _answered(session, asked, "", (quarter, scale))
    return [Running(quarter.last, answered)] if answered else []


async def _answered(
    session: AsyncSession, asked: Asked, wave_id: str, of: tuple[Window, Scale] | None = None
) -> int:
    """Count who answered in a wave, or answers about events in a quarter."""
    response, wave = scoped(Response, asked.principal), scoped(Wave, asked.principal)
    chosen = [response.c.wave_id == wave_id]
    if of is not None:
        quarter, scale = of
        chosen = [
            wave.c.kind == EVENT,
            wave.c.score == scale.name,
            response.c.answered_at >= midnight(quarter.start, asked.footing.zone),
        ]
    found = await session.scalar(
        select(func.count())
        .select_from(response.join(wave, wave.c.id == response.c.wave_id))
        .where(
            *chosen,
            wave.c.stopped_at.is_(None),
            response.c.score.is_not(None),
            response.c.partner_id.is_not(None),
            response.c.source.in_(COUNTED),
        )
    )
    return found or 0


def _said_open(running: Running) -> Note:
    """Say how far a wave that is open has come, in steps of five."""
    steps = running.answered // LEAST_ANSWERS * LEAST_ANSWERS
    values: dict[str, NoteValue] = {"day": running.closes, "count": Quantity(steps, "count")}
    return Note("note_open" if steps else "note_open_few", values)


def said_quarter(closings: Closings, asked: Asked) -> Iterator[Note]:
    """Name the quarter that stands for a shorter time."""
    quarter = closings.quarter_of(asked.pieces[0])
    if quarter is not None and len(asked.pieces) == 1:
        yield Note("note_quarter", {"period": quarter})


def said_weight(counts: Mapping[str, Counts], parts: Parts) -> Iterator[Note]:
    """Weigh partners alike where one outweighs the others, or that makes much of a difference."""
    if parts.partners < LEAST_CLUSTERS:
        return
    whole, weighted = parts.whole, mean_of_partners(parts)
    largest = max(sorted(counts), key=lambda partner: counts[partner].n)
    outweighs = counts[largest].n * 100 > OUTWEIGHS * whole.n
    if outweighs or abs(weighted - whole.nps) > APART:
        yield Note(
            "note_weight",
            {
                "partner": largest,
                "share": share(counts[largest].n, whole.n),
                "weighted": Quantity(Decimal(weighted), "score"),
                "error": Quantity(Decimal(interval_of(parts).error), "points"),
            },
        )
