"""The look around for waves whose reminder is due."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.beat.kinds import SURVEY
from bot.beat.rules.audience import Named
from bot.beat.rules.texts import WrittenText
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
    """Opens one reminder a wave, for those who were asked and have not answered.

    Who was asked by themselves is reminded by themselves, by the day on which it reached them.
    """

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
            asks = await reminders.unreminded_asks(session, now)
        for wave in waves:
            slot = reminder_slot(wave.opens_at, wave.closes_at)
            if slot is not None and _is_near(slot, now):
                await self._remind(wave.id, slot, now)
        for send_id, reached_at, until in asks:
            slot = reminder_slot(reached_at, until)
            if slot is not None and _is_near(slot, now):
                await self._remind_of(send_id, slot, now)

    async def _remind(self, wave_id: str, slot: datetime, now: datetime) -> None:
        async with self._database.begin() as session:
            wave = await session.get_one(Wave, wave_id, with_for_update=True)
            text = await surveys.text_of(session, wave)
            if wave.reminder_id is not None or wave.state != "open" or text is None:
                return
            opening = self._opening(wave, text, slot)
            wave.reminder_id = (await open_send(session, opening, now)).id
            log.info("reminder_opened", wave_id=wave.id, send_id=wave.reminder_id)

    async def _remind_of(self, send_id: str, slot: datetime, now: datetime) -> None:
        async with self._database.begin() as session:
            invited = await reminders.to_remind_of(session, send_id, now)
            wave = await session.get(Wave, invited[0].wave_id) if invited else None
            text = await surveys.text_of(session, wave) if wave is not None else None
            if wave is None or text is None:
                return
            whom = Named(contacts=frozenset(one.contact_id for one in invited))
            opening = replace(self._opening(wave, text, slot), audience=whom)
            reminder = await open_send(session, opening, now)
            for one in invited:
                one.reminder_id = reminder.id
            log.info("reminder_opened", wave_id=wave.id, send_id=reminder.id)

    def _opening(self, wave: Wave, text: WrittenText, slot: datetime) -> Opening:
        head = self._surveys.head(text)
        return Opening(
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


def _is_near(slot: datetime, now: datetime) -> bool:
    return slot - AHEAD <= now.replace(tzinfo=None) < slot + CATCH_UP
