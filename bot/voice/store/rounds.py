"""When each was asked before, and by how many rounds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from bot.store.sessions import AsyncSession
from bot.voice.rules.sampling import NEVER
from bot.voice.store.tables import Invitation, Wave


@dataclass(frozen=True, slots=True)
class Past:
    """The last round of a survey that asked somebody, of how many, and when any survey did."""

    asked_at: datetime = NEVER
    turns: int = 0
    any_at: datetime = NEVER


async def past(session: AsyncSession, survey: str, wave_id: str) -> dict[str, Past]:
    """Return what everybody was asked before, by contact; the wave itself does not count.

    To be asked after an event is nobody's turn.
    """
    of_survey = case((and_(*_rounds(survey)), Wave.opens_at))
    rows = await session.execute(
        select(
            Invitation.contact_id,
            func.max(of_survey),
            func.count(of_survey),
            func.max(Invitation.delivered_at),
        )
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.delivered_at.is_not(None), Wave.id != wave_id)
        .group_by(Invitation.contact_id)
    )
    return {who: Past(asked_at or NEVER, turns, any_at) for who, asked_at, turns, any_at in rows}


async def rounds_before(session: AsyncSession, survey: str, wave: Wave | None) -> int:
    """Count the rounds of a survey; those before a wave, or all that there are."""
    found = select(func.count()).select_from(Wave).where(*_rounds(survey))
    if wave is not None:
        found = found.where(Wave.id != wave.id, Wave.opens_at <= wave.opens_at)
    return await session.scalar(found) or 0


def _rounds(survey: str) -> tuple[ColumnElement[bool], ...]:
    return Wave.survey == survey, Wave.quarter.is_(None)
