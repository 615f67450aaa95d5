"""The whole clockwork: which slots have come, and what is planned for them."""

from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.beat.kinds import SendKind, Waits
from bot.beat.ports import Cadences, Shelf
from bot.beat.rules import cadence as rules
from bot.beat.rules.audience import Audience, Named, thaw
from bot.beat.rules.manners import opens_at
from bot.beat.store import (
    agenda,
    audiences,
    cadences,
    drafts,
    lanes,
    occurrences,
    sends,
    slots,
    stopping,
    texts,
)
from bot.beat.store.occurrences import Slot
from bot.beat.store.slots import DueChange, What
from bot.beat.store.tables import Cadence, Send
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession, Database
from scheduler.beat import Beat
from scheduler.planning import follow_travellers, plan_deliveries
from scheduler.waiting import wait, waits_still

# A long absence is caught up with in steps, so that one tick stays short.
MOST_SLOTS = 100
# Promises that are looked through for one that somewhere has to come before its day.
MOST_LOOKED_AT = 1000

TOO_LATE = "too late"

log = structlog.get_logger(__name__)


async def tick(beat: Beat, now: datetime) -> tuple[str, ...]:
    """Open what fell due, plan it, keep planned instants right; return the sends planned.

    It may be repeated, raced and killed at any point: nothing is lost and nothing doubled.
    One promise that cannot be kept does not hold up the others, and a kind of send that this
    program does not know is left to a newer one beside it.
    """
    await beat.prepare()
    for watch in beat.watches:
        await _unless_it_stumbles(watch(now), "watch_stumbled")
    if await agenda.is_empty(beat.database, now + beat.manners().looks_ahead, beat.kinds):
        return ()
    await _open_due(beat, now)
    await _open_changed(beat, now)
    async with beat.database.read() as session:
        opened = await occurrences.open_slots(session, MOST_SLOTS)
    for slot in opened:
        await _unless_it_stumbles(
            _fill(beat, slot, now), "occurrence_stumbled", occurrence_id=slot.occurrence_id
        )
    async with beat.database.read() as session:
        to_plan = await agenda.to_plan(session, beat.kinds, MOST_SLOTS)
    planned = [
        send.id
        for send in to_plan
        if await _unless_it_stumbles(_plan(beat, send, now), "send_stumbled", send_id=send.id)
    ]
    await follow_travellers(beat)
    await _skip_stopped(beat, now)
    await _end_finished(beat, now)
    return tuple(planned)


async def _unless_it_stumbles(step: Awaitable[None], event: str, **about: str) -> bool:
    """Say whether this step came to its end; a surprise is logged and holds up nothing else."""
    try:
        await step
    except Exception:
        log.exception(event, reference=new_id(), **about)
        return False
    return True


async def lanes_waiting(beat: Beat, now: datetime) -> Sequence[str]:
    """Return the lanes that have something to do and nobody who does it."""
    return await lanes.waiting(beat.database, now, beat.system.now())


async def bring_in(beat: Beat, now: datetime) -> None:
    """Bring the calendar and the texts in step with the content files."""
    await take_up(beat.database, beat.cadences, beat.shelf, now)


async def take_up(database: Database, promises: Cadences, shelf: Shelf, now: datetime) -> None:
    """Do so where there is no beat yet: what changed in the files stands from then on."""
    # Reading every text takes a while: nobody waits for the database meanwhile.
    promised, written = promises.cadences(), shelf.texts()
    async with database.begin() as session:
        await cadences.sync(session, promised, now)
        await texts.bring_in(session, written, now)


async def _open_due(beat: Beat, now: datetime) -> None:
    stumbled: set[str] = set()
    opened = 0
    while opened < MOST_SLOTS:
        due = [each for each in await _due(beat, now) if each.id not in stumbled]
        if not due:
            return
        for cadence in due:
            opened += 1
            try:
                await _open(beat, cadence, now)
            except Exception:
                stumbled.add(cadence.id)
                log.exception("cadence_stumbled", reference=new_id(), cadence_id=cadence.id)


async def _due(beat: Beat, now: datetime) -> Sequence[Cadence]:
    """Return what has come for somebody; for some it may come days before its slot."""
    manners = beat.manners()
    async with beat.database.read() as session:
        if not manners.looks_ahead:
            return await cadences.due(session, now, MOST_SLOTS)
        ahead = await cadences.due(session, now + manners.looks_ahead, MOST_LOOKED_AT)
        countries = await audiences.countries(session) if ahead else ()
        undone = await drafts.undone_until(session, [one.id for one in ahead])
    return [
        one
        for one in ahead
        if one.next_slot
        and opens_at(manners, one.next_slot, one.zone, countries) <= now
        and undone.get(one.id, now) <= now
    ]


async def _open(beat: Beat, cadence: Cadence, now: datetime) -> None:
    """Open one slot and move on to the next, both or neither."""
    if cadence.next_slot is None:
        return
    patience = timedelta(minutes=cadence.catch_up_minutes)
    late = _is_too_late(cadence.next_slot, cadence.zone, patience, now)
    async with beat.database.begin() as session:
        if not await cadences.advance(session, cadence):
            return
        missed = TOO_LATE if late else None
        await occurrences.open_occurrence(
            session, cadence.id, cadence.next_slot, now, missed=missed
        )
    _tell_opened(cadence.id, cadence.next_slot, missed)


