"""The whole clockwork: which slots have come, and what is planned for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain import cadence as rules
from bot.domain.audience import Audience
from bot.ports import CadenceFile, EditionHead
from bot.store import cadences, ledger, occurrences
from bot.store.columns import new_id
from bot.store.occurrences import Slot
from bot.store.sessions import AsyncSession
from bot.store.tables import Cadence, Send
from scheduler.beat import Beat
from scheduler.planning import follow_travellers, plan_deliveries

# A long absence is caught up with in steps, so that one tick stays short.
MOST_SLOTS = 100

TOO_LATE = "too late"
NO_EDITION = "no edition"
NO_SURVEY = "no survey"

log = structlog.get_logger(__name__)


async def tick(beat: Beat, now: datetime) -> tuple[str, ...]:
    """Open what fell due, plan it, keep planned instants right; return the sends planned.

    It may be repeated, raced and killed at any point: nothing is lost and nothing doubled.
    One promise that cannot be kept does not hold up the others.
    """
    await beat.prepare()
    await _open_due(beat, now)
    async with beat.database.read() as session:
        opened = await occurrences.open_slots(session, MOST_SLOTS)
    planned: list[str | None] = []
    for slot in opened:
        try:
            planned.append(await _carry_out(beat, slot, now))
        except Exception:
            log.exception(
                "occurrence_stumbled", reference=new_id(), occurrence_id=slot.occurrence_id
            )
    await follow_travellers(beat, now)
    return tuple(send_id for send_id in planned if send_id)


async def lanes_waiting(beat: Beat, now: datetime) -> Sequence[str]:
    """Return the lanes that have something to do and nobody who does it."""
    async with beat.database.read() as session:
        return await ledger.lanes_waiting(session, now, beat.system.now())


async def sync_cadences(beat: Beat, files: Sequence[CadenceFile], now: datetime) -> None:
    """Bring the calendar in step with the content files."""
    async with beat.database.begin() as session:
        await cadences.sync(session, files, now)


async def _open_due(beat: Beat, now: datetime) -> None:
    stumbled: set[str] = set()
    opened = 0
    while opened < MOST_SLOTS:
        async with beat.database.read() as session:
            due = await cadences.due(session, now, MOST_SLOTS)
        due = [cadence for cadence in due if cadence.id not in stumbled]
        if not due:
            return
        for cadence in due:
            opened += 1
            try:
                await _open(beat, cadence, now)
            except Exception:
                stumbled.add(cadence.id)
                log.exception("cadence_stumbled", reference=new_id(), cadence_id=cadence.id)


async def _open(beat: Beat, cadence: Cadence, now: datetime) -> None:
    """Open one slot and move on to the next, both or neither."""
    if cadence.next_slot is None:
        return
    patience = timedelta(minutes=cadence.catch_up_minutes)
    late = _is_too_late(cadence.next_slot, cadence.zone, patience, now)
    async with beat.database.begin() as session:
        if not await cadences.advance(session, cadence):
            return
        await occurrences.open_occurrence(session, cadence, now, missed=TOO_LATE if late else None)
    log.info(
        "occurrence_missed" if late else "occurrence_opened",
        cadence_id=cadence.id,
        slot=cadence.next_slot.isoformat(),
    )


def _is_too_late(slot: datetime, zone: str | None, patience: timedelta, now: datetime) -> bool:
    return now - rules.latest(slot, zone) > patience


async def _carry_out(beat: Beat, slot: Slot, now: datetime) -> str | None:
    """Open the slot's send and plan it; None where it was missed."""
    async with beat.database.begin() as session:
        # Two slots of one cadence must not choose the same edition.
        await cadences.lock(session, slot.cadence_id)
        send = await occurrences.send_of(session, slot.occurrence_id)
        if send is None:
            send = await _open_send(session, beat, slot, now)
    if send is None:
        return None
    async with beat.database.read() as session:
        audience = await _audience(session, beat, send)
    if audience is not None:
        await plan_deliveries(beat, slot, send, audience, now)
    async with beat.database.begin() as session:
        await occurrences.close(session, slot.occurrence_id)
    return send.id


async def _open_send(session: AsyncSession, beat: Beat, slot: Slot, now: datetime) -> Send | None:
    """Choose what is said in this slot; None, and the miss noted, where there is nothing."""
    missed = TOO_LATE
    if not _is_too_late(slot.slot, slot.zone, slot.catch_up, now):
        if slot.kind == "survey":
            survey = beat.composer.survey(slot.subject)
            if survey is not None:
                return await occurrences.open_wave_send(session, slot.occurrence_id, survey, now)
            missed = NO_SURVEY
        else:
            head = await _edition(session, beat, slot)
            if head is not None:
                return await occurrences.open_edition_send(session, slot.occurrence_id, head, now)
            missed = NO_EDITION
    await occurrences.close(session, slot.occurrence_id, missed=missed)
    log.warning("occurrence_missed", occurrence_id=slot.occurrence_id, reason=missed)
    return None


async def _edition(session: AsyncSession, beat: Beat, slot: Slot) -> EditionHead | None:
    if slot.kind == "announcement":
        return beat.composer.edition_head(slot.subject)
    sent = await occurrences.editions_sent(session, slot.cadence_id)
    return beat.composer.edition_for(slot.subject, slot.slot, sent)


async def _audience(session: AsyncSession, beat: Beat, send: Send) -> Audience | None:
    """Return whom a send is for, as the content files say now; None if its text is gone."""
    wave = await occurrences.wave_of(session, send)
    head = (
        beat.composer.survey(wave.survey)
        if wave is not None
        else beat.composer.edition_head(send.subject)
    )
    return head.audience if head else None
