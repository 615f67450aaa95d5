"""The sample of a wave: drawn once, and kept as its invitations."""

from collections.abc import Sequence
from datetime import datetime

from bot.beat.rules.foreseen import Foreseen
from bot.beat.rules.suppression import Skip
from bot.store.sessions import AsyncSession
from bot.voice.rules.sampling import Candidate, Sample, draw
from bot.voice.store import rounds, surveys
from bot.voice.store.rounds import Past
from bot.voice.store.tables import Wave

TAKES_TURNS = (None, Skip.ASKED_LATELY)
"""What planning may have against somebody who has their turn in one round or another."""


async def draw_once(
    session: AsyncSession, wave_id: str, sample: Sample, met: Sequence[Foreseen], now: datetime
) -> frozenset[str]:
    """Draw a wave's sample, unless that was done; return who is invited.

    The invitations are the sample: whoever is planned again after a crash is who was drawn.
    """
    wave = await session.get_one(Wave, wave_id, with_for_update=True)
    if wave.drawn_from is None:
        chosen = await drawn(session, wave.survey, sample, met, wave)
        wave.drawn_from = sum(one.skip is None for one in met)
        await surveys.invite_all(session, wave_id, sorted(chosen), now)
    return await surveys.invited(session, wave_id)


async def drawn(
    session: AsyncSession,
    survey: str,
    sample: Sample,
    met: Sequence[Foreseen],
    wave: Wave | None = None,
) -> frozenset[str]:
    """Return whom a round of a survey asks of those who are met: of this wave, or of the next."""
    past = await rounds.past(session, survey, wave.id if wave else "")
    number = await rounds.rounds_before(session, survey, wave)
    return draw(sample, candidates(met, past), seed(survey, number))


def candidates(met: Sequence[Foreseen], past: dict[str, Past]) -> list[Candidate]:
    """Return who takes turns, with what they were asked before."""
    found: list[Candidate] = []
    for one in met:
        if one.skip in TAKES_TURNS:
            was = past.get(one.contact_id, Past())
            who = one.contact_id, one.partner_id or "", one.role
            known = was.asked_at, was.turns, was.any_at
            found.append(Candidate(*who, one.skip is None, *known))
    return found


def seed(survey: str, number: int) -> str:
    """Return what decides the lots of a survey's round, known before it opens."""
    return f"{survey} {number}"
