"""Deliveries on their way: claimed, about to leave, recorded; always of a lane that is held.

Rests are in system time, which `system` carries; `now` is the business time.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    true,
    update,
)

from bot.beat.rules.outcomes import State
from bot.beat.rules.punctual import Timing
from bot.beat.store.lanes import Grip, expect
from bot.beat.store.leaving import may_leave
from bot.beat.store.tables import Delivery, Send
from bot.people.store.rungs import Rung
from bot.ports import Receipt
from bot.store.sessions import AsyncSession

LEFT_OVER = "the process was lost while sending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a delivery ended, or when and where it is to be tried again.

    `attempts` is added to the count, `again_at` is system time, `rung` another address. With
    `put_off` it is due at another moment, and its catch-up begins there.
    """

    delivery_id: str
    state: State
    reason: str | None = None
    receipt: Receipt | None = None
    attempts: int = 0
    again_at: datetime | None = None
    rung: Rung | None = None
    timing: Timing | None = None
    put_off: datetime | None = None


async def settle_left_over(
    session: AsyncSession,
    grips: Collection[Grip],
    *,
    now: datetime,
    tries: int,
    look_at: datetime,
    looked_for: Collection[str],
) -> dict[str, int]:
    """End what earlier holders left half-sent.

    It becomes `unknown`, except where the send would rather be heard twice than missed, and in
    the lanes where it can be `looked_for` that is done at a moment in system time.
    Return how many became unknown by lane.
    """
    column = Delivery.__table__.c.rests_until
    names = [grip.lane for grip in grips]
    left = Delivery.lane.in_(names) & (Delivery.state == State.SENDING)
    repeated = select(Send.id).where(Send.on_unknown == "repeat")
    await session.execute(
        update(Delivery)
        .where(left, Delivery.send_id.in_(repeated), Delivery.attempts < tries)
        .values(state=State.PLANNED)
        .execution_options(synchronize_session=False)
    )
    ended = await session.execute(
        update(Delivery)
        .where(left)
        .values(
            state=State.UNKNOWN,
            reason=LEFT_OVER,
            recorded_at=now,
            rests_until=case(
                (Delivery.lane.in_(sorted(looked_for)), literal(look_at, column.type)),
                else_=None,
            ),
        )
        .returning(Delivery.lane)
        .execution_options(synchronize_session=False)
    )
    unknown: defaultdict[str, int] = defaultdict(int)
    for lane in ended.scalars():
        unknown[lane or ""] += 1
    return unknown


async def claim(
    session: AsyncSession,
    grips: Collection[Grip],
    *,
    now: datetime,
    system: datetime,
    limit: int,
) -> dict[str, list[str]]:
    """Return the next due deliveries of lanes that are held, so many of each, by lane.

    What is urgent comes first, however much was due before it.
    Who holds the lane has them to themselves: they stay `planned` until they are about to leave.
    """
    if not grips:
        return {}
    names = json.dumps(sorted(grip.lane for grip in grips))
    wanted = {"lanes": names, "now": now, "system": system, "most": limit}
    dialect = session.get_bind().dialect.name
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for statement in (_next_due(dialect, urgent=True), _next_due(dialect)):
        for lane, delivery_id in await session.execute(statement, wanted):
            found[lane][delivery_id] = None
    return {lane: list(ids)[:limit] for lane, ids in found.items()}


@cache
def _next_due(dialect: str, *, urgent: bool = False) -> Select[*tuple[Any, ...]]:
    """Choose the next due deliveries of each of these lanes, or of them those that are urgent.

    Both databases go through an index once a lane, each by words of its own.
    """
    sqlite, names = dialect == "sqlite", bindparam("lanes", type_=Text)
    listed = (
        func.json_each(names).table_valued("value")
        if sqlite
        else func.json_array_elements_text(cast(names, JSON))
        .table_valued("value")
        .render_derived()
    )
    first = (
        select(Delivery.id)
        .where(
            Delivery.state == State.PLANNED,
            Delivery.lane == listed.c.value,
            Delivery.due_at <= bindparam("now"),
            or_(Delivery.rests_until.is_(None), Delivery.rests_until <= bindparam("system")),
            may_leave(),
            # In the very word of its index: SQLite would not know `urgent = 1` for the same.
            text("urgent") if urgent else true(),
        )
        # In the index's own order: a second key would sort the whole lane for every claim.
        .order_by(Delivery.due_at)
        .limit(bindparam("most", type_=Integer))
        .correlate(listed)
    )
    if not sqlite:
        each = first.lateral()
        return select(listed.c.value, each.c.id).select_from(listed.join(each, true()))
    # SQLite has no lateral join; a list of ids that it takes apart again does the same.
    ids = select(func.json_group_array(first.subquery().c.id)).scalar_subquery()
    found = func.json_each(ids).table_valued("value", name="found")
    return select(listed.c.value, found.c.value).select_from(listed.join(found, true()))


