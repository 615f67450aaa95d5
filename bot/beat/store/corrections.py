"""Corrections that somebody wrote: kept until they are confirmed, thrown away or forgotten."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import delete, select

from bot.beat.rules.corrections import Corrected
from bot.beat.store.amendment_tables import Correction
from bot.beat.store.tables import Send
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Proposed:
    """A correction of a send, written over the version `text_id` that it said then."""

    id: str
    send_id: str
    by: str
    text_id: str | None
    corrected: Corrected


async def keep(
    session: AsyncSession, send: Send, contact_id: str, corrected: Corrected, now: datetime
) -> Proposed:
    """Keep what somebody wrote; nothing is changed by it yet."""
    row = Correction(
        id=new_id(),
        send_id=send.id,
        contact_id=contact_id,
        text_id=send.text_id,
        body=msgspec.json.encode(corrected).decode(),
        made_at=now,
    )
    session.add(row)
    await session.flush()
    return _proposed(row)


async def find(session: AsyncSession, correction_id: str) -> Proposed | None:
    """Return what is kept, if it still is."""
    row = await session.get(Correction, correction_id)
    return _proposed(row) if row is not None else None


async def waiting(session: AsyncSession, send: Send) -> str | None:
    """Return the newest correction of a send that nobody confirmed, if one still can be."""
    return await session.scalar(
        select(Correction.id)
        .where(
            Correction.send_id == send.id, Correction.text_id.is_not_distinct_from(send.text_id)
        )
        .order_by(Correction.made_at.desc())
        .limit(1)
    )


async def drop(session: AsyncSession, correction_id: str) -> None:
    """Keep it no longer: it was done, or thrown away."""
    await session.execute(delete(Correction).where(Correction.id == correction_id))


def _proposed(row: Correction) -> Proposed:
    corrected = msgspec.json.decode(row.body, type=Corrected)
    return Proposed(row.id, row.send_id, row.contact_id, row.text_id, corrected)
