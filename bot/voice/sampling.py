"""The sample of a wave: drawn once, and kept as its invitations."""

from collections.abc import Sequence
from datetime import datetime

from bot.beat.rules.foreseen import Foreseen
from bot.store.sessions import AsyncSession
from bot.voice.rules.rounds import Asking, drawn
from bot.voice.rules.sampling import Sample
from bot.voice.store import rounds, surveys
from bot.voice.store.tables import Wave


async def draw_once(
    session: AsyncSession, wave_id: str, sample: Sample, met: Sequence[Foreseen], now: datetime
) -> frozenset[str]:
    """Draw a wave's sample, unless that was done; return who is invited.

    The invitations are the sample: whoever is planned again after a crash is who was drawn.
    """
    wave = await session.get_one(Wave, wave_id, with_for_update=True)
    if wave.drawn_from is None:
        asking = Asking(wave.survey, wave.kind, sample, met, now)
        chosen = drawn(asking, sample, await rounds.memory(session, wave), met)
        wave.drawn_from = sum(one.skip is None for one in met)
        await surveys.invite_all(session, wave_id, sorted(chosen), now)
    return await surveys.invited(session, wave_id)
