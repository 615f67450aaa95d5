"""The close of waves: of an anonymous one ballots are counted out, and its key is destroyed."""

from datetime import datetime

import structlog

from bot.store.sessions import Database
from bot.voice.store import sealed, wave_ends
from bot.voice.store.wave_keys import WaveKeys

log = structlog.get_logger(__name__)


async def close_waves(database: Database, keys: WaveKeys, now: datetime) -> int:
    """Close the waves whose days are over; return how many.

    A key is destroyed only once its ballots are kept: after a crash between the two it is
    found, and destroyed then. Where the folder of keys cannot be reached an anonymous wave
    stays as it is, for nobody may lose what they answered.
    """
    async with database.read() as session:
        over = await wave_ends.over(session, now)
    closed = 0
    for wave_id, is_anonymous in over:
        if is_anonymous and not keys.can_be_read:
            log.error("wave_keys_unreachable", wave_id=wave_id)
            continue
        closed += await _close(database, keys, wave_id, is_anonymous=is_anonymous)
    await _destroy_left_over(database, keys)
    return closed


async def _close(database: Database, keys: WaveKeys, wave_id: str, *, is_anonymous: bool) -> bool:
    async with database.begin() as session:
        if not await wave_ends.close_wave(session, wave_id):
            return False
        if is_anonymous:
            is_stopped = await wave_ends.stopped(session, wave_id)
            # What counts nowhere becomes nobody's ballot.
            key = None if is_stopped else keys.find(wave_id)
            if key is None and not is_stopped:
                lost = await sealed.answered(session, wave_id)
                log.error("wave_key_missing", wave_id=wave_id, answers_lost=lost)
            counted = await sealed.count_out(session, key, wave_id)
            log.info("ballots_counted_out", wave_id=wave_id, ballots=counted)
    if is_anonymous:
        keys.destroy(wave_id)
    return True


async def _destroy_left_over(database: Database, keys: WaveKeys) -> None:
    waves = keys.waves()
    if not waves:
        return
    async with database.read() as session:
        for wave_id in await wave_ends.closed_of(session, waves):
            keys.destroy(wave_id)
            log.info("wave_key_destroyed", wave_id=wave_id)
