"""Lanes: one holder at a time, and a token that keeps a holder who was late from writing.

Leases are in system time, which `until` and `system` carry; `now` is the business time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.beat.rules.outcomes import State
from bot.beat.store.sends import may_leave
from bot.beat.store.tables import Delivery, Lane, Send
from bot.errors import DrumbeatError
from bot.people.store.rungs import Rung
from bot.ports import Receipt
from bot.store.sessions import AsyncSession

LEFT_OVER = "the process was lost while sending"


class Fenced(DrumbeatError):
    """Another holder took the lane: nothing more may be sent or written for it."""


@dataclass(frozen=True, slots=True)
class Grip:
    """A hold on a lane; it is worth as much as its token is still the lane's."""

    lane: str
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a delivery ended, or when and where it is to be tried again.

    `attempts` is added to the count, `again_at` is system time, `rung` another address.
    """

    delivery_id: str
    state: State
    reason: str | None = None
    receipt: Receipt | None = None
    attempts: int = 0
    again_at: datetime | None = None
    rung: Rung | None = None


async def take(
    session: AsyncSession, lane: str, *, holder: str, system: datetime, until: datetime
) -> Grip | datetime:
    """Take a lane that is free, or return the moment until which it is not."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    missing = dialect.insert(Lane).values(name=lane, token=0).on_conflict_do_nothing()
    await session.execute(missing)
    taken = await session.execute(
        update(Lane)
        .where(Lane.name == lane, or_(Lane.until.is_(None), Lane.until <= system))
        .values(token=Lane.token + 1, holder=holder, until=until)
        .returning(Lane.token)
        .execution_options(synchronize_session=False)
    )
    token = taken.scalar_one_or_none()
    if token is not None:
        return Grip(lane, token)
    return await session.scalar(select(Lane.until).where(Lane.name == lane)) or system