async def _open_changed(beat: Beat, now: datetime) -> None:
    """Open the slots that somebody moved, and note which were skipped."""
    manners = beat.manners()
    async with beat.database.read() as session:
        changed = await slots.due(session, now + manners.looks_ahead, MOST_SLOTS)
        countries = await audiences.countries(session) if changed else ()
    for one in changed:
        moved_to, comes = one.change.moved_to, one.due_at
        if moved_to is not None:
            comes = opens_at(manners, moved_to, one.cadence.zone, countries)
        if comes > now:
            continue
        await _unless_it_stumbles(
            _carry_out(beat, one, now), "slot_change_stumbled", cadence_id=one.cadence.id
        )


async def _carry_out(beat: Beat, due: DueChange, now: datetime) -> None:
    change, cadence = due.change, due.cadence
    patience = timedelta(minutes=cadence.catch_up_minutes)
    missed: str | None = None if change.what is What.MOVED else change.what
    if change.moved_to and _is_too_late(change.moved_to, cadence.zone, patience, now):
        missed = TOO_LATE
    async with beat.database.begin() as session:
        # Held first, as whoever changes a slot does.
        await cadences.lock(session, cadence.id)
        if not await slots.carry_out(session, due):
            return
        await occurrences.open_occurrence(session, cadence.id, change.slot, now, missed=missed)
    _tell_opened(cadence.id, change.slot, missed)


def _tell_opened(cadence_id: str, slot: datetime, missed: str | None) -> None:
    event = "occurrence_missed" if missed else "occurrence_opened"
    log.info(event, cadence_id=cadence_id, slot=slot.isoformat())


def _is_too_late(slot: datetime, zone: str | None, patience: timedelta, now: datetime) -> bool:
    return now - rules.latest(slot, zone) > patience


async def _fill(beat: Beat, slot: Slot, now: datetime) -> None:
    """Open the slot's send, or note why it was missed."""
    kind = beat.kind_for(slot.kind)
    late = _is_too_late(slot.at, slot.zone, slot.catch_up, now)
    if not late and await waits_still(beat, kind, slot, now):
        return
    async with beat.database.begin() as session:
        # Two slots of one cadence must not choose the same edition.
        await cadences.lock(session, slot.cadence_id)
        missed = None
        if await sends.of_occurrence(session, slot.occurrence_id) is None:
            why = slot.waits_for or TOO_LATE
            opening = why if late else await kind.open(session, slot, now)
            if isinstance(opening, Waits):
                await wait(session, slot, opening.reason)
                return
            if isinstance(opening, str):
                missed = opening
            else:
                await sends.open_send(session, opening, now)
        await occurrences.close(session, slot.occurrence_id, missed=missed)
    if missed:
        log.warning("occurrence_missed", occurrence_id=slot.occurrence_id, reason=missed)


async def _plan(beat: Beat, send: Send, now: datetime) -> None:
    kind = beat.kinds[send.kind]
    async with beat.database.read() as session:
        meant = (
            thaw(send.audience) if send.audience else await kind.audience(session, send.subject)
        )
        if await _waits(session, kind, send, meant, now):
            return
    if meant is not None:
        await plan_deliveries(beat, send, meant, now)
    async with beat.database.begin() as session:
        await sends.mark_planned(session, send.id)


async def _waits(
    session: AsyncSession,
    kind: SendKind[Any],
    send: Send,
    meant: Audience | Named | None,
    now: datetime,
) -> bool:
    """Say whether a send must wait; past its limit it is planned, and each is seen too late.

    One that was opened just now was looked at just now.
    """
    if not isinstance(meant, Audience) or send.slot is None or send.created_at == now:
        return False
    patience = timedelta(minutes=send.catch_up_minutes)
    if _is_too_late(send.slot, send.zone, patience, now):
        return False
    found = await kind.waits(session, send, meant)
    if found is not None:
        log.warning("send_waits", send_id=send.id, reason=found.reason)
    return found is not None


async def _skip_stopped(beat: Beat, now: datetime) -> None:
    """Skip what a stop in the middle of planning, or one broken off, left to leave."""
    async with beat.database.read() as session:
        left = await stopping.left_over(session, MOST_SLOTS)
    for send_id in left:
        await _unless_it_stumbles(_skip(beat, send_id, now), "stop_stumbled", send_id=send_id)


async def _skip(beat: Beat, send_id: str, now: datetime) -> None:
    skipped = stopping.CHUNK
    while skipped == stopping.CHUNK:
        async with beat.database.begin() as session:
            skipped = await stopping.skip_some(session, send_id, now)


async def _end_finished(beat: Beat, now: datetime) -> None:
    """Let each kind do what follows when nothing of a send can leave any more."""
    async with beat.database.read() as session:
        finished = await agenda.finished(session, beat.kinds, MOST_SLOTS)
    for send in finished:
        await _unless_it_stumbles(_end(beat, send, now), "ending_stumbled", send_id=send.id)


async def _end(beat: Beat, send: Send, now: datetime) -> None:
    async with beat.database.begin() as session:
        if await sends.mark_ended(session, send.id):
            await beat.kinds[send.kind].ended(session, send.id, now)
    log.info("send_ended", send_id=send.id)
