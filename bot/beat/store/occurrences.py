"""Slots being carried out, each once; a slot that was missed keeps the reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

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


async def any_of(session: AsyncSession, cadence_id: str, *, missed: bool = False) -> bool:
    """Say whether a slot of this cadence was ever opened, or else whether one was missed."""
    state = Occurrence.state == "missed" if missed else Occurrence.state != "missed"
    found = select(Occurrence.id).where(Occurrence.cadence_id == cadence_id, state)
    return await session.scalar(found.limit(1)) is not None


async def missed_since(session: AsyncSession, since: datetime, reason: str) -> list[Missed]:
    """Return the promises that were not kept for this reason and found out after `since`."""
    found = await session.execute(
        select(Cadence.kind, Cadence.subject, Occurrence.slot, Occurrence.reason)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .where(Occurrence.state == "missed", Occurrence.reason == reason)
        .where(Occurrence.opened_at > since)
        .order_by(Occurrence.slot, Occurrence.id)
    )
    return [Missed(kind, subject, slot, why or "") for kind, subject, slot, why in found]


async def missed(session: AsyncSession, limit: int) -> list[Missed]:
    """Return the latest promises that were not kept."""
    found = await session.execute(
        select(Cadence.kind, Cadence.subject, Occurrence.slot, Occurrence.reason)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .where(Occurrence.state == "missed")
        .order_by(Occurrence.slot.desc())
        .limit(limit)
    )
    return [Missed(kind, subject, slot, reason or "") for kind, subject, slot, reason in found]