async def settle_left_over(session: AsyncSession, grip: Grip, now: datetime, tries: int) -> int:
    """End what an earlier holder left half-sent, and free what it had leased.

    It becomes `unknown`, except where the send would rather be heard twice than missed.
    """
    left = (Delivery.lane == grip.lane) & (Delivery.state == State.SENDING)
    repeated = select(Send.id).where(Send.on_unknown == "repeat")
    await session.execute(
        update(Delivery)
        .where(left, Delivery.send_id.in_(repeated), Delivery.attempts < tries)
        .values(state=State.PLANNED, token=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    ended = await session.execute(
        update(Delivery)
        .where(left)
        .values(state=State.UNKNOWN, reason=LEFT_OVER, recorded_at=now, leased_until=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    await _give_back(session, grip.lane)
    return len(ended.all())


async def hold(session: AsyncSession, grip: Grip, until: datetime) -> None:
    """Lengthen the lease and lock the lane to the transaction's end; `Fenced` if it is lost."""
    held = await session.execute(
        update(Lane)
        .where(Lane.name == grip.lane, Lane.token == grip.token)
        .values(until=until)
        .returning(Lane.name)
        .execution_options(synchronize_session=False)
    )
    if held.scalar_one_or_none() is None:
        raise Fenced


async def claim(
    session: AsyncSession,
    grip: Grip,
    *,
    now: datetime,
    system: datetime,
    until: datetime,
    limit: int,
) -> list[str]:
    """Lease the next due deliveries; they stay `planned` until they are about to leave."""
    await hold(session, grip, until)
    due = (
        select(Delivery.id)
        .where(
            Delivery.state == State.PLANNED,
            Delivery.lane == grip.lane,
            Delivery.due_at <= now,
            or_(Delivery.leased_until.is_(None), Delivery.leased_until <= system),
            may_leave(),
        )
        # In the index's own order: a second key would sort the whole lane for every claim.
        .order_by(Delivery.due_at)
        .limit(limit)
    )
    claimed = await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(due))
        .values(token=grip.token, leased_until=until)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return list(claimed.scalars())


async def intend(
    session: AsyncSession, grip: Grip, ids: Collection[str], until: datetime
) -> frozenset[str]:
    """Commit the intent to send these now; only the ones returned may leave."""
    await hold(session, grip, until)
    intended = await session.execute(
        update(Delivery)
        .where(
            Delivery.id.in_(ids),
            Delivery.state == State.PLANNED,
            Delivery.token == grip.token,
            # A send that was paused since the claim is obeyed before the next request leaves.
            may_leave(),
        )
        .values(state=State.SENDING, attempts=Delivery.attempts + 1)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return frozenset(intended.scalars())


async def record(
    session: AsyncSession, grip: Grip, outcomes: Sequence[Outcome], now: datetime
) -> None:
    """Write down how deliveries of this lane ended, in a transaction that began with `hold`."""
    if not outcomes:
        return
    connection = await session.connection()
    column = Delivery.__table__.c
    statement = (
        update(Delivery)
        .where(
            column.id == bindparam("the_id"),
            column.lane == grip.lane,
            or_(column.state == State.PLANNED, column.state == State.SENDING),
        )
        .values(
            state=bindparam("the_state"),
            reason=bindparam("the_reason"),
            message_id=bindparam("the_message"),
            more=bindparam("the_rest", type_=column.more.type),
            conversation=bindparam("the_conversation"),
            recorded_at=bindparam("the_moment"),
            attempts=column.attempts + bindparam("more_attempts"),
            leased_until=bindparam("the_pause"),
            address_id=func.coalesce(bindparam("the_address", type_=Text), column.address_id),
            lane=func.coalesce(bindparam("the_lane", type_=Text), column.lane),
            token=None,
        )
    )
    await connection.execute(statement, [_values(outcome, now) for outcome in outcomes])


async def release(session: AsyncSession, grip: Grip, until: datetime | None = None) -> None:
    """Give back what is leased and let go of the lane, from `until` on if it needs a pause."""
    let_go = await session.execute(
        update(Lane)
        .where(Lane.name == grip.lane, Lane.token == grip.token)
        .values(until=until, holder=None)
        .returning(Lane.name)
        .execution_options(synchronize_session=False)
    )
    if let_go.scalar_one_or_none() is not None:
        await _give_back(session, grip.lane)


async def next_try(session: AsyncSession, lane: str, now: datetime) -> datetime | None:
    """Return when the first delivery that is resting may be tried again."""
    return await session.scalar(
        select(Delivery.leased_until)
        .where(
            Delivery.lane == lane,
            Delivery.state == State.PLANNED,
            Delivery.due_at <= now,
            Delivery.leased_until.is_not(None),
            may_leave(),
        )
        .order_by(Delivery.leased_until)
        .limit(1)
    )


async def planned_in(session: AsyncSession, lane: str, limit: int) -> dict[str, str | None]:
    """Return deliveries that wait in this lane, due or not, with their contacts, if any."""
    found = await session.execute(
        select(Delivery.id, Delivery.contact_id)
        .where(Delivery.lane == lane, Delivery.state == State.PLANNED)
        .limit(limit)
    )
    return {row[0]: row[1] for row in found}


async def _give_back(session: AsyncSession, lane: str) -> None:
    await session.execute(
        update(Delivery)
        .where(Delivery.lane == lane, Delivery.state == State.PLANNED, Delivery.token.is_not(None))
        .values(token=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )


def _values(outcome: Outcome, now: datetime) -> dict[str, object]:
    receipt, rung = outcome.receipt, outcome.rung
    return {
        "the_id": outcome.delivery_id,
        "the_state": outcome.state,
        "the_reason": outcome.reason,
        "the_message": receipt.message_id if receipt else None,
        "the_rest": list(receipt.more) if receipt and receipt.more else None,
        "the_conversation": receipt.conversation if receipt else None,
        "the_moment": None if outcome.state is State.PLANNED else now,
        "more_attempts": outcome.attempts,
        "the_pause": outcome.again_at,
        "the_address": rung.address_id if rung else None,
        "the_lane": rung.lane if rung else None,
    }
