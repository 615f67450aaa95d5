"""Single slots that do not go as their rule says: skipped, moved, or paused until somebody says.

A slot is known by the moment its rule gives it, wherever it was moved to.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy import BindParameter, Select, delete, exists, select, update

from bot.beat.rules import cadence as rules
from bot.beat.store import cadences
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import Cadence, Occurrence
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


class What(StrEnum):
    """What becomes of a slot."""

    SKIPPED = "skipped"
    MOVED = "moved"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody decided about one slot; `moved_to` is a wall-clock moment as the slot is."""

    slot: datetime
    what: What
    reason: str
    by: str
    at: datetime
    moved_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueChange:
    """A changed slot whose time has come, with its cadence."""

    id: str
    change: Change
    due_at: datetime
    cadence: Cadence


async def skip_slot(
    session: AsyncSession, cadence_id: str, slot: datetime, by: str, reason: str, now: datetime
) -> Change | None:
    """Let a slot go by: it stands in the books as missed, with the reason, when its time comes.

    None where the cadence has no such slot to come.
    """
    return await _change(session, cadence_id, Change(slot, What.SKIPPED, reason, by, now))


async def move_slot(
    session: AsyncSession, cadence_id: str, slot: datetime, to: datetime, by: str, now: datetime
) -> Change | None:
    """Let a slot go out at another wall-clock moment, on the clock of its cadence.

    None where the cadence has no such slot to come, or that moment is over for everybody.
    """
    return await _change(session, cadence_id, Change(slot, What.MOVED, "", by, now, to))


async def pause_slot(
    session: AsyncSession, cadence_id: str, slot: datetime, by: str, reason: str, now: datetime
) -> Change | None:
    """Hold a slot back until it is put back; past its catch-up limit it is missed for that.

    None where the cadence has no such slot to come.
    """
    return await _change(session, cadence_id, Change(slot, What.PAUSED, reason, by, now))


async def put_back(
    session: AsyncSession, cadence_id: str, slot: datetime, by: str, now: datetime
) -> bool:
    """Let a changed slot go as its rule says; False where it is too late for that.

    One that was paused may be put back after its moment, and goes out late.
    """
    cadence = await _held(session, cadence_id)
    change = await _pending(session, cadence_id, slot)
    if cadence is None or change is None:
        return False
    is_ahead = rules.earliest(slot, cadence.zone) > now
    if not (is_ahead or change.what == What.PAUSED):
        return False
    await session.execute(delete(SlotChange).where(SlotChange.id == change.id))
    await cadences.stand_at(session, cadence, min(slot, cadence.next_slot or slot))
    _note(session, cadence_id, slot, by, now, "put back")
    return True


async def change_of(
    session: AsyncSession, cadence_id: str, slots: Collection[datetime]
) -> Mapping[datetime, Change]:
    """Return what was decided about these slots; of the others nothing was."""
    found = await session.scalars(
        select(SlotChange).where(SlotChange.cadence_id == cadence_id, SlotChange.slot.in_(slots))
    )
    return {row.slot: as_change(row) for row in found}


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[DueChange]:
    """Return the changed slots whose time has come, longest due first."""
    found = await session.execute(to_carry_out(now).limit(limit))
    return [
        DueChange(row.id, as_change(row), row.due_at, cadence)
        for row, cadence in found
        if row.due_at is not None
    ]


def to_carry_out(until: datetime | BindParameter[datetime]) -> Select[SlotChange, Cadence]:
    """Choose the changed slots whose time comes by then, each with its cadence."""
    return (
        select(SlotChange, Cadence)
        .join(Cadence, Cadence.id == SlotChange.cadence_id)
        .where(SlotChange.due_at <= until, Cadence.paused.is_(False))
        .order_by(SlotChange.due_at, SlotChange.id)
    )


