"""How lanes stand: what waits in each, since when, and why one is left alone for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.beat.rules.outcomes import State
from bot.beat.store.leaving import may_leave
from bot.beat.store.tables import Delivery, Lane
from bot.people.store.place_tables import Installation
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class LaneState:
    """One lane: what is due in it, and since when; who works on it, or why it rests until when.

    `place` is what the workspace or tenant is called, or empty. `oldest` is in business time.
    In system time, `until` is when a rest or a lease is over, and `tried_at` when the first
    message is tried again that was put back by itself.
    """

    name: str
    place: str
    due: int
    oldest: datetime | None
    holder: str | None
    rests_for: str
    until: datetime | None
    tried_at: datetime | None

    @property
    def rests(self) -> bool:
        """Whether it is left alone for now."""
        return bool(self.rests_for)


async def slowest(
    session: AsyncSession, now: datetime, system: datetime, limit: int
) -> Sequence[LaneState]:
    """Return the lanes in which something waits longest, then those that rest."""
    lanes = _at_hand(now, system)
    counted = select(func.count()).select_from(Delivery).where(_due(lanes.c.name, now))
    found = await session.execute(
        select(
            lanes.c.name,
            func.coalesce(Installation.name, ""),
            counted.correlate(lanes).scalar_subquery(),
            lanes.c.oldest,
            lanes.c.holder,
            lanes.c.rests_for,
            lanes.c.until,
            lanes.c.next_try_at,
        )
        .outerjoin(Installation, lanes.c.name == Installation.platform + ":" + Installation.id)
        .where(or_(lanes.c.oldest.is_not(None), lanes.c.rests_for != ""))
        .order_by(lanes.c.oldest.is_(None), lanes.c.oldest, lanes.c.name)
        .limit(limit)
    )
    return [LaneState(*row) for row in found]


def _at_hand(now: datetime, system: datetime) -> Subquery:
    """Select the lanes that have something due, put back, or that rest."""
    oldest = select(func.min(Delivery.due_at)).where(_due(Lane.name, now)).correlate(Lane)
    waits = or_(Lane.next_due_at <= now, Lane.next_try_at.is_not(None), _rests(system))
    columns = (
        *(Lane.name, Lane.holder, Lane.until, Lane.next_try_at),
        case((_rests(system), Lane.rests_for), else_="").label("rests_for"),
        oldest.scalar_subquery().label("oldest"),
    )
    return select(*columns).where(waits).subquery("at_hand")


def _due(
    lane: ColumnElement[str] | InstrumentedAttribute[str], now: datetime
) -> ColumnElement[bool]:
    is_due = and_(Delivery.state == State.PLANNED, Delivery.due_at <= now)
    return and_(Delivery.lane == lane, is_due, may_leave())


async def resting(session: AsyncSession, system: datetime) -> Sequence[tuple[str, str]]:
    """Return the name of every lane that rests, and for what."""
    found = await session.execute(select(Lane.name, Lane.rests_for).where(_rests(system)))
    return [(name, why) for name, why in found]


def _rests(system: datetime) -> ColumnElement[bool]:
    return and_(Lane.holder.is_(None), Lane.until > system, Lane.rests_for != "")
