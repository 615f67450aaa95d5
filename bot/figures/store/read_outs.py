"""Read-outs as rows: kept, paused, and opened slot by slot, never one twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from bot.beat.rules.cadence import Cadence, first_slot_from, instant, slot_behind
from bot.beat.store.tables import Send
from bot.figures.store.watch_tables import ENDED, ReadOut
from bot.store.sessions import AsyncSession

GOING, PAUSED = "going", "paused"
MOST = 10
AHEAD = timedelta(days=8)
"""So long before its slot a read-out stands in the ledger."""


def cadence_of(read_out: ReadOut) -> Cadence:
    """Return when a read-out comes."""
    return Cadence(read_out.rule, read_out.starts_on, read_out.zone)


async def held(
    session: AsyncSession, read_out_id: str, owner: str | None = None
) -> ReadOut | None:
    """Return a read-out and let nobody else change it; another person's is none."""
    found = await session.get(ReadOut, read_out_id, with_for_update=True)
    return found if found is not None and owner in (None, found.contact_id) else None


async def shown(session: AsyncSession, read_out_id: str, owner: str) -> ReadOut | None:
    """Return a read-out to look at; another person's is none."""
    found = await session.get(ReadOut, read_out_id)
    return found if found is not None and found.contact_id == owner else None


async def mine(session: AsyncSession, contact_id: str) -> Sequence[ReadOut]:
    """Return the read-outs somebody kept, the oldest first."""
    found = await session.scalars(
        select(ReadOut)
        .where(ReadOut.contact_id == contact_id, ReadOut.state.in_((GOING, PAUSED)))
        .order_by(ReadOut.changed_at, ReadOut.id)
    )
    return found.all()


async def of_send(session: AsyncSession, send_id: str) -> ReadOut | None:
    """Return the read-out that a send brought."""
    subject = await session.scalar(select(Send.subject).where(Send.id == send_id))
    return await session.get(ReadOut, (subject or "").partition(":")[0])


async def has_room(session: AsyncSession, contact_id: str) -> bool:
    """Say whether somebody may keep one more."""
    kept = select(func.count()).where(
        ReadOut.contact_id == contact_id, ReadOut.state.in_((GOING, PAUSED))
    )
    return (await session.scalar(kept) or 0) < MOST


async def to_open(session: AsyncSession, now: datetime, limit: int) -> Sequence[str]:
    """Return the read-outs whose next slot may have to stand in the ledger by now."""
    near = (now + AHEAD).replace(tzinfo=None)
    passed = (now + timedelta(days=1)).replace(tzinfo=None)
    found = await session.scalars(
        select(ReadOut.id)
        .where(
            ReadOut.state == GOING,
            ReadOut.next_slot <= near,
            or_(ReadOut.last_slot.is_(None), ReadOut.last_slot <= passed),
        )
        .order_by(ReadOut.next_slot, ReadOut.id)
        .limit(limit)
    )
    return found.all()


def is_to_open(read_out: ReadOut, zone: str, now: datetime) -> bool:
    """Say whether its next slot is to be opened: one at a time, after the one before passed.

    It passed when the clocks of its owner, who lives in this zone, showed it.
    """
    if read_out.state != GOING or read_out.next_slot is None:
        return False
    last = read_out.last_slot
    is_near = read_out.next_slot <= (now + AHEAD).replace(tzinfo=None)
    return is_near and (last is None or instant(last, read_out.zone or zone) <= now)


def step_on(read_out: ReadOut) -> datetime | None:
    """Move on from the next slot, and return it."""
    slot = read_out.next_slot
    if slot is not None:
        read_out.last_slot = slot
        read_out.next_slot = slot_behind(cadence_of(read_out), slot)
    return slot


def go(read_out: ReadOut, now: datetime) -> None:
    """Let a read-out come from its first slot that is not past and was not opened before."""
    cadence = cadence_of(read_out)
    slot = first_slot_from(cadence, now)
    while slot is not None and read_out.last_slot is not None and slot <= read_out.last_slot:
        slot = slot_behind(cadence, slot)
    read_out.state, read_out.next_slot, read_out.changed_at = GOING, slot, now


def pause(read_out: ReadOut, now: datetime) -> None:
    """Let nothing of a read-out come until it goes on."""
    read_out.state, read_out.changed_at = PAUSED, now


def end(read_out: ReadOut, now: datetime) -> None:
    """Let a read-out come no more."""
    read_out.state, read_out.changed_at = ENDED, now
