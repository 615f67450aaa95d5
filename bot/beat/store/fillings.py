"""Which evergreen was given to an empty slot, and when each text of a cadence was last sent."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.beat.store.filling_tables import Filling
from bot.beat.store.tables import Occurrence, Send
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


async def give(
    session: AsyncSession, cadence_id: str, slot: datetime, key: str, by: str, now: datetime
) -> None:
    """Give a slot this evergreen, unless it has one."""
    row = {"id": new_id(), "cadence_id": cadence_id, "slot": slot, "text_key": key}
    if await insert_new(session, Filling, [{**row, "by": by, "at": now}]):
        _note(session, by, "send evergreen", cadence_id, slot, now)


async def take_back(
    session: AsyncSession, cadence_id: str, slot: datetime, by: str, now: datetime
) -> bool:
    """Leave a slot empty again; False where it had no evergreen."""
    gone = await session.execute(
        delete(Filling)
        .where(Filling.cadence_id == cadence_id, Filling.slot == slot)
        .returning(Filling.id)
    )
    if not gone.all():
        return False
    _note(session, by, "take evergreen back", cadence_id, slot, now)
    return True


async def given(
    session: AsyncSession, cadence_id: str, slots: Collection[datetime]
) -> Mapping[datetime, str]:
    """Return the keys of the evergreens that these slots were given."""
    rows = await session.execute(
        select(Filling.slot, Filling.text_key).where(
            Filling.cadence_id == cadence_id, Filling.slot.in_(slots)
        )
    )
    return dict(rows.all())


async def latest_send(session: AsyncSession, cadence_id: str) -> Send | None:
    """Return the send of a cadence's latest slot that had one."""
    found = await session.scalars(
        select(Send)
        .join(Occurrence, Occurrence.id == Send.occurrence_id)
        .where(Occurrence.cadence_id == cadence_id)
        .order_by(Occurrence.slot.desc())
        .limit(1)
    )
    return found.one_or_none()


async def last_sent(session: AsyncSession, cadence_id: str) -> Mapping[str, datetime]:
    """Return the latest slot in which each text of a cadence was sent, by the text's key."""
    rows = await session.execute(
        select(Send.subject, func.max(Occurrence.slot))
        .join(Occurrence, Occurrence.id == Send.occurrence_id)
        .where(Occurrence.cadence_id == cadence_id)
        .group_by(Send.subject)
    )
    return dict(rows.all())


async def has_notice(session: AsyncSession, kind: str, subject: str) -> bool:
    """Say whether readers are told by a send of this kind already, which nobody stopped."""
    opened = (Send.kind == kind, Send.subject == subject, Send.stopped_at.is_(None))
    return await session.scalar(select(Send.id).where(*opened).limit(1)) is not None


def _note(
    session: AsyncSession, by: str, act: str, cadence_id: str, slot: datetime, now: datetime
) -> None:
    audit.record(session, by, act, About("cadence", cadence_id), now, slot=slot.isoformat())
