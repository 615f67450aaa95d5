"""The ledger: a row for each send and recipient; it, and nothing else, is what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from bot.beat.rules.outcomes import State
from bot.beat.store.lanes import expect_at
from bot.beat.store.leaving import may_leave
from bot.beat.store.tables import Delivery
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for a contact or a conversation, or why nothing is."""

    due_at: datetime
    contact_id: str | None = None
    conversation_id: str | None = None
    address_id: str | None = None
    lane: str | None = None
    skip: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many deliveries of a send ended in one way."""

    send_id: str
    state: State
    reason: str
    count: int


async def plan(
    session: AsyncSession,
    send_id: str,
    planned: Sequence[Planned],
    now: datetime,
    *,
    urgent: bool = False,
) -> int:
    """Add a row for each recipient that has none for this send; return how many were new.

    What is `urgent` leaves before what else is due in its lane.
    """
    rows = [
        {
            "id": new_id(),
            "send_id": send_id,
            "contact_id": row.contact_id,
            "conversation_id": row.conversation_id,
            "address_id": row.address_id,
            "lane": row.lane,
            "due_at": row.due_at,
            "urgent": urgent,
            "state": State.SKIPPED if row.skip else State.PLANNED,
            "attempts": 0,
            "reason": row.skip,
            "recorded_at": now if row.skip else None,
        }
        for row in planned
    ]
    new = await insert_new(session, Delivery, rows)
    soonest: dict[str, datetime] = {}
    for row in planned:
        if row.lane and not row.skip:
            soonest[row.lane] = min(row.due_at, soonest.get(row.lane, row.due_at))
    await expect_at(session, soonest)
    return len(new)


async def delivered_as(session: AsyncSession, contact_id: str, message_id: str) -> str | None:
    """Return the delivery that stands before somebody as this one message, if there is one."""
    return await session.scalar(
        select(Delivery.id)
        .where(
            Delivery.contact_id == contact_id,
            Delivery.message_id == message_id,
            Delivery.state == State.DELIVERED,
        )
        .order_by(Delivery.recorded_at.desc())
        .limit(1)
    )


async def sends_due(session: AsyncSession, now: datetime) -> frozenset[str]:
    """Return the sends with deliveries that are due and have not ended."""
    found = await session.scalars(
        select(Delivery.send_id)
        .where(
            Delivery.state.in_([State.PLANNED, State.SENDING]),
            Delivery.due_at <= now,
            Delivery.lane.is_not(None),
            may_leave(),
        )
        .distinct()
    )
    return frozenset(found)


async def tally(session: AsyncSession, send_ids: Sequence[str]) -> list[OutcomeCount]:
    """Count the deliveries of these sends by how they stand and why."""
    found = await session.execute(
        select(Delivery.send_id, Delivery.state, Delivery.reason, func.count())
        .where(Delivery.send_id.in_(send_ids))
        .group_by(Delivery.send_id, Delivery.state, Delivery.reason)
        .order_by(Delivery.send_id, Delivery.state, Delivery.reason)
    )
    return [
        OutcomeCount(send_id, State(state), reason or "", count)
        for send_id, state, reason, count in found
    ]


def is_delivery(named: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that this is the id of a delivery of ours."""
    return exists().where(Delivery.id == named)