async def carry_out(session: AsyncSession, due: DueChange) -> bool:
    """Say that a changed slot is being carried out; False where another was quicker."""
    taken = await session.execute(
        update(SlotChange)
        .where(
            SlotChange.id == due.id,
            SlotChange.due_at.is_not(None),
            # Whoever changed it again since it was read has another moment in mind.
            SlotChange.at == due.change.at,
            SlotChange.what == due.change.what,
            SlotChange.cadence_id.in_(select(Cadence.id).where(Cadence.paused.is_(False))),
        )
        .values(due_at=None)
        .returning(SlotChange.id)
        .execution_options(synchronize_session=False)
    )
    return taken.scalar_one_or_none() is not None


class HoldsBack(Protocol):
    """Skips or pauses a slot."""

    async def __call__(
        self,
        session: AsyncSession,
        cadence_id: str,
        slot: datetime,
        by: str,
        reason: str,
        now: datetime,
        /,
    ) -> Change | None:
        """Return the change; None where there is no such slot to come."""


async def is_to_come(session: AsyncSession, cadence_id: str, slot: datetime) -> bool:
    """Say whether a slot can still be changed, and keep it so until the transaction ends."""
    cadence = await _held(session, cadence_id)
    if cadence is None:
        return False
    pending = await _pending(session, cadence_id, slot)
    return pending is not None or await _is_unopened(session, cadence, slot)


async def _change(session: AsyncSession, cadence_id: str, change: Change) -> Change | None:
    cadence = await _held(session, cadence_id)
    if cadence is None:
        return None
    row = await _pending(session, cadence_id, change.slot)
    if row is None and not await _is_unopened(session, cadence, change.slot):
        return None
    if change.moved_to is not None and rules.latest(change.moved_to, cadence.zone) < change.at:
        return None
    if row is None:
        row = SlotChange(id=new_id(), cadence_id=cadence_id, slot=change.slot)
        session.add(row)
    row.what, row.moved_to, row.reason = change.what, change.moved_to, change.reason
    row.by, row.at, row.due_at = change.by, change.at, _due_at(cadence, change)
    await session.flush()
    if cadence.next_slot == change.slot:
        await cadences.stand_at(session, cadence, change.slot)
    _note(session, cadence_id, change.slot, change.by, change.at, _ACTS[change.what])
    return change


_ACTS = {What.SKIPPED: "skip slot", What.MOVED: "move slot", What.PAUSED: "pause slot"}


def _due_at(cadence: Cadence, change: Change) -> datetime:
    if change.what == What.PAUSED:
        patience = timedelta(minutes=cadence.catch_up_minutes)
        return rules.latest(change.slot, cadence.zone) + patience
    return rules.earliest(change.moved_to or change.slot, cadence.zone)


async def _held(session: AsyncSession, cadence_id: str) -> Cadence | None:
    """Return a cadence that nobody else moves on until the transaction ends."""
    found = select(Cadence).where(Cadence.id == cadence_id).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


async def _pending(session: AsyncSession, cadence_id: str, slot: datetime) -> SlotChange | None:
    return await session.scalar(
        select(SlotChange).where(
            SlotChange.cadence_id == cadence_id,
            SlotChange.slot == slot,
            SlotChange.due_at.is_not(None),
        )
    )


async def _is_unopened(session: AsyncSession, cadence: Cadence, slot: datetime) -> bool:
    """Say whether this is a slot of the rule that was not opened, and not passed over."""
    if cadence.next_slot is None or slot < cadence.next_slot:
        return False
    if not rules.has_slot(cadences.as_rule(cadence), cadence.next_slot, slot):
        return False
    opened = exists().where(Occurrence.cadence_id == cadence.id, Occurrence.slot == slot)
    return not await session.scalar(select(opened))


def as_change(row: SlotChange) -> Change:
    """Return a row as what it says."""
    return Change(row.slot, What(row.what), row.reason, row.by, row.at, row.moved_to)


def _note(
    session: AsyncSession, cadence_id: str, slot: datetime, by: str, now: datetime, act: str
) -> None:
    audit.record(session, by, act, About("cadence", cadence_id), now, slot=slot.isoformat())
