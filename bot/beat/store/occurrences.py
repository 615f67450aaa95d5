"""Slots being carried out, each once; a slot that was missed keeps the reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, select, text, update

from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import OPEN, Cadence, Occurrence
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Slot:
    """An occurrence with what its cadence says of it; somebody may have moved its slot."""

    occurrence_id: str
    cadence_id: str
    kind: str
    subject: str
    slot: datetime
    zone: str | None
    catch_up: timedelta
    moved_to: datetime | None = None
    kept: bool = False
    waits_for: str = ""
    """Why its text may not go out yet, as it was said last."""

    @property
    def at(self) -> datetime:
        """The wall-clock moment at which it goes out."""
        return self.moved_to or self.slot


@dataclass(frozen=True, slots=True)
class Missed:
    """A promise that was not kept, and why."""

    kind: str
    subject: str
    slot: datetime
    reason: str


async def open_occurrence(
    session: AsyncSession,
    cadence_id: str,
    slot: datetime,
    now: datetime,
    *,
    missed: str | None = None,
) -> None:
    """Open a slot of a cadence, or note at once that it was missed; once, however often."""
    row = {
        "id": new_id(),
        "cadence_id": cadence_id,
        "slot": slot,
        "state": "missed" if missed else "open",
        "reason": missed,
        "opened_at": now,
    }
    await insert_new(session, Occurrence, [row])


async def open_slots(session: AsyncSession, limit: int) -> list[Slot]:
    """Return the slots that were opened and have no send yet, the oldest first."""
    return [
        Slot(
            occurrence_id=occurrence.id,
            cadence_id=cadence.id,
            kind=cadence.kind,
            subject=cadence.subject,
            slot=occurrence.slot,
            zone=cadence.zone,
            catch_up=timedelta(minutes=cadence.catch_up_minutes),
            moved_to=moved_to,
            kept=cadence.kept,
            waits_for=occurrence.reason or "",
        )
        for occurrence, cadence, moved_to in await session.execute(to_fill().limit(limit))
    ]


def to_fill() -> Select[Occurrence, Cadence, datetime | None]:
    """Choose the slots that were opened and have no send yet, and where each was moved to."""
    return (
        select(Occurrence, Cadence, SlotChange.moved_to)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .outerjoin(SlotChange, _about_it())
        .where(text(OPEN))
        # What waits for somebody never stands before what may go out.
        .order_by(Occurrence.reason.is_not(None), Occurrence.slot, Occurrence.id)
    )


async def wait(session: AsyncSession, occurrence_id: str, reason: str) -> None:
    """Keep why an open occurrence has no send yet."""
    await session.execute(
        update(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.state == "open")
        .values(reason=reason)
    )


async def is_waiting(session: AsyncSession, cadence_id: str, slot: datetime | None = None) -> bool:
    """Say whether a slot of a cadence, or this one, waits for somebody who says it may go out."""
    found = select(Occurrence.id).where(*_waits(cadence_id)).limit(1)
    if slot is not None:
        found = found.where(Occurrence.slot == slot)
    return await session.scalar(found) is not None


async def give_up(session: AsyncSession, cadence_id: str, reason: str) -> None:
    """Let the slots of a cadence go by that wait for somebody; whoever calls holds it."""
    await session.execute(
        update(Occurrence).where(*_waits(cadence_id)).values(state="missed", reason=reason)
    )


def _waits(cadence_id: str) -> tuple[ColumnElement[bool], ...]:
    its_own = Occurrence.cadence_id == cadence_id
    return its_own, Occurrence.state == "open", Occurrence.reason.is_not(None)


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


def _missed() -> Select[str, str, datetime, str | None, str | None, str | None]:
    said = (SlotChange.what, SlotChange.reason.label("why"))
    return (
        select(Cadence.kind, Cadence.subject, Occurrence.slot, Occurrence.reason, *said)
        .join(Cadence, Cadence.id == Occurrence.cadence_id)
        .outerjoin(SlotChange, _about_it())
        .where(Occurrence.state == "missed")
    )


def _about_it() -> ColumnElement[bool]:
    """Return the condition that a change is about an occurrence's own slot."""
    its_own = SlotChange.cadence_id == Occurrence.cadence_id
    return and_(its_own, SlotChange.slot == Occurrence.slot)


def _miss(row: Row[str, str, datetime, str | None, str | None, str | None]) -> Missed:
    """Return a miss; what somebody said of it stands beside the bare word."""
    reason = row.reason or ""
    told = f"{reason}: {row.why}" if row.why and reason == row.what else reason
    return Missed(row.kind, row.subject, row.slot, told)
