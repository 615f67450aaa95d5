"""The look around for waves whose reminder is due."""

from datetime import datetime, timedelta

import structlog

from bot.beat.kinds import SURVEY
from bot.beat.store.sends import Opening, open_send
from bot.store.sessions import Database
from bot.voice.ports import Surveys
from bot.voice.rules.reminding import reminder_slot
from bot.voice.store import reminders, surveys
from bot.voice.store.tables import Wave

LOOK_EVERY = timedelta(minutes=1)
AHEAD = timedelta(days=1)
"""So long before a morning it has begun somewhere on earth, and a little more."""
CATCH_UP = timedelta(hours=8)

log = structlog.get_logger(__name__)


class ReminderWatch:
    """Opens one reminder a wave, for those who were asked and have not answered."""

    def __init__(self, database: Database, asked: Surveys) -> None:
        self._database, self._surveys = database, asked
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        async with self._database.read() as session:
            waves = await reminders.unreminded(session, now)
        for wave in waves:
            slot = reminder_slot(wave.opens_at, wave.closes_at)
            if slot is not None and slot - AHEAD <= now.replace(tzinfo=None) < slot + CATCH_UP:
                await self._remind(wave.id, slot, now)

    async def _remind(self, wave_id: str, slot: datetime, now: datetime) -> None:
        async with self._database.begin() as session:
            wave = await session.get_one(Wave, wave_id, with_for_update=True)
            text = await surveys.text_of(session, wave)
            if wave.reminder_id is not None or wave.state != "open" or text is None:
                return
            head = self._surveys.head(text)
            opening = Opening(
                kind="wave",
                subject=wave.id,
                title=head.title,
                audience=None,
                priority=SURVEY,
                text_id=text.id,
                topic=head.topic,
                slot=slot,
                catch_up=CATCH_UP,
            )
            wave.reminder_id = (await open_send(session, opening, now)).id
            log.info("reminder_opened", wave_id=wave.id, send_id=wave.reminder_id)
