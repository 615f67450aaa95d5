"""Deliveries that are about to leave: the last look at whether they still may."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, exists, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.beat.rules.outcomes import State
from bot.beat.store.lanes import Grip
from bot.beat.store.leaving import may_leave
from bot.beat.store.tables import Delivery, Send
from bot.store.sessions import AsyncSession

Written = Mapping[str, str | None]
"""The deliveries that were written, each with the text of its send that it was written from."""


async def intend(
    session: AsyncSession, wanted: Mapping[Grip, Written], now: datetime
) -> frozenset[str]:
    """Say that these leave now, of lanes that are held; only the ones returned may leave."""
    if not wanted:
        return frozenset()
    lanes = sorted(grip.lane for grip in wanted)
    ids: defaultdict[str | None, list[str]] = defaultdict(list)
    for written in wanted.values():
        for delivery_id, text_id in written.items():
            ids[text_id].append(delivery_id)
    connection = await session.connection()
    intended = set[str]()
    for text_id, some in ids.items():
        values = {"ids": sorted(some), "in_lanes": lanes, "the_moment": now, "the_text": text_id}
        intended.update((await connection.execute(_about_to_leave(), values)).scalars())
    return frozenset(intended)


@cache
def _about_to_leave() -> ReturningUpdate[*tuple[Any, ...]]:
    return (
        update(Delivery)
        .where(
            Delivery.id.in_(bindparam("ids", expanding=True)),
            Delivery.lane.in_(bindparam("in_lanes", expanding=True)),
            Delivery.state == State.PLANNED,
            # What was paused, stopped, corrected or moved since the claim is obeyed before the
            # next request leaves.
            Delivery.due_at <= bindparam("the_moment"),
            may_leave(),
            _as_written(),
        )
        .values(state=State.SENDING, attempts=Delivery.attempts + 1)
        .returning(Delivery.id)
    )


def _as_written() -> ColumnElement[bool]:
    """Return the condition that its send goes on, and says what was written."""
    return (
        exists()
        .where(
            Send.id == Delivery.send_id,
            Send.stopped_at.is_(None),
            Send.text_id.is_not_distinct_from(bindparam("the_text", type_=Text)),
        )
        .correlate(Delivery)
    )
