"""How the deliveries of slots kept their promised moments: one send's, and those of a while."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from bot.beat.rules.outcomes import State
from bot.beat.rules.punctual import OnTime, Timing, kept_by
from bot.beat.store.tables import Cadence, Delivery, Occurrence, Send
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Kept:
    """How one promise was kept: a newsletter's, a survey's or an announcement's."""

    kind: str
    subject: str
    kept: OnTime


async def of_sends(session: AsyncSession, send_ids: Collection[str]) -> Mapping[str, OnTime]:
    """Return how each of these sends that had a slot kept it."""
    found: dict[str, OnTime] = {}
    for one in await _ends(session, Send.id.in_(sorted(send_ids))):
        found[one.send_id] = found.get(one.send_id, OnTime()) + one.kept
    return found


async def of_promises(session: AsyncSession, since: datetime) -> list[Kept]:
    """Return how every promise was kept whose slots were opened since a moment, by its name."""
    found: dict[tuple[str, str], OnTime] = {}
    for one in await _ends(session, Send.created_at >= since):
        if one.promise is not None:
            found[one.promise] = found.get(one.promise, OnTime()) + one.kept
    return [Kept(*promise, kept) for promise, kept in sorted(found.items())]


class _End(NamedTuple):
    """So many deliveries of a send that ended alike, with the promise that it carried out."""

    send_id: str
    promise: tuple[str, str] | None
    kept: OnTime


async def _ends(session: AsyncSession, which: ColumnElement[bool]) -> list[_End]:
    is_again = Delivery.earlier.is_not(None)
    how = (Delivery.state, Delivery.reason, Delivery.timing, is_again.label("is_again"))
    promise = (Cadence.kind, Cadence.subject)
    rows = await session.execute(
        select(Send.id, *promise, *how, func.count().label("count"))
        .join(Delivery, Delivery.send_id == Send.id)
        .outerjoin(Occurrence, Occurrence.id == Send.occurrence_id)
        .outerjoin(Cadence, Cadence.id == Occurrence.cadence_id)
        .where(which, Send.slot.is_not(None))
        .group_by(Send.id, *promise, *how)
    )
    return [
        _End(
            row.id,
            (row.kind, row.subject) if row.kind else None,
            kept_by(
                State(row.state),
                row.reason or "",
                Timing(row.timing) if row.timing else None,
                row[-1],
                is_again=bool(row.is_again),
            ),
        )
        for row in rows
    ]
