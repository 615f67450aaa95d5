"""The send that tells of a slot without an edition, and the look ahead that opens it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.beat.cards import empty_slots as cards
from bot.beat.kinds import CASE, Asked, Material, SendKind
from bot.beat.ports import Cadences, Shelves
from bot.beat.rules.audience import Named
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import FILES
from bot.beat.store import empty_slots, owners, sends
from bot.beat.store.ahead import Ahead
from bot.beat.store.empty_slots import ALL_GO, EmptySlot
from bot.beat.store.gate import Gate
from bot.beat.store.sends import Opening
from bot.errors import MessageRejected
from bot.language import ENGLISH, Wording
from bot.message import Message
from bot.principal import Principal
from bot.store import alarms
from bot.store.alarms import Concern
from bot.store.audit_tables import Alarm
from bot.store.sessions import AsyncSession, Database

LOOK_EVERY = timedelta(minutes=1)

log = structlog.get_logger(__name__)


class EmptySlotSend(SendKind[EmptySlot | None]):
    """Tells who looks after a newsletter that a slot has no edition; its subject is the slot."""

    name = "empty slot"
    priority = CASE
    passes = frozenset({Skip.BUDGET})

    def __init__(
        self, wording: Wording, cadences: Cadences, shelves: Shelves, gate: Gate = ALL_GO
    ) -> None:
        self._wording, self._cadences, self._shelves = wording, cadences, shelves
        self._gate = gate

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[EmptySlot | None]]:
        """Look at the slot as it stands now; one that was settled meanwhile is not told of."""
        found = {
            subject: await empty_slots.find(session, self._shelves, now, subject, self._gate)
            for subject in {one.subject for one in asked}
        }
        skip = Skip.NOTHING_TO_SAY
        return {
            one.delivery_id: Material(seen, None if seen and seen.is_open else skip)
            for one in asked
            for seen in (found[one.subject],)
        }

    async def compose(self, asked: Asked, content: EmptySlot | None) -> Message:
        """Say what is missing, by when, and what can be done."""
        if not isinstance(asked.recipient, Principal) or content is None:
            raise MessageRejected("an empty slot is told of to people, while it is empty")
        wording = self._wording.in_language(asked.recipient.language)
        slot = content.slot
        title = self._cadences.title_of(slot.kind, slot.subject, wording.language.tag)
        return cards.card(wording, title, content)


class SlotWatch:
    """Looks ahead once a minute: what has no approved edition is told of twice before its slot."""

    def __init__(
        self,
        database: Database,
        wording: Wording,
        cadences: Cadences,
        shelves: Shelves,
        gate: Gate = ALL_GO,
    ) -> None:
        self._database, self._wording = database, wording
        self._cadences, self._shelves, self._gate = cadences, shelves, gate
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look ahead, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        async with self._database.read() as session:
            found = await empty_slots.empty(session, self._shelves, now, self._gate)
        for cause, slots in found.items():
            await self._follow(cause, slots, now)
        self._looked = now

    async def _follow(self, cause: str, slots: Sequence[Ahead], now: datetime) -> None:
        concerns = {one.about: one for one in map(self._concern, slots)}
        async with self._database.read() as session:
            fresh, gone = await empty_slots.compare(session, cause, list(concerns.values()))
            waiting = await alarms.untold(session, cause)
        if not (fresh or gone or waiting):
            return
        by_name = {empty_slots.about(one.cadence_id, one.slot): one for one in slots}
        async with self._database.begin() as session:
            await alarms.close_alarms(session, gone, now)
            await alarms.raise_alarms(session, cause, fresh, now)
            for alarm in await alarms.untold(session, cause, alone=True):
                if alarm.about in by_name:
                    await self._tell(session, alarm, by_name[alarm.about], now)
        log.warning("empty_slots_changed", cause=cause, opened=len(fresh), closed=len(gone))

    async def _tell(self, session: AsyncSession, alarm: Alarm, slot: Ahead, now: datetime) -> None:
        readers = await owners.looking_after(session, slot.owner, now)
        if not readers:
            return
        opening = Opening(
            kind=EmptySlotSend.name,
            subject=alarm.about,
            title=f"{self._wording.say('alarm_slot_empty')}: {alarm.label}",
            audience=Named(contacts=readers),
            due_at=now,
            catch_up=slot.begins - now,
            priority=EmptySlotSend.priority,
        )
        send = await sends.open_send(session, opening, now)
        await alarms.mark_told(session, [alarm.id], send.id)

    def _concern(self, slot: Ahead) -> Concern:
        title = self._cadences.title_of(slot.kind, slot.subject, ENGLISH.tag)
        moment = cards.slot_words(self._wording, slot)
        owner = slot.owner if slot.owner != FILES else None
        return Concern(empty_slots.about(slot.cadence_id, slot.slot), f"{title}, {moment}", owner)