def _is_plain(outcome: Outcome) -> bool:
    """Whether it arrived in one part, as nearly all do: then little is to be written."""
    receipt = outcome.receipt
    arrived = outcome.state is State.DELIVERED and outcome.reason is None
    return arrived and receipt is not None and not receipt.more


_column = Delivery.__table__.c
_in_hand = and_(
    _column.id == bindparam("the_id"),
    _column.lane == bindparam("in_lane"),
    or_(_column.state == State.PLANNED, _column.state == State.SENDING),
)
_ARRIVED = (
    update(Delivery)
    .where(_in_hand)
    .values(
        state=State.DELIVERED,
        reason=None,
        message_id=bindparam("the_message"),
        conversation=bindparam("the_conversation"),
        recorded_at=bindparam("the_moment"),
        rests_until=None,
        timing=bindparam("the_timing"),
    )
)
_ENDED = (
    update(Delivery)
    .where(_in_hand)
    .values(
        state=bindparam("the_state"),
        reason=bindparam("the_reason"),
        message_id=bindparam("the_message"),
        more=bindparam("the_rest", type_=_column.more.type),
        conversation=bindparam("the_conversation"),
        recorded_at=bindparam("the_moment"),
        attempts=_column.attempts + bindparam("more_attempts"),
        rests_until=bindparam("the_pause"),
        timing=func.coalesce(bindparam("the_timing", type_=Text), _column.timing),
        address_id=func.coalesce(bindparam("the_address", type_=Text), _column.address_id),
        lane=func.coalesce(bindparam("the_lane", type_=Text), _column.lane),
        due_at=func.coalesce(bindparam("the_due", type_=_column.due_at.type), _column.due_at),
    )
)


async def record(
    session: AsyncSession, outcomes: Sequence[tuple[Grip, Outcome]], now: datetime
) -> None:
    """Write down how deliveries ended, each of the lane that is held for it."""
    if not outcomes:
        return
    connection = await session.connection()
    plain = [one for one in outcomes if _is_plain(one[1])]
    if plain:
        await connection.execute(_ARRIVED, [_arrived(grip, one, now) for grip, one in plain])
    others = [one for one in outcomes if not _is_plain(one[1])]
    if others:
        await connection.execute(_ENDED, [_values(grip, one, now) for grip, one in others])
    moved = {one.delivery_id for _, one in outcomes if one.rung or one.put_off}
    if moved:
        await expect(session, Delivery.id.in_(sorted(moved)))


async def planned_in(session: AsyncSession, lane: str, limit: int) -> dict[str, str | None]:
    """Return deliveries that wait in this lane, due or not, with their contacts, if any."""
    found = await session.execute(
        select(Delivery.id, Delivery.contact_id)
        .where(Delivery.lane == lane, Delivery.state == State.PLANNED)
        .limit(limit)
    )
    return {row[0]: row[1] for row in found}


def _arrived(grip: Grip, outcome: Outcome, now: datetime) -> dict[str, object]:
    receipt = outcome.receipt
    return {
        "the_id": outcome.delivery_id,
        "in_lane": grip.lane,
        "the_message": receipt.message_id if receipt else None,
        "the_conversation": receipt.conversation if receipt else None,
        "the_moment": now,
        "the_timing": outcome.timing,
    }


def _values(grip: Grip, outcome: Outcome, now: datetime) -> dict[str, object]:
    receipt, rung = outcome.receipt, outcome.rung
    return {
        "the_id": outcome.delivery_id,
        "in_lane": grip.lane,
        "the_state": outcome.state,
        "the_reason": outcome.reason,
        "the_message": receipt.message_id if receipt else None,
        "the_rest": list(receipt.more) if receipt and receipt.more else None,
        "the_conversation": receipt.conversation if receipt else None,
        "the_moment": None if outcome.state is State.PLANNED else now,
        "more_attempts": outcome.attempts,
        "the_pause": outcome.again_at,
        "the_timing": outcome.timing,
        "the_address": rung.address_id if rung else None,
        "the_lane": rung.lane if rung else None,
        "the_due": outcome.put_off,
    }
