"""Deliveries of which nobody knows whether they arrived, to be looked for on their platform."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update

from bot.beat.rules.outcomes import LOOKED_FOR, State
from bot.beat.store import sends
from bot.beat.store.claims import Outcome
from bot.beat.store.lanes import Grip
from bot.beat.store.tables import Delivery
from bot.store.sessions import AsyncSession


async def to_look_for(
    session: AsyncSession, lane: str, now: datetime, system: datetime, limit: int
) -> list[str]:
    """Return deliveries of a lane that are unknown, and have not been looked for lately."""
    found = await session.scalars(
        select(Delivery.id)
        .where(
            Delivery.state == State.UNKNOWN,
            Delivery.lane == lane,
            Delivery.due_at > now - LOOKED_FOR,
            or_(Delivery.rests_until.is_(None), Delivery.rests_until <= system),
        )
        .order_by(Delivery.due_at)
        .limit(limit)
    )
    return list(found)


async def settle(
    session: AsyncSession, grip: Grip, outcomes: Sequence[Outcome], now: datetime
) -> None:
    """Write down what became of unknown deliveries, in a transaction that began with `hold`.

    One that stays unknown is looked for again after its `again_at`.
    """
    for outcome in outcomes:
        stands = outcome.receipt
        changed = await session.execute(
            update(Delivery)
            .where(
                Delivery.id == outcome.delivery_id,
                Delivery.lane == grip.lane,
                Delivery.state == State.UNKNOWN,
            )
            .values(
                state=outcome.state,
                rests_until=outcome.again_at,
                **({"reason": outcome.reason} if outcome.state is not State.UNKNOWN else {}),
                **({"recorded_at": None} if outcome.state is State.PLANNED else {}),
                **(
                    {
                        "message_id": stands.message_id,
                        "more": list(stands.more) or None,
                        "conversation": stands.conversation,
                    }
                    if stands
                    else {}
                ),
            )
            .returning(Delivery.send_id)
            .execution_options(synchronize_session=False)
        )
        send_id = changed.scalar_one_or_none()
        if send_id is not None and outcome.state is State.PLANNED:
            await sends.reopen(session, send_id, now)


async def recorded(session: AsyncSession, ids: Sequence[str]) -> dict[str, datetime]:
    """Return the moments at which outcomes became unknown, or were due where none is kept."""
    moment = func.coalesce(Delivery.recorded_at, Delivery.due_at)
    found = await session.execute(select(Delivery.id, moment).where(Delivery.id.in_(ids)))
    return {row[0]: row[1] for row in found}
