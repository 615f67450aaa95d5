"""What everybody was asked before, and in how many rounds."""

from collections import Counter
from datetime import datetime

from sqlalchemy import case, func, select

from bot.store.sessions import AsyncSession
from bot.voice.rules.rounds import Memory
from bot.voice.rules.sampling import NEVER
from bot.voice.store.tables import Invitation, Wave


async def memory(session: AsyncSession, before: Wave | None = None) -> Memory:
    """Return what everybody was asked: all of it, or besides a wave what was `before` it.

    To be asked after an event is nobody's turn.
    """
    rounds = select(Wave.survey, func.count()).where(Wave.quarter.is_(None))
    rounds = rounds.group_by(Wave.survey)
    opened = case((Wave.quarter.is_(None), Wave.opens_at))
    asked = (
        select(
            *(Wave.survey, Wave.kind, Invitation.contact_id),
            *(func.max(opened), func.count(opened), func.max(Invitation.delivered_at)),
        )
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.delivered_at.is_not(None))
        .group_by(Wave.survey, Wave.kind, Invitation.contact_id)
    )
    if before is not None:
        rounds = rounds.where(Wave.id != before.id, Wave.opens_at <= before.opens_at)
        asked = asked.where(Wave.id != before.id)
    found = Memory(rounds=Counter({row[0]: row[1] for row in await session.execute(rounds)}))
    for survey, kind, who, turn_at, turns, delivered in await session.execute(asked):
        if turn_at is not None:
            found.turns[survey][who] = turn_at, turns
        found.last[kind][who] = max(delivered or NEVER, found.last[kind].get(who, NEVER))
    return found


async def times_since(session: AsyncSession, since: datetime) -> Counter[str]:
    """Count how often each was asked anything since then, by contact."""
    rows = await session.execute(
        select(Invitation.contact_id, func.count())
        .where(Invitation.delivered_at >= since)
        .group_by(Invitation.contact_id)
    )
    return Counter({row[0]: row[1] for row in rows})
