"""Answers by the wave they count in, which is known by the day on which it closed.

A wave about the relationship closes when it does. Answers about events of one calendar quarter
are one wave, which closes with the quarter, or with the last invitation of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from bot.figures.rules.windows import Calendar, Unit, Window
from bot.figures.store.metrics import Asked
from bot.store.columns import UtcDateTime
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.measures import EVENT, RELATIONSHIP, Scale
from bot.voice.rules.nearness import NEVER, Alike, Counts
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.withholding import World
from bot.voice.store.standings import Standings, standings
from bot.voice.store.tables import Response, Wave

KIND = "survey_kind"
"""The dimension by which the two kinds of survey are told apart."""
COUNTED = ("asked", "imported")
"""How answers came that count in a score: what was recorded by hand does not."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A wave that is over: the day it closed, which is one of a quarter for events."""

    day: date
    wave_id: str = ""
    quarter: Window | None = None


@dataclass(frozen=True, slots=True)
class Closings:
    """The waves that are over, in order, by the day on which they closed."""

    days: tuple[date, ...]
    closed: tuple[Closed, ...]
    waits: date | None = None
    """Until when answers of a quarter that is over are still given and changed, if any are."""

    def within(self, window: Window) -> tuple[int, int] | None:
        """Return the first and the last day of closing in a window, by their numbers."""
        inside = [n for n, day in enumerate(self.days) if window.start <= day < window.end]
        if inside:
            return inside[0], inside[-1]
        return self._quarter_around(window)

    def _quarter_around(self, window: Window) -> tuple[int, int] | None:
        """Return the quarter that holds a window which is shorter, and holds the end of none."""
        for one in self.closed:
            quarter = one.quarter
            if quarter and quarter.start <= window.start and window.end <= quarter.end:
                number = self.days.index(one.day)
                return number, number
        return None

    def named(self, number: int) -> date | Window:
        """Return the day on which a wave closed; of answers about events it is their quarter."""
        one = next(one for one in self.closed if one.day == self.days[number])
        return one.quarter or one.day

    def only(self, numbers: Sequence[int]) -> "Closings":
        """Keep these of the waves."""
        days = tuple(self.days[number] for number in numbers)
        return Closings(days, tuple(one for one in self.closed if one.day in days))

    def quarter_of(self, window: Window) -> Window | None:
        """Return the quarter that stands for a window which holds no end of one."""
        span = self.within(window)
        if span is None or window.start <= self.days[span[0]] < window.end:
            return None
        return next(one.quarter for one in self.closed if one.day == self.days[span[0]])


async def closings_of(
    session: AsyncSession, asked: Asked, kind: str, scale: str | None
) -> Closings:
    """Find the waves of a kind that are over; with a scale those that asked on it."""
    find = _of_relationship if kind == RELATIONSHIP else _of_events
    return await find(session, asked, scale)


async def _of_relationship(session: AsyncSession, asked: Asked, scale: str | None) -> Closings:
    wave, zone = scoped(Wave, asked.principal), ZoneInfo(asked.footing.zone)
    today = midnight(asked.footing.calendar.today, asked.footing.zone)
    found = await session.execute(
        select(wave.c.id, wave.c.closes_at)
        .where(
            wave.c.kind == RELATIONSHIP,
            wave.c.promise != ANONYMOUS,
            wave.c.stopped_at.is_(None),
            *(() if scale is None else (wave.c.score == scale,)),
            or_(wave.c.state != "open", wave.c.closes_at < today),
        )
        .order_by(wave.c.closes_at, wave.c.id)
    )
    closed = tuple(Closed(closes.astimezone(zone).date(), wave_id) for wave_id, closes in found)
    return Closings(tuple(sorted({one.day for one in closed})), closed)


async def _of_events(session: AsyncSession, asked: Asked, scale: str | None) -> Closings:
    # Answers about events are cut into quarters, from the first one on.
    response, wave = scoped(Response, asked.principal), scoped(Wave, asked.principal)
    first: datetime | None = await session.scalar(
        select(func.min(response.c.answered_at))
        .join(wave, wave.c.id == response.c.wave_id)
        .where(wave.c.kind == EVENT, *(() if scale is None else (wave.c.score == scale,)))
    )
    calendar, zone = asked.footing.calendar, ZoneInfo(asked.footing.zone)
    if first is None:
        return Closings((), ())
    quarters = _quarters(first.astimezone(zone).date(), calendar)
    running = await session.execute(
        select(wave.c.opens_at, wave.c.closes_at).where(
            wave.c.kind == EVENT,
            wave.c.stopped_at.is_(None),
            wave.c.state == "open",
            wave.c.closes_at >= midnight(calendar.today, asked.footing.zone),
        )
    )
    ends = [tuple(each.astimezone(zone).date() for each in row) for row in running]
    over = [each for each in quarters if all(opens >= each.end for opens, _ in ends)]
    waits = [closes for opens, closes in ends if quarters and opens < quarters[-1].end]
    closed = tuple(Closed(quarter.last, quarter=quarter) for quarter in over)
    return Closings(tuple(one.day for one in closed), closed, max(waits, default=None))


