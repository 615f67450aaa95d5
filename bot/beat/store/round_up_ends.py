"""What stands in round-ups that began, and how it ends: as they end."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Text,
    and_,
    bindparam,
    case,
    func,
    join,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store.leaving import may_leave
from bot.beat.store.round_up_tables import RoundUp
from bot.beat.store.tables import Delivery, Send
from bot.people.store.tables import Mute
from bot.store.sessions import AsyncSession, Database

FOUND_UNTIL = timedelta(days=8)
"""So long after it began an unknown round-up may still be found where it stands, or be resent."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands in a round-up: which delivery, what it is called, and when it was meant."""

    delivery_id: str
    title: str
    topic: str
    meant_for: datetime


async def contents(
    session: AsyncSession, delivery_ids: Collection[str]
) -> Mapping[str, Sequence[Waiting]]:
    """Return what stands in the round-ups that these deliveries bring, as of now.

    What its reader muted meanwhile fell out, and so did what was paused or stopped.
    """
    found = await session.execute(
        select(_BRINGING.id, Delivery.id, Send.title, Send.topic, Delivery.due_at)
        .select_from(_in_round_ups())
        .where(
            _BRINGING.id.in_(delivery_ids),
            Delivery.state.in_([State.PLANNED, *_FOLLOWS, State.DELIVERED]),
            Mute.topic.is_(None),
            may_leave(),
        )
        .order_by(Delivery.due_at, Delivery.id)
    )
    said: defaultdict[str, list[Waiting]] = defaultdict(list)
    for bringing, delivery_id, title, topic, meant_for in found:
        said[bringing].append(Waiting(delivery_id, title, topic, meant_for))
    return said


async def follow(session: AsyncSession, delivery_ids: Collection[str]) -> None:
    """Let what waited in round-ups end as these deliveries of them ended.

    What its reader muted ends as muted. What is paused waits in its lane as all that is paused.
    """
    await _follow(session, _BRINGING.id.in_(delivery_ids))


async def let_go(session: AsyncSession, held: ColumnElement[bool]) -> None:
    """Let what was held wait in its round-up again; where that began, in the lane that brought it.

    What is given back to a lane is planned by whoever calls.
    """
    gathers = Delivery.round_up_id.in_(select(RoundUp.id).where(RoundUp.state == "gathering"))
    again = update(Delivery).execution_options(synchronize_session=False)
    await session.execute(
        again.where(held, gathers).values(
            state=State.PLANNED, reason=Skip.BUDGET.value, recorded_at=None
        )
    )
    brought = (
        select(_BRINGING.lane)
        .select_from(_brought())
        .where(RoundUp.id == Delivery.round_up_id)
        .correlate(Delivery)
        .scalar_subquery()
    )
    began = Delivery.round_up_id.is_not(None)
    # As of what is paused: its limit counts from when its round-up came.
    came = (
        select(RoundUp.due_at)
        .where(RoundUp.id == Delivery.round_up_id)
        .correlate(Delivery)
        .scalar_subquery()
    )
    await session.execute(
        again.where(held, began).values(lane=brought, due_at=came, round_up_id=None)
    )


async def sweep(session: AsyncSession, now: datetime) -> None:
    """Do the same for all that began and ended in any way, and be done with what is settled."""
    begun = RoundUp.state == "begun"
    await _follow(session, begun)
    await _leave_out_the_gone(session, begun)
    over = or_(_BRINGING.state != State.UNKNOWN, RoundUp.due_at < now - FOUND_UNTIL)
    ended = _BRINGING.state.not_in([State.PLANNED, State.SENDING])
    settled = select(RoundUp.id).select_from(_brought()).where(begun, ended, over)
    nobodys = select(RoundUp.id).select_from(_brought()).where(begun, _is_nobodys())
    await session.execute(
        update(RoundUp)
        .where(or_(RoundUp.id.in_(settled), RoundUp.id.in_(nobodys)))
        .values(state="done")
        .execution_options(synchronize_session=False)
    )


_BEGUN = select(RoundUp.id).where(RoundUp.state == "begun").limit(1)


