"""The ledger: a row for each send and recipient; it, and nothing else, is what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select, update

from bot.beat.rules.outcomes import State
from bot.beat.store.sends import may_leave
from bot.beat.store.tables import Delivery, Lane, Send
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

# A slot of readers' own time is somebody's present for 26 hours; an hour more for gaps.
_STILL_AHEAD = timedelta(hours=13)
_ALREADY_OPEN = timedelta(hours=15)


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
class Reckoning:
    """An instant that planned deliveries of one send have for one zone."""

    send_id: str
    slot: datetime
    zone: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many deliveries of a send ended in one way."""

    send_id: str
    state: State
    reason: str
    count: int


async def plan(
    session: AsyncSession, send_id: str, planned: Sequence[Planned], now: datetime
) -> int:
    """Add a row for each recipient that has none for this send; return how many were new."""
    rows = [
        {
            "id": new_id(),
            "send_id": send_id,
            "contact_id": row.contact_id,
            "conversation_id": row.conversation_id,
            "address_id": row.address_id,
            "lane": row.lane,
            "due_at": row.due_at,
            "state": State.SKIPPED if row.skip else State.PLANNED,
            "attempts": 0,
            "reason": row.skip,
            "recorded_at": now if row.skip else None,
        }
        for row in planned
    ]
    return len(await insert_new(session, Delivery, rows))


async def reckonings(session: AsyncSession, now: datetime) -> list[Reckoning]:
    """Return the instants planned in readers' own time, with the zones their readers have now."""
    wall = now.replace(tzinfo=None)
    found = await session.execute(
        select(Send.id, Send.slot, Contact.zone_lived_by(), Delivery.due_at)
        .join(Delivery, Delivery.send_id == Send.id)
        .join(Contact, Contact.id == Delivery.contact_id)
        .where(
            Send.zone.is_(None),
            Send.slot.between(wall - _STILL_AHEAD, wall + _ALREADY_OPEN),
            Delivery.state == State.PLANNED,
            Delivery.token.is_(None),
            Delivery.attempts == 0,
        )
        .distinct()
    )
    return [Reckoning(row[0], row[1], row[2], row[3]) for row in found if row[1] is not None]


async def move_instant(session: AsyncSession, reckoning: Reckoning, due_at: datetime) -> None:
    """Give the readers of this zone the instant that is right for it."""
    there = select(Contact.id).where(Contact.zone_lived_by() == reckoning.zone)
    await session.execute(
        update(Delivery)
        .where(
            Delivery.send_id == reckoning.send_id,
            Delivery.due_at == reckoning.due_at,
            Delivery.state == State.PLANNED,
            Delivery.token.is_(None),
            Delivery.contact_id.in_(there),
        )
        .values(due_at=due_at)
        .execution_options(synchronize_session=False)
    )


async def lanes_waiting(session: AsyncSession, now: datetime, system: datetime) -> list[str]:
    """Return the lanes that nobody holds and that have something due, or left half-sent."""
    rested = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= system)
    due = (Delivery.state == State.PLANNED) & (Delivery.due_at <= now) & rested & may_leave()
    found = await session.scalars(
        select(Delivery.lane)
        .outerjoin(Lane, Lane.name == Delivery.lane)
        .where(
            or_(due, Delivery.state == State.SENDING),
            Delivery.lane.is_not(None),
            or_(Lane.until.is_(None), Lane.until <= system),
        )
        .distinct()
        .order_by(Delivery.lane)
    )
    return [lane for lane in found if lane]


async def sends_due(session: AsyncSession, now: datetime) -> frozenset[str]:
    """Return the sends with deliveries that are due and have not ended."""
    found = await session.scalars(
        select(Delivery.send_id)
        .where(
            Delivery.state.in_([State.PLANNED, State.SENDING]),
            Delivery.due_at <= now,
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
