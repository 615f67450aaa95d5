"""The calendar: cadences as rows, brought in step with the content files."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import BindParameter, Select, delete, exists, literal, or_, select, update

from bot.beat.ports import CadenceFile
from bot.beat.rules import cadence as rules
from bot.beat.rules.announcements import LEAST_UNDO
from bot.beat.rules.texts import FILES
from bot.beat.store.changed_slots import (
    any_pending,
    first_unchanged,
    is_pending,
    last_day,
    let_stand,
)
from bot.beat.store.draft_tables import Draft
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import Cadence
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


async def sync(session: AsyncSession, files: Iterable[CadenceFile], now: datetime) -> None:
    """Make the rows say what the files say; a rule that stayed as it was keeps its next slot.

    A promise that left the files is paused without a next slot; when it comes back it begins
    anew. A promise that somebody paused by hand has a next slot, and stays paused. What a
    person promised is theirs: no file touches it, not even one with the same subject.
    """
    rows = (await session.scalars(select(Cadence))).all()
    known = {(row.kind, row.subject): row for row in rows}
    wanted = {(file.kind, file.subject): file for file in files}
    # In one order: so no two processes that start at once wait for each other in a ring.
    missing = [_row(wanted[key], now) for key in sorted(wanted.keys() - known.keys())]
    await insert_new(session, Cadence, missing)
    for key, row in known.items():
        if row.owner != FILES:
            continue
        if key in wanted:
            await _update(session, row, wanted[key], now)
        else:
            row.paused, row.next_slot, row.next_due_at = True, None, None
            await let_stand(session, row.id)
    await session.flush()


async def promise(
    session: AsyncSession, file: CadenceFile, owner: str, now: datetime
) -> Cadence | None:
    """Promise what somebody said in chat; None where nobody can be reached by it any more.

    What somebody has passed already waits too until it can no more be undone.
    """
    row = Cadence(**{**_row(file, now), "owner": owner})
    if row.next_due_at is None:
        return None
    row.next_due_at = max(row.next_due_at, now + LEAST_UNDO)
    session.add(row)
    await session.flush()
    return row


async def take_back(session: AsyncSession, cadence_id: str) -> bool:
    """Let a promise go out no more; False where nothing of it was left to go out."""
    waited = await let_stand(session, cadence_id)
    stopped = await session.execute(
        update(Cadence)
        .where(
            Cadence.id == cadence_id,
            or_(Cadence.next_slot.is_not(None), literal(value=waited)),
        )
        .values(next_slot=None, next_due_at=None, paused=True)
        .returning(Cadence.id)
        .execution_options(synchronize_session=False)
    )
    return stopped.scalar_one_or_none() is not None


async def pause(session: AsyncSession, cadence_id: str, by: str, now: datetime) -> bool:
    """Let no slot of a promise go out until it is resumed; False where none is to come."""
    return await _hold(session, cadence_id, by, now, is_paused=True)


async def resume(session: AsyncSession, cadence_id: str, by: str, now: datetime) -> bool:
    """Let a promise go on; what is past its catch-up limit by then is missed as too late."""
    return await _hold(session, cadence_id, by, now, is_paused=False)


async def _hold(
    session: AsyncSession, cadence_id: str, by: str, now: datetime, *, is_paused: bool
) -> bool:
    waits = exists().where(is_pending(cadence_id))
    held = await session.execute(
        update(Cadence)
        .where(
            Cadence.id == cadence_id,
            Cadence.paused.is_not(is_paused),
            or_(Cadence.next_slot.is_not(None), waits),
        )
        .values(paused=is_paused)
        .returning(Cadence.id)
        .execution_options(synchronize_session=False)
    )
    if held.scalar_one_or_none() is None:
        return False
    act = "pause cadence" if is_paused else "resume cadence"
    audit.record(session, by, act, About("cadence", cadence_id), now)
    return True


async def forget(session: AsyncSession, cadence_id: str) -> None:
    """Forget a promise of which nothing went out."""
    await session.execute(delete(SlotChange).where(SlotChange.cadence_id == cadence_id))
    await session.execute(delete(Cadence).where(Cadence.id == cadence_id))


async def rule_of(session: AsyncSession, cadence_id: str) -> rules.Cadence | None:
    """Return when something goes out."""
    row = await session.get(Cadence, cadence_id)
    return as_rule(row) if row is not None else None


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[Cadence]:
    """Return the cadences whose next slot has come for the first reader, longest due first."""
    return (await session.scalars(to_open(now).limit(limit))).all()


def to_open(until: datetime | BindParameter[datetime]) -> Select[Cadence]:
    """Choose the cadences whose next slot comes by then."""
    return (
        select(Cadence)
        .where(Cadence.next_due_at <= until, Cadence.paused.is_(False))
        .order_by(Cadence.next_due_at, Cadence.id)
    )


async def advance(session: AsyncSession, cadence: Cadence) -> bool:
    """Move on from the slot this row was read with; False where it is not next any more."""
    slot = cadence.next_slot
    if slot is None:
        return False
    # Held first, so that nobody changes the slot behind while it is being stepped on.
    await lock(session, cadence.id)
    behind = await first_unchanged(
        session, cadence.id, as_rule(cadence), rules.slot_behind(as_rule(cadence), slot)
    )
    moved = await session.execute(
        update(Cadence)
        .where(Cadence.id == cadence.id, Cadence.next_slot == slot, Cadence.paused.is_(False))
        .values(next_slot=behind, next_due_at=_due_at(behind, cadence.zone))
        .returning(Cadence.id)
        .execution_options(synchronize_session=False)
    )
    return moved.scalar_one_or_none() is not None


async def stand_at(session: AsyncSession, cadence: Cadence, slot: datetime) -> None:
    """Let a cadence that is held go on with this slot, or the next that is unchanged."""
    stands = await first_unchanged(session, cadence.id, as_rule(cadence), slot)
    cadence.next_slot, cadence.next_due_at = stands, _due_at(stands, cadence.zone)
    await session.flush()


async def lock(session: AsyncSession, cadence_id: str) -> None:
    """Let nobody else choose what this cadence says next until the transaction ends."""
    await session.execute(select(Cadence.id).where(Cadence.id == cadence_id).with_for_update())


async def hand_over(session: AsyncSession, leaver: str, heir: str, by: str, now: datetime) -> int:
    """Give what one contact promised or writes to another; return how many rhythms that were."""
    passed = await session.scalars(
        update(Cadence)
        .where(Cadence.owner == leaver)
        .values(owner=heir)
        .returning(Cadence.id)
        .execution_options(synchronize_session=False)
    )
    found = passed.all()
    kept = (Draft.owner_id == leaver, Draft.state != "dropped")
    theirs = update(Draft).where(*kept).values(owner_id=heir)
    await session.execute(theirs.execution_options(synchronize_session=False))
    for cadence_id in found:
        audit.record(session, by, "hand over", About("cadence", cadence_id), now, to=heir)
    return len(found)


async def of_nobody(session: AsyncSession) -> Sequence[Cadence]:
    """Return what was promised in chat and still comes, and whose author was erased."""
    written = exists().where(Draft.cadence_id == Cadence.id)
    found = await session.scalars(
        select(Cadence)
        .where(Cadence.owner != FILES, Cadence.next_slot.is_not(None), ~written)
        .order_by(Cadence.next_due_at, Cadence.id)
    )
    return found.all()


def as_rule(row: Cadence) -> rules.Cadence:
    """Return the rule of a row, to be reckoned with."""
    return rules.read_cadence(row.rule, row.starts_on, row.zone)


def _row(file: CadenceFile, now: datetime) -> dict[str, object]:
    slot = _first_slot(file, now)
    return {
        "id": new_id(),
        "kind": file.kind,
        "subject": file.subject,
        "rule": file.rule,
        "starts_on": file.starts_on,
        "zone": file.zone,
        "catch_up_minutes": file.catch_up_minutes,
        "next_slot": slot,
        "next_due_at": _due_at(slot, file.zone),
        "paused": False,
        "owner": FILES,
        "kept": file.kept,
    }


async def _update(session: AsyncSession, row: Cadence, file: CadenceFile, now: datetime) -> None:
    row.catch_up_minutes, row.kept = file.catch_up_minutes, file.kept
    is_changed = (row.rule, row.starts_on, row.zone) != (file.rule, file.starts_on, file.zone)
    came_back = row.paused and row.next_slot is None and not await any_pending(session, row.id)
    if not (came_back or is_changed):
        return
    if is_changed:
        # Its slots are others by now: what was decided about those that were goes with them.
        await let_stand(session, row.id)
    row.rule, row.starts_on, row.zone = file.rule, file.starts_on, file.zone
    first = _first_slot(file, now, await last_day(session, row.id))
    row.next_slot = await first_unchanged(session, row.id, as_rule(row), first)
    row.next_due_at = _due_at(row.next_slot, file.zone)
    row.paused = row.paused and not came_back


def _first_slot(file: CadenceFile, now: datetime, behind: date | None = None) -> datetime | None:
    rule = rules.read_cadence(file.rule, file.starts_on, file.zone)
    return rules.first_slot_from(rule, now, behind)


def _due_at(slot: datetime | None, zone: str | None) -> datetime | None:
    return rules.earliest(slot, zone) if slot else None
