"""Waves whose responses are only counted: those that were not asked by name."""

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.rules.sought import SCORE, SURVEY, Sought
from bot.voice.store.reading import Reach, asked_of, conditions, joined, midnight, of_wave
from bot.voice.store.sealed_tables import Ballot, SealedAnswer
from bot.voice.store.tables import Wave


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A wave whose responses nobody reads one by one, and how many there are."""

    wave_id: str
    promise: str
    count: int
    is_open: bool = False


async def unnamed(session: AsyncSession, sought: Sought, reach: Reach) -> list[Unnamed]:
    """Count the responses that are not read one by one, a whole wave each, the newest first.

    They are counted over all partners and people: of fewer than all, few would be told apart.
    """
    waves = Sought(
        {name: sought.of(name) for name in (SURVEY, SCORE) if sought.of(name)},
        sought.window,
        sought.wave,
    )
    found = (
        joined(Wave.id, Wave.promise, func.count())
        .where(
            *conditions(waves, Reach(None, reach.zone)),
            ~reach.readable(),
            Wave.promise != ANONYMOUS,
        )
        .group_by(Wave.id, Wave.promise, Wave.opens_at)
        .order_by(Wave.opens_at.desc(), Wave.id)
    )
    return [Unnamed(*row) for row in await session.execute(found)]


async def anonymous(session: AsyncSession, sought: Sought, zone: str) -> list[Unnamed]:
    """Count what lies sealed of anonymous waves that are open, and the ballots of closed ones."""
    lies = select(func.count()).select_from(SealedAnswer).where(SealedAnswer.wave_id == Wave.id)
    cast = select(func.count()).select_from(Ballot).where(Ballot.wave_id == Wave.id)
    found = (
        select(
            Wave.id,
            Wave.promise,
            lies.scalar_subquery() + cast.scalar_subquery(),
            Wave.state == "open",
        )
        .where(is_shown(Wave), Wave.promise == ANONYMOUS, *asked_of(sought), *of_wave(sought))
        .order_by(Wave.opens_at.desc(), Wave.id)
    )
    if sought.window is not None:
        found = found.where(
            Wave.closes_at >= midnight(sought.window.start, zone),
            Wave.opens_at < midnight(sought.window.end, zone),
        )
    return [Unnamed(*row) for row in await session.execute(found)]
