"""Waves as an operator sees them: how many were asked, and how many answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.store.sealed_tables import Ballot, SealedAnswer
from bot.voice.store.tables import Invitation, Response, Wave


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One wave; `asked` had the question in hand, and `answered` are answers of any promise.

    Where a sample was asked, it was `drawn_from` so many who could be.
    """

    id: str
    survey: str
    promise: str
    state: str
    opens_at: datetime
    closes_at: datetime
    stopped_at: datetime | None
    asked: int
    answered: int
    drawn_from: int | None = None
    quarter: str | None = None


async def waves(session: AsyncSession, limit: int) -> Sequence[WaveRow]:
    """Return the newest waves."""
    found = await session.execute(_rows().order_by(Wave.opens_at.desc(), Wave.id).limit(limit))
    return [WaveRow(*row) for row in found]


async def running(session: AsyncSession, now: datetime, limit: int) -> Sequence[WaveRow]:
    """Return the waves that can be answered now, the first to close first."""
    found = _rows().where(Wave.state == "open", Wave.opens_at <= now, Wave.closes_at > now)
    rows = await session.execute(found.order_by(Wave.closes_at, Wave.id).limit(limit))
    return [WaveRow(*row) for row in rows]


async def one(session: AsyncSession, wave_id: str) -> WaveRow | None:
    """Return a wave as it stands; None where there is none such."""
    row = (await session.execute(_rows().where(Wave.id == wave_id))).one_or_none()
    return WaveRow(*row) if row is not None else None


def _rows() -> Select[*tuple[Any, ...]]:
    asked = (
        select(func.count())
        .select_from(Invitation)
        .where(Invitation.wave_id == Wave.id, Invitation.delivered_at.is_not(None))
    )
    counts = [
        select(func.count()).select_from(table).where(table.wave_id == Wave.id).scalar_subquery()
        for table in (Response, SealedAnswer, Ballot)
    ]
    facts = (Wave.id, Wave.survey, Wave.promise, Wave.state, Wave.opens_at, Wave.closes_at)
    return select(
        *(*facts, Wave.stopped_at),
        asked.scalar_subquery(),
        counts[0] + counts[1] + counts[2],
        *(Wave.drawn_from, Wave.quarter),
    ).where(is_shown(Wave))