def _quarters(first: date, calendar: Calendar) -> list[Window]:
    quarter, found = calendar.unit(Unit.QUARTER, of=first), list[Window]()
    while quarter.end <= calendar.today:
        found.append(quarter)
        quarter = calendar.unit(Unit.QUARTER, of=quarter.end)
    return found


async def world(
    session: AsyncSession, asked: Asked, kind: str, scale: Scale
) -> tuple[World, Closings]:
    """Read all answers on a scale that somebody may have scores of, in one query."""
    closings = await closings_of(session, asked, kind, scale.name)
    if not closings.days:
        return World(()), closings
    was = await standings(session, asked, closings.days)
    rows = await session.execute(_counted(answers_in(closings, asked, kind, scale), scale))
    return World(_alikes(rows, was)), closings


def _alikes(rows: Iterable[Any], was: Standings) -> list[Alike]:
    counted = (tuple(row) for row in rows)
    return [
        Alike(unit, NEVER if again is None else again, standing.values(role), Counts(*counts))
        for unit, again, partner_id, role, *counts in counted
        if (standing := was.get((partner_id, unit))) is not None
    ]


def _counted(answers: Subquery, scale: Scale) -> Select[Any]:
    """Count them; whom a later answer replaces within the same wave counts with that one."""
    score = answers.c.score
    alike = (answers.c.unit, answers.c.again, answers.c.partner_id, answers.c.role)
    return (
        select(
            *alike,
            func.count(),
            _count(score >= scale.good),
            _count(score <= scale.bad),
            func.sum(score),
            func.sum(score * score),
        )
        .where(or_(answers.c.again.is_(None), answers.c.again > answers.c.unit))
        .group_by(*alike)
    )


def answers_in(closings: Closings, asked: Asked, kind: str, scale: Scale) -> Subquery:
    """Select every answer that counts in these waves, and when its person answered again."""
    response, wave = scoped(Response, asked.principal), scoped(Wave, asked.principal)
    over = closed_table(closings, asked.footing.zone)
    again = func.lead(over.c.unit).over(
        partition_by=response.c.contact_id,
        order_by=(over.c.unit, response.c.answered_at, response.c.id),
    )
    return (
        select(
            over.c.unit,
            again.label("again"),
            response.c.contact_id,
            response.c.partner_id,
            response.c.role,
            response.c.score,
        )
        .select_from(response.join(over, _falls_in(response, over, kind)))
        .join(wave, wave.c.id == response.c.wave_id)
        .where(
            wave.c.kind == kind,
            wave.c.stopped_at.is_(None),
            wave.c.score == scale.name,
            response.c.score.is_not(None),
            response.c.partner_id.is_not(None),
            response.c.source.in_(COUNTED),
        )
        .subquery("answers")
    )


def _falls_in(response: Subquery, over: CTE, kind: str) -> ColumnElement[bool]:
    if kind == RELATIONSHIP:
        return response.c.wave_id == over.c.wave_id
    return and_(
        response.c.answered_at >= over.c.first_moment, response.c.answered_at < over.c.end_moment
    )


def closed_table(closings: Closings, zone: str) -> CTE:
    """Make a table of waves that are over: the number of each, and what is in it."""
    numbers = {day: number for number, day in enumerate(closings.days)}
    first, *others = (
        select(
            literal(numbers[one.day], Integer).label("unit"),
            literal(one.wave_id, String).label("wave_id"),
            literal(_start(one, zone), UtcDateTime).label("first_moment"),
            literal(midnight(one.day + timedelta(days=1), zone), UtcDateTime).label("end_moment"),
        )
        for one in closings.closed
    )
    rows = union_all(first, *others) if others else first
    return rows.cte("over")


def _start(one: Closed, zone: str) -> datetime:
    return midnight(one.quarter.start if one.quarter else one.day, zone)


def midnight(day: date, zone: str) -> datetime:
    """Return the moment in which a day begins."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
