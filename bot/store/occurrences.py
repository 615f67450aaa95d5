"""Slots being carried out: occurrences, their sends, and the waves that sends open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.ports import EditionHead, SurveyHead
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.store.tables import Cadence, Occurrence, Send, Wave


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
    """Return what was opened and is not planned yet, the oldest first."""
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
    """Say that an open occurrence is planned, or missed for a reason."""
    await session.execute(
        update(Occurrence)
        .where(Occurrence.id == occurrence_id, Occurrence.state == "open")
        .values(state="missed" if missed else "planned", reason=missed)
    )


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


async def send_of(session: AsyncSession, occurrence_id: str) -> Send | None:
    """Return the send of an occurrence, if it was opened before."""
    found = await session.scalars(select(Send).where(Send.occurrence_id == occurrence_id))
    return found.one_or_none()


async def editions_sent(session: AsyncSession, cadence_id: str) -> frozenset[str]:
    """Return the keys of every edition this cadence has sent or is sending."""
    found = await session.scalars(
        select(Send.subject)
        .join(Occurrence, Occurrence.id == Send.occurrence_id)
        .where(Occurrence.cadence_id == cadence_id, Send.kind == "edition")
    )
    return frozenset(found)


async def open_edition_send(
    session: AsyncSession, occurrence_id: str, head: EditionHead, now: datetime
) -> Send:
    """Open the send of an edition."""
    send = Send(
        id=new_id(),
        occurrence_id=occurrence_id,
        kind="edition",
        subject=head.key,
        title=head.title,
        topic=head.topic,
        on_unknown=head.on_unknown,
        created_at=now,
    )
    session.add(send)
    await session.flush()
    return send


async def open_wave_send(
    session: AsyncSession, occurrence_id: str, head: SurveyHead, now: datetime
) -> Send:
    """Open a wave of this survey and its send, whose subject is the wave."""
    wave = Wave(
        id=new_id(),
        survey=head.key,
        measure=head.measure,
        kind=head.kind,
        promise=head.promise,
        opens_at=now,
        closes_at=now + timedelta(days=head.open_days),
        state="open",
    )
    send = Send(
        id=new_id(),
        occurrence_id=occurrence_id,
        kind="wave",
        subject=wave.id,
        title=head.title,
        topic=head.topic,
        on_unknown="miss",
        created_at=now,
    )
    session.add_all([wave, send])
    await session.flush()
    return send


async def wave_of(session: AsyncSession, send: Send) -> Wave | None:
    """Return the wave that a send asks for."""
    return await session.get(Wave, send.subject) if send.kind == "wave" else None


async def sends(session: AsyncSession, send_ids: Sequence[str]) -> Sequence[Send]:
    """Return these sends, newest first."""
    found = await session.scalars(
        select(Send).where(Send.id.in_(send_ids)).order_by(Send.created_at.desc(), Send.id)
    )
    return found.all()


async def recent_sends(session: AsyncSession, limit: int) -> Sequence[Send]:
    """Return the latest sends, newest first."""
    found = await session.scalars(
        select(Send).order_by(Send.created_at.desc(), Send.id).limit(limit)
    )
    return found.all()
