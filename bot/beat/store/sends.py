"""Sends: opened once, carried out by themselves, paused and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, text, update

from bot.beat.rules.audience import Audience, Named, freeze
from bot.beat.store.tables import UNFINISHED, Delivery, Occurrence, Send
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a send is opened with: from then on it stands by itself.

    It says what the text `text_id` says, unless its kind writes a text of its own.
    It is due at a `slot`, a wall-clock moment in `zone` (None is the reader's own), or else
    at the instant `due_at`. What is later than `catch_up` is not sent any more. `priority` is
    its kind's, kept with it; the lower number comes before the higher.
    """

    kind: str
    subject: str
    title: str
    audience: Audience | Named
    priority: int
    text_id: str | None = None
    topic: str = ""
    slot: datetime | None = None
    zone: str | None = None
    due_at: datetime | None = None
    catch_up: timedelta = timedelta(hours=12)
    on_unknown: str = "miss"
    occurrence_id: str | None = None


async def open_send(session: AsyncSession, opening: Opening, now: datetime) -> Send:
    """Open a send; the next tick plans it."""
    send = Send(
        id=new_id(),
        occurrence_id=opening.occurrence_id,
        kind=opening.kind,
        subject=opening.subject,
        text_id=opening.text_id,
        title=opening.title,
        topic=opening.topic,
        audience=freeze(opening.audience),
        slot=opening.slot,
        zone=opening.zone,
        due_at=opening.due_at,
        catch_up_minutes=int(opening.catch_up.total_seconds() // 60),
        priority=opening.priority,
        on_unknown=opening.on_unknown,
        state="open",
        created_at=now,
    )
    session.add(send)
    await session.flush()
    return send


async def to_plan(session: AsyncSession, limit: int) -> Sequence[Send]:
    """Return the sends that were opened and are not planned yet, the oldest first."""
    found = await session.scalars(
        select(Send).where(Send.state == "open").order_by(Send.created_at, Send.id).limit(limit)
    )
    return found.all()


async def mark_planned(session: AsyncSession, send_id: str) -> None:
    """Say that every recipient of this send has a row."""
    await session.execute(
        update(Send).where(Send.id == send_id, Send.state == "open").values(state="planned")
    )


async def finished(session: AsyncSession, limit: int) -> Sequence[Send]:
    """Return the planned sends of which nothing can leave any more."""
    unfinished = exists().where(Delivery.send_id == Send.id, text(UNFINISHED))
    found = await session.scalars(
        select(Send).where(Send.state == "planned", ~unfinished).order_by(Send.id).limit(limit)
    )
    return found.all()


async def mark_ended(session: AsyncSession, send_id: str) -> bool:
    """Say that a send has ended; False where somebody said so before."""
    ended = await session.execute(
        update(Send)
        .where(Send.id == send_id, Send.state == "planned")
        .values(state="ended")
        .returning(Send.id)
        .execution_options(synchronize_session=False)
    )
    return ended.scalar_one_or_none() is not None


async def pause(session: AsyncSession, send_id: str, now: datetime) -> None:
    """Let nothing of this send leave until it is resumed; what is on its way arrives."""
    await session.execute(
        update(Send).where(Send.id == send_id, Send.paused_at.is_(None)).values(paused_at=now)
    )


async def resume(session: AsyncSession, send_id: str) -> None:
    """Let a paused send go on; what is past its catch-up limit by then is skipped."""
    await session.execute(update(Send).where(Send.id == send_id).values(paused_at=None))


def may_leave() -> ColumnElement[bool]:
    """Return the condition that a delivery's send is not paused."""
    paused = select(Send.id).where(Send.paused_at.is_not(None))
    return Delivery.send_id.not_in(paused)


async def of_occurrence(session: AsyncSession, occurrence_id: str) -> Send | None:
    """Return the send of an occurrence, if it was opened before."""
    found = await session.scalars(select(Send).where(Send.occurrence_id == occurrence_id))
    return found.one_or_none()


async def subjects_of(session: AsyncSession, cadence_id: str) -> frozenset[str]:
    """Return the subject of every send this cadence has opened."""
    found = await session.scalars(
        select(Send.subject)
        .join(Occurrence, Occurrence.id == Send.occurrence_id)
        .where(Occurrence.cadence_id == cadence_id)
    )
    return frozenset(found)


async def sends(session: AsyncSession, send_ids: Sequence[str]) -> Sequence[Send]:
    """Return these sends, newest first."""
    found = await session.scalars(
        select(Send).where(Send.id.in_(send_ids)).order_by(Send.created_at.desc(), Send.id)
    )
    return found.all()


async def recent(session: AsyncSession, limit: int) -> Sequence[Send]:
    """Return the latest sends, newest first."""
    found = await session.scalars(
        select(Send).order_by(Send.created_at.desc(), Send.id).limit(limit)
    )
    return found.all()


async def topic_of(session: AsyncSession, delivery_id: str) -> str:
    """Return the topic that a delivery is about; empty where there is none."""
    found = await session.scalar(
        select(Send.topic)
        .join(Delivery, Delivery.send_id == Send.id)
        .where(Delivery.id == delivery_id)
    )
    return found or ""