async def are_begun(database: Database) -> bool:
    """Say whether any has begun of which not all is settled."""
    return bool(await database.ask(_BEGUN, {}))


_BRINGING = aliased(Delivery)
_ITS_SEND = aliased(Send)
_FOLLOWS = (State.FAILED, State.UNKNOWN)
"""How what was in a round-up ended that may yet become known, or be sent again with it."""


def _brought() -> FromClause:
    """Join round-ups with the deliveries that bring them; one may have none."""
    theirs = or_(
        _BRINGING.contact_id == RoundUp.contact_id,
        _BRINGING.conversation_id == RoundUp.conversation_id,
    )
    return join(RoundUp, _ITS_SEND, _ITS_SEND.id == RoundUp.send_id).outerjoin(
        _BRINGING, and_(_BRINGING.send_id == RoundUp.send_id, theirs)
    )


def _in_round_ups() -> FromClause:
    """Join them with what waits in them, and with what its readers muted of that."""
    return (
        _brought()
        .join(Delivery, Delivery.round_up_id == RoundUp.id)
        .join(Send, Send.id == Delivery.send_id)
        .outerjoin(Mute, and_(Mute.contact_id == Delivery.contact_id, Mute.topic == Send.topic))
    )


def _is_nobodys() -> ColumnElement[bool]:
    """Return the condition that a round-up was planned, and its recipient is there no more."""
    return and_(_ITS_SEND.state != "open", _BRINGING.id.is_(None))


async def _follow(session: AsyncSession, which: ColumnElement[bool]) -> None:
    found = await session.execute(
        select(
            Delivery.id,
            Delivery.state.label("was"),
            *(_BRINGING.state, _BRINGING.reason, _BRINGING.recorded_at),
            *(_BRINGING.address_id, _BRINGING.lane, _BRINGING.due_at),
            Mute.topic.label("muted"),
            Send.paused_at,
        )
        .select_from(_in_round_ups())
        .where(
            which,
            _BRINGING.state.not_in([State.PLANNED, State.SENDING]),
            Delivery.state.in_([State.PLANNED, *_FOLLOWS]),
            Delivery.state != _BRINGING.state,
        )
    )
    rows = [_as_it_ended(row) for row in found]
    if rows:
        await (await session.connection()).execute(_FOLLOWING, rows)


def _as_it_ended(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    values = {
        "the_id": row.id,
        "the_state": row.state,
        "the_reason": row.reason,
        "the_moment": row.recorded_at,
        "the_address": row.address_id,
        "the_lane": None,
        "the_due": None,
    }
    if row.was != State.PLANNED:
        return values
    if row.muted is not None:
        return {**values, "the_state": State.SKIPPED, "the_reason": Skip.MUTED.value}
    if row.paused_at is not None and row.lane is not None:
        waits = {"the_state": State.PLANNED, "the_reason": None, "the_moment": None}
        # Its own moment is long past: its limit counts from when it was brought.
        return {**values, **waits, "the_lane": row.lane, "the_due": row.due_at}
    return values


_column = Delivery.__table__.c
_FOLLOWING = (
    update(Delivery)
    .where(_column.id == bindparam("the_id"))
    .values(
        state=bindparam("the_state"),
        reason=bindparam("the_reason"),
        recorded_at=bindparam("the_moment"),
        address_id=func.coalesce(bindparam("the_address", type_=Text), _column.address_id),
        lane=bindparam("the_lane"),
        due_at=func.coalesce(bindparam("the_due", type_=_column.due_at.type), _column.due_at),
        round_up_id=case(
            (bindparam("the_lane", type_=Text).is_(None), _column.round_up_id), else_=None
        ),
    )
)


async def _leave_out_the_gone(session: AsyncSession, which: ColumnElement[bool]) -> None:
    gone = (
        select(Delivery.id)
        .select_from(_in_round_ups())
        .where(which, _is_nobodys(), Delivery.state == State.PLANNED)
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(gone))
        .values(state=State.SKIPPED, reason=Skip.INACTIVE.value, recorded_at=Delivery.due_at)
        .execution_options(synchronize_session=False)
    )
