"""Slots being carried out, each once; a slot that was missed keeps the reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, select, update

from bot.beat.store.tables import Cadence, Occurrence
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Slot:
    """An occurrence with what its cadence says of it."""

    occurrence_id: str
    cadence_id: str
    kind: str
    subject: str
    slot: datetime
    zone: str | None
    catch_up: timedelta


@dataclass(frozen=True, slots=True)
class Missed:
    """A promise that was not kept, and why."""

    kind: str
    subject: str
    slot: datetime
    reason: str


async def open_occurrence(
    session: AsyncSession, cadence: Cadence, now: datetime, *, missed: str | None = None
) -> None:
    """Open the cadence's next slot, or note at once that it was missed; once, however often."""
    row = {
        "id": new_id(),
        "cadence_id": cadence.id,
        "slot": cadence.next_slot,
        "state": "missed" if missed else "open",
        "reason": missed,
        "opened_at": now,
    }
    await insert_new(session, Occurrence, [row])


async def open_slots(session: AsyncSession, limit: int) -> list[Slot]:
    """Return the slots that were opened and have no send yet, the oldest first."""
    found = await session.execute(
        select(Occurrence, Cadence)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .where(Occurrence.state == "open")
        .order_by(Occurrence.slot, Occurrence.id)
        .limit(limit)
    )
    return [
        Slot(
            occurrence_id=occurrence.id,
            cadence_id=cadence.id,
            kind=cadence.kind,
            subject=cadence.subject,
            slot=occurrence.slot,
            zone=cadence.zone,
            catch_up=timedelta(minutes=cadence.catch_up_minutes),
        )
        for occurrence, cadence in found
    ]


async def close(session: AsyncSession, occurrence_id: str, *, missed: str | None = None) -> None:
    """Say that an open occurrence has its send, or was missed for a reason."""
    await session.execute(
        update(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.state == "open")
        .values(state="missed" if missed else "planned", reason=missed)
    )


async def states_of(session: AsyncSession, cadence_id: str) -> frozenset[str]:
    """Return how the slots of this cadence stand that were opened or missed so far."""
    found = select(Occurrence.state).where(Occurrence.cadence_id == cadence_id).distinct()
    return frozenset(await session.scalars(found))


async def missed_since(session: AsyncSession, since: datetime, reason: str) -> list[Missed]:
    """Return the promises that were not kept for this reason and found out after `since`."""
    why = (Occurrence.reason == reason, Occurrence.opened_at > since)
    found = _missed().where(*why).order_by(Occurrence.slot, Occurrence.id)
    return [_miss(row) for row in await session.execute(found)]


async def missed(session: AsyncSession, limit: int) -> list[Missed]:
    """Return the latest promises that were not kept."""
    found = _missed().order_by(Occurrence.slot.desc()).limit(limit)
    return [_miss(row) for row in await session.execute(found)]


def _missed() -> Select[str, str, datetime, str | None]:
    return (
        select(Cadence.kind, Cadence.subject, Occurrence.slot, Occurrence.reason)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .where(Occurrence.state == "missed")
    )


def _miss(row: Row[str, str, datetime, str | None]) -> Missed:
    return Missed(row.kind, row.subject, row.slot, row.reason or "")
