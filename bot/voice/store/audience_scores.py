"""The last score of people, as a condition of audiences: only what they said by name."""

from collections.abc import Collection

from sqlalchemy import select

from bot.beat.rules.choosing.dimensions import Dimension
from bot.beat.store.choosing import Brought
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import NAMED
from bot.voice.rules.scores import LEAST_ANSWERS, band_of
from bot.voice.store.tables import Response, Wave

RECOMMENDED = "nps"
LAST_SCORE = Dimension(
    "score",
    "who are {}",
    "who are not {}",
    others={
        "detractors": ("detractors", "detractor", "critics"),
        "passives": ("passives", "passive"),
        "promoters": ("promoters", "promoter", "fans"),
    },
    least=LEAST_ANSWERS,
)
REFUSED = (
    "Nobody can be chosen by a score: no survey that asks whether people recommend you, "
    "and promises that answers are read with their names, was answered yet."
)


async def _known(session: AsyncSession, contact_ids: Collection[str]) -> dict[str, frozenset[str]]:
    rows = await session.execute(
        select(Response.contact_id, Response.score)
        .join(Wave, Wave.id == Response.wave_id)
        .where(
            Response.contact_id.in_(contact_ids),
            is_shown(Response),
            Wave.promise == NAMED,
            Wave.score == RECOMMENDED,
        )
        .order_by(Response.answered_at, Response.id)
    )
    return {
        contact_id: frozenset({band_of(score)}) for contact_id, score in rows if score is not None
    }


async def _refused(session: AsyncSession) -> str:
    found = await session.scalar(
        select(Response.id)
        .join(Wave, Wave.id == Response.wave_id)
        .where(is_shown(Response), Wave.promise == NAMED, Wave.score == RECOMMENDED)
        .limit(1)
    )
    return "" if found else REFUSED


LAST_SCORES = Brought(LAST_SCORE, _known, refused=_refused)
