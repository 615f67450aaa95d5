"""Amendments of a send: opened over every copy of it, and found again from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import aliased

from bot.beat.store import sends, stopping
from bot.beat.store.amendment_tables import Amendment
from bot.beat.store.copies import CORRECTION, LETTER, RECALL
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Send
from bot.store import audit
from bot.store.sessions import AsyncSession

GOOD_FOR = timedelta(days=3)
"""For how long a copy is tried to be changed whose place cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """What is done to every copy of a send: words in their place with a note, or a recall."""

    kind: str
    priority: int
    title: str
    text_id: str | None = None
    note: str = ""


async def begin(session: AsyncSession, of: Send, amending: Amending, now: datetime) -> Send:
    """Open a send that goes over every copy of another; who has one is known as it is planned.

    Changing a copy twice does no harm, so what was lost on the way is done again. What is left
    of one before is stopped: its words must not come after these.
    """
    if amending.kind != LETTER:
        for one in await of_send(session, of.id):
            await stopping.stop(session, one.id, audit.PROGRAM, now)
    opening = Opening(
        kind=amending.kind,
        subject=of.id,
        title=amending.title,
        audience=None,
        priority=amending.priority,
        text_id=amending.text_id,
        topic=of.topic,
        due_at=now,
        catch_up=GOOD_FOR,
        on_unknown="repeat",
    )
    send = await sends.open_send(session, opening, now)
    session.add(Amendment(send_id=send.id, of_send_id=of.id, note=amending.note))
    await session.flush()
    return send


async def reword(session: AsyncSession, send_id: str, text_id: str, title: str) -> None:
    """Let a send say another version of its text to whoever it still leaves for."""
    await session.execute(
        update(Send).where(Send.id == send_id).values(text_id=text_id, title=title)
    )


def was_recalled() -> ColumnElement[bool]:
    """Return the condition that a send was taken back, from whoever that was possible."""
    recall = aliased(Send)
    return exists().where(
        Amendment.of_send_id == Send.id, recall.id == Amendment.send_id, recall.kind == RECALL
    )


async def is_being_recalled(session: AsyncSession, send_id: str) -> bool:
    """Say whether its copies are being taken back just now; whoever asks holds the send."""
    before = await of_send(session, send_id)
    return any(
        one.kind == RECALL and one.state != "ended" and one.stopped_at is None for one in before
    )


async def of_send(session: AsyncSession, send_id: str) -> Sequence[Send]:
    """Return the corrections and recalls of a send, the oldest first."""
    found = await session.scalars(
        select(Send)
        .join(Amendment, Amendment.send_id == Send.id)
        .where(Amendment.of_send_id == send_id, Send.kind.in_([CORRECTION, RECALL]))
        .order_by(Send.created_at, Send.id)
    )
    return found.all()
